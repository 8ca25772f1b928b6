"""The OpenAPI document at `/openapi.json`, and the page that renders it at `/docs`."""

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.json_io import JSON, tagged_response
from evsrv.web.static_files import STATIC, site_headers, static_file

_PAGE = "index.html"
_ASSETS = ("start.js", "swagger-ui-bundle.js", "swagger-ui.css")
# The page loads from this server only, and sends requests to it only.
_HEADERS = site_headers(
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


def openapi_routes(document: object) -> list[web.RouteDef]:
    """Return the routes of the document and of its page."""
    answer = EncodedAnswer.encode(document)
    headers = {"Content-Type": JSON, "Cache-Control": "no-cache"}

    async def get(request: web.Request) -> web.Response:
        return tagged_response(request, answer, headers)

    return [
        web.get("/openapi.json", get),
        web.get("/docs", _file(_PAGE)),
        *(web.get(f"/docs/{name}", _file(name)) for name in _ASSETS),
    ]


def _file(name: str) -> Handler:
    return static_file(STATIC / name, _HEADERS)

"""The OpenAPI document at `/openapi.json`, and the page that renders it at `/docs`."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.json_io import JSON, tagged_response
from evsrv.web.static_files import static_file

_PAGE = "index.html"
_ASSETS: Mapping[str, str] = {
    "start.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
# The page loads from this server only, and sends requests to it only.
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def openapi_routes(document: object) -> list[web.RouteDef]:
    """Return the routes of the document and of its page."""
    answer = EncodedAnswer.encode(document)
    headers = {"Content-Type": JSON, "Cache-Control": "no-cache"}

    async def get(request: web.Request) -> web.Response:
        return tagged_response(request, answer, headers)

    return [
        web.get("/openapi.json", get),
        web.get("/docs", _file(_PAGE, "text/html")),
        *(web.get(f"/docs/{name}", _file(name, kind)) for name, kind in _ASSETS.items()),
    ]


def _file(name: str, content_type: str) -> Handler:
    return static_file(name, {**_HEADERS, "Content-Type": f"{content_type}; charset=utf-8"})

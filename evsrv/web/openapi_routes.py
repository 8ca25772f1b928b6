"""The OpenAPI document at `/openapi.json`, and the page that renders it at `/docs`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.json_io import JSON, tagged_response

_STATIC = Path(__file__).parent / "static"
_FILE_LEVEL = 9
"""Of the compression of files, each of which is compressed once."""
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
    headers = {**_HEADERS, "Content-Type": f"{content_type}; charset=utf-8"}

    @cache
    def load() -> EncodedAnswer:
        return EncodedAnswer.of_bytes((_STATIC / name).read_bytes(), _FILE_LEVEL)

    async def get(request: web.Request) -> web.StreamResponse:
        return tagged_response(request, load(), headers)

    return get

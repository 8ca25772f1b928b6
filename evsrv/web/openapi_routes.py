"""The OpenAPI document at `/openapi.json`, and the page that renders it at `/docs`."""

from collections.abc import Mapping
from pathlib import Path

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.web.json_io import JSON

_STATIC = Path(__file__).parent / "static"
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
    body = orjson.dumps(document)

    async def get(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=JSON, headers={"Cache-Control": "no-cache"})

    return [
        web.get("/openapi.json", get),
        web.get("/docs", _file(_PAGE, "text/html")),
        *(web.get(f"/docs/{name}", _file(name, kind)) for name, kind in _ASSETS.items()),
    ]


def _file(name: str, content_type: str) -> Handler:
    headers = {**_HEADERS, "Content-Type": f"{content_type}; charset=utf-8"}

    async def get(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_STATIC / name, headers=headers)

    return get

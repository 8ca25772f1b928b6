"""Cross-origin requests: browsers may send events, and nothing else (Fetch standard, CORS)."""

from collections.abc import Collection

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_PATHS = frozenset({"/events"})
_ANY = "*"
_DAY = "86400"


def cors(origins: Collection[str]) -> Middleware:
    """Make the middleware that lets pages of these origins (`*`: of all) write events."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if request.path not in _PATHS or origin is None:
            return await handler(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response: web.StreamResponse = _preflight(request)
        else:
            response = await handler(request)
        if _ANY in origins or origin in origins:
            response.headers["Access-Control-Allow-Origin"] = _ANY if _ANY in origins else origin
            response.headers["Access-Control-Expose-Headers"] = "X-Request-ID"
        response.headers["Vary"] = "Origin"
        return response

    return middleware


def _preflight(request: web.Request) -> web.Response:
    wanted = request.headers.get("Access-Control-Request-Headers", "authorization, content-type")
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": wanted,
            "Access-Control-Max-Age": _DAY,
        },
    )

"""Cross-origin requests: browsers may send events, and nothing else (Fetch standard, CORS)."""

from collections.abc import Collection

from aiohttp import web
from aiohttp.typedefs import Handler
from attrs import frozen

_PATHS = frozenset({"/events", "/events/batch"})
_ANY = "*"
_DAY = "86400"
_EXPOSED = "Retry-After, Server-Timing, X-Request-ID"


@web.middleware
async def preflights(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a browser that asks whether it may send events."""
    if (
        request.method != "OPTIONS"
        or request.path not in _PATHS
        or "Origin" not in request.headers
        or "Access-Control-Request-Method" not in request.headers
    ):
        return await handler(request)
    wanted = request.headers.get("Access-Control-Request-Headers", "authorization, content-type")
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "POST",
            # Named one by one, for `*` does not cover Authorization.
            "Access-Control-Allow-Headers": wanted,
            "Access-Control-Max-Age": _DAY,
        },
    )


@frozen
class Cors:
    """Which origins' pages may read the answers; `*` is all of them."""

    _origins: Collection[str]

    def allow(self, request: web.Request, response: web.StreamResponse) -> None:
        """Say on an answer, a refusal too, whether the page that asked may read it."""
        if request.path not in _PATHS:
            return
        if _ANY in self._origins:
            allowed: str | None = _ANY
        else:
            # Without an origin too: a cache must not hand that answer to a page.
            response.headers.add("Vary", "Origin")
            origin = request.headers.get("Origin")
            allowed = origin if origin in self._origins else None
        if allowed is not None and "Origin" in request.headers:
            response.headers["Access-Control-Allow-Origin"] = allowed
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED

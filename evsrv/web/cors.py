"""Cross-origin requests (CORS in the Fetch standard): browsers may send events, nothing else."""

from collections.abc import Collection

from aiohttp import web
from attrs import frozen

from evsrv.web.request_state import STATE

OPEN_PATHS = frozenset({"/events", "/events/batch"})
"""Paths whose responses pages of other origins may read."""
_ANY_ORIGIN = "*"
_MAX_AGE_SECONDS = "86400"
_EXPOSED_HEADERS = "Retry-After, Server-Timing, X-Duplicate, X-Ignored-Members, X-Request-ID"


def answer_preflight(request: web.Request) -> web.Response | None:
    """Return the answer to a preflight request, with which a browser asks what it may send.

    None if the request is no preflight.
    """
    if (
        request.method != "OPTIONS"
        or not (request.path in OPEN_PATHS or request[STATE].open_to_pages)
        or "Origin" not in request.headers
        or "Access-Control-Request-Method" not in request.headers
    ):
        return None
    requested = request.headers.get("Access-Control-Request-Headers", "authorization, content-type")
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "POST",
            # Each by its name, for `*` does not cover Authorization.
            "Access-Control-Allow-Headers": requested,
            "Access-Control-Max-Age": _MAX_AGE_SECONDS,
        },
    )


@frozen
class Cors:
    """The origins whose pages may read responses; `*` stands for all."""

    _origins: Collection[str]

    def allow(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers that let the page read a response, an error too."""
        if request.path not in OPEN_PATHS and not request[STATE].open_to_pages:
            return
        if _ANY_ORIGIN in self._origins:
            allowed: str | None = _ANY_ORIGIN
        else:
            # Also without an origin: a cache must not give that response to a page.
            response.headers.add("Vary", "Origin")
            origin = request.headers.get("Origin")
            allowed = origin if origin in self._origins else None
        # The headers of a malformed request are not all known.
        if allowed is not None and (
            "Origin" in request.headers or request[STATE].refusal is not None
        ):
            response.headers["Access-Control-Allow-Origin"] = allowed
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS

"""Cross-origin requests (CORS in the Fetch standard): the routes that pages may use."""

import re
from collections.abc import Collection, Mapping

from aiohttp import web
from attrs import frozen

from evsrv.web.request_state import STATE

OPEN_ROUTES: Mapping[str, tuple[str, ...]] = {
    "/events": ("POST",),
    "/events/batch": ("POST",),
    "/conversations": ("POST",),
    "/conversations/{id}": ("GET", "DELETE"),
    "/feedback": ("POST",),
}
"""The methods by path whose responses pages of other origins may read."""
_TEMPLATES = tuple(
    (re.compile(re.sub(r"\{\w+\}", "[^/]*", path)), methods)
    for path, methods in OPEN_ROUTES.items()
    if "{" in path
)
_SENDING = ("POST",)
"""The methods of a path that is not known, but may have been meant to be an open one."""
_ANY_ORIGIN = "*"
_MAX_AGE_SECONDS = "86400"
_EXPOSED_HEADERS = "Retry-After, Server-Timing, X-Duplicate, X-Ignored-Members, X-Request-ID"


def answer_preflight(request: web.Request) -> web.Response | None:
    """Return the answer to a preflight request, with which a browser asks what it may send.

    None if the request is no preflight.
    """
    if (
        request.method != "OPTIONS"
        or not (methods := _open_methods(request))
        or "Origin" not in request.headers
        or "Access-Control-Request-Method" not in request.headers
    ):
        return None
    requested = request.headers.get("Access-Control-Request-Headers", "authorization, content-type")
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": ", ".join(methods),
            # Each by its name, for `*` does not cover Authorization.
            "Access-Control-Allow-Headers": requested,
            "Access-Control-Max-Age": _MAX_AGE_SECONDS,
        },
    )


def _open_methods(request: web.Request) -> tuple[str, ...]:
    """Return the methods of the request's path that are open to pages."""
    # Not decoded: an encoded slash belongs to an id.
    path = request.rel_url.raw_path
    if (methods := OPEN_ROUTES.get(path)) is not None:
        return methods
    for template, methods in _TEMPLATES:
        if template.fullmatch(path):
            return methods
    return _SENDING if request[STATE].open_to_pages else ()


def _is_open(request: web.Request) -> bool:
    """Return whether pages may read the response: that of an open method, or of none at all."""
    state = request[STATE]
    if state.open_to_pages:
        return True
    methods = _open_methods(request)
    return request.method in methods or (
        bool(methods) and request.match_info.http_exception is not None
    )


@frozen
class Cors:
    """The origins whose pages may read responses; `*` stands for all."""

    _origins: Collection[str]

    def allow(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers that let the page read a response, an error too."""
        any_origin = _ANY_ORIGIN in self._origins
        # The headers of a malformed request are not all known.
        of_page = "Origin" in request.headers or request[STATE].refusal is not None
        # Most requests are not from pages: the routes need not be searched for theirs.
        if (any_origin and not of_page) or not _is_open(request):
            return
        if any_origin:
            allowed: str | None = _ANY_ORIGIN
        else:
            # Also without an origin: a cache must not give that response to a page.
            response.headers.add("Vary", "Origin")
            origin = request.headers.get("Origin")
            allowed = origin if origin in self._origins else None
        if allowed is not None and of_page:
            response.headers["Access-Control-Allow-Origin"] = allowed
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS

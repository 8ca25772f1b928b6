"""Checks of requests to every path: valid HTTP, preflights, no key in the URL."""

import re
from functools import lru_cache
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.errors import BadRequest, clip
from evsrv.web.auth import refuse_url_key
from evsrv.web.cors import OPEN_ROUTES, answer_preflight
from evsrv.web.near_paths import find_near_path
from evsrv.web.request_state import STATE

_HOST = re.compile(
    r"(?:(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{0,5}))?"
)
_HIGHEST_PORT = 65_535
_CONTINUE = "100-continue"


@web.middleware
async def request_checks(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Raise the error of a malformed request, and answer a preflight request.

    Pages of other origins may read what they get if the path was meant to be theirs.
    """
    state = request[STATE]
    if state.refusal is not None:
        state.open_to_pages = True
        raise state.refusal
    unmatched = request.match_info.http_exception
    if unmatched is not None and unmatched.status == HTTPStatus.NOT_FOUND:
        state.open_to_pages = find_near_path(request) in OPEN_ROUTES
    host = request.headers.get("Host")
    if host is not None and not _is_host(host):
        raise BadRequest(f"the header Host must be host[:port], not {clip(host)}")
    if state.expect is not None and state.expect.lower() != _CONTINUE:
        raise BadRequest(f"the header Expect must be {_CONTINUE}, not {clip(state.expect)}")
    if (preflight := answer_preflight(request)) is not None:
        return preflight
    refuse_url_key(request)
    return await handler(request)


@lru_cache(maxsize=64)
def _is_host(text: str) -> bool:
    match = _HOST.fullmatch(text)
    return match is not None and int(match["port"] or 0) <= _HIGHEST_PORT

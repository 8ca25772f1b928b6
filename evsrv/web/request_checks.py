"""Refuse requests that are not HTTP as they should be, whatever their path is."""

import re

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.errors import BadRequest, clip
from evsrv.web.app_keys import EXPECT, OPEN_TO_PAGES, REFUSAL
from evsrv.web.cors import OPEN_PATHS
from evsrv.web.near_paths import find_near_path

_HOST = re.compile(
    r"(?:(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{0,5}))?"
)
_HIGHEST_PORT = 65_535
_CONTINUE = "100-continue"


@web.middleware
async def request_checks(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Raise the error of a malformed request.

    Pages of other origins may read what they get if the path was meant to be theirs.
    """
    if (refusal := request.get(REFUSAL)) is not None:
        request[OPEN_TO_PAGES] = True
        raise refusal
    if isinstance(request.match_info.http_exception, web.HTTPNotFound):
        request[OPEN_TO_PAGES] = find_near_path(request) in OPEN_PATHS
    host = request.headers.get("Host")
    if host is not None and not _is_host(host):
        raise BadRequest(f"the header Host must be host[:port], not {clip(host)}")
    expect = request.get(EXPECT, _CONTINUE)
    if expect.lower() != _CONTINUE:
        raise BadRequest(f"the header Expect must be {_CONTINUE}, not {clip(expect)}")
    return await handler(request)


def _is_host(text: str) -> bool:
    match = _HOST.fullmatch(text)
    return match is not None and int(match["port"] or 0) <= _HIGHEST_PORT

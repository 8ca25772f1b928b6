"""Large plain responses are sent within their request, so that its log line has their outcome."""

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.web.problems import CLIENT_CLOSED_REQUEST, abort_response

_MIN_LARGE_BYTES = 65_536
"""Size from which a plain response is sent before it is logged; a transport buffers as much."""


@web.middleware
async def send_large_responses(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Send a large plain response here, so that its log line tells how that ended."""
    response = await handler(request)
    if not response.prepared and (response.content_length or 0) >= _MIN_LARGE_BYTES:
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:
            return abort_response(request, CLIENT_CLOSED_REQUEST)
    return response

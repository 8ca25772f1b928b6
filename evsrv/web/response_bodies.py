"""Bodies of plain responses: compressed, and large ones sent before their log line is written."""

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.web.compression import MIN_COMPRESSED_BYTES, compress
from evsrv.web.problems import CLIENT_CLOSED_REQUEST, abort_response

_MIN_LARGE_BYTES = 65_536
"""Size from which a plain response is sent before it is logged; a transport buffers as much."""


@web.middleware
async def response_bodies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Compress the body of a plain response; send a large one, so that its log line is true."""
    response = await handler(request)
    # One check for both: few responses are of this size, and each request comes by here.
    if (
        isinstance(response, web.Response)
        and isinstance(body := response.body, bytes)
        and len(body) > MIN_COMPRESSED_BYTES
    ):
        if "Content-Encoding" not in response.headers:
            await compress(request, response, body)
        if (response.content_length or 0) >= _MIN_LARGE_BYTES:
            try:
                await response.prepare(request)
                await response.write_eof()
            except ConnectionError:
                return abort_response(request, CLIENT_CLOSED_REQUEST)
    return response

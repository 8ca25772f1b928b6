"""Read the body of a request within limits of size and time."""

import asyncio

from aiohttp import HttpVersion11, web

from evsrv.core.errors import BadRequest, PayloadTooLarge
from evsrv.web.app_keys import BODY_TIMEOUT
from evsrv.web.request_state import STATE
from evsrv.web.unpacking import find_coding, unpack


class IncompleteBody(BadRequest):
    """The body cannot be read to its end; the connection cannot be used any more."""


async def read_limited(request: web.Request) -> bytes:
    """Return the whole body, unpacked.

    Its length and its coding are looked at before a client that waits for `100 Continue` gets that.
    Raises `PayloadTooLarge`, `IncompleteBody`, `UnsupportedMediaType` and `BadRequest`.
    """
    limit = request.client_max_size
    coding = find_coding(request)
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    try:
        body = await _read(request)
    except web.HTTPRequestEntityTooLarge:
        raise _too_large(limit) from None
    except web.RequestPayloadError:
        raise IncompleteBody("the body is not framed as its headers say") from None
    return body if coding is None else unpack(body, coding, max_bytes=limit)


async def _read(request: web.Request) -> bytes:
    if request.content.is_eof():
        # Most bodies come with the head: there is nothing to wait for, nor to time.
        return await request.read()
    if request[STATE].expect is not None and request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # aiohttp takes a writer that has written for a response that has begun.
        request.writer.output_size = 0
    seconds = request.app[BODY_TIMEOUT]
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError:
        raise IncompleteBody(f"the body did not arrive within {seconds:g} s") from None


def _too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"the body is larger than {limit} bytes")

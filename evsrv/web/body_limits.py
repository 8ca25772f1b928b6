"""Receiving a request's body, within limits of size and time."""

import asyncio

from aiohttp import web

from evsrv.core.errors import BadRequest, PayloadTooLarge
from evsrv.web.app_keys import BODY_TIMEOUT


class UnreceivedBody(BadRequest):
    """The body is not there to the end; the connection is of no further use."""


async def receive(request: web.Request) -> bytes:
    """Receive a whole body. Raises `PayloadTooLarge` and `UnreceivedBody`."""
    seconds = request.app[BODY_TIMEOUT]
    try:
        if request.content.is_eof():
            # It came with the head, as most do. There is nothing to wait for, nor to time.
            return await request.read()
        async with asyncio.timeout(seconds):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes") from None
    except TimeoutError:
        raise UnreceivedBody(f"the body did not arrive within {seconds:g} s") from None
    except web.RequestPayloadError:
        raise UnreceivedBody("the body is not encoded as its headers say") from None

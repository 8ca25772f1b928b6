"""Read the body of a request within limits of size and time."""

import asyncio

from aiohttp import web

from evsrv.core.errors import BadRequest, PayloadTooLarge
from evsrv.web.app_keys import BODY_TIMEOUT


class IncompleteBody(BadRequest):
    """The body cannot be read to its end; the connection cannot be used any more."""


async def read_limited(request: web.Request) -> bytes:
    """Return the whole body. Raises `PayloadTooLarge` and `IncompleteBody`."""
    seconds = request.app[BODY_TIMEOUT]
    try:
        if request.content.is_eof():
            # Most bodies come with the head: there is nothing to wait for, nor to time.
            return await request.read()
        async with asyncio.timeout(seconds):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes") from None
    except TimeoutError:
        raise IncompleteBody(f"the body did not arrive within {seconds:g} s") from None
    except web.RequestPayloadError:
        raise IncompleteBody("the body is not encoded as its headers say") from None

"""Answers that are files: streamed as they are made, and broken off where that fails."""

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from aiohttp import web

from evsrv.export import Format
from evsrv.web.bodies import NDJSON
from evsrv.web.keys import REQUEST_ID

_log = logging.getLogger(__name__)

_TYPES: Mapping[Format, str] = {"csv": "text/csv", "ndjson": NDJSON}


def accepted_form(request: web.Request) -> Format:
    """Tell what a request accepts: CSV, unless it asks for NDJSON."""
    return "ndjson" if NDJSON in request.headers.get("Accept", "").lower() else "csv"


async def send_file(
    request: web.Request, chunks: AsyncGenerator[bytes, None], form: Format
) -> web.StreamResponse:
    """Send a file as it is made, no faster than the client reads it.

    An error before the first chunk is raised. After it, the connection is cut in the middle of
    the body, which no client can take for its end.
    """
    response = web.StreamResponse(
        headers={
            "Content-Type": f"{_TYPES[form]}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="events.{form}"',
            "X-Request-ID": request[REQUEST_ID],
        }
    )
    async with aclosing(chunks):
        first = await anext(chunks, b"")
        await response.prepare(request)
        try:
            await response.write(first)
            async for chunk in chunks:
                await response.write(chunk)
        except ConnectionError:
            # The client has gone away, and with it whoever could be told.
            pass
        except Exception:
            _log.exception("request %s failed in the middle of its answer", request[REQUEST_ID])
            if request.transport is not None:
                request.transport.abort()
    return response

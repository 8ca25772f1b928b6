"""Responses that are streamed as they are made, and aborted if that fails."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from aiohttp import hdrs, web

from evsrv.core.timing import stage
from evsrv.service.file_formats import BODIES, Format
from evsrv.web.accept import preferred_type
from evsrv.web.compression import (
    MIN_COMPRESSED_BYTES,
    GzipStream,
    accepts_gzip,
    vary_by_coding,
)
from evsrv.web.json_io import NDJSON

_CSV = "text/csv"
_NDJSON_FORMS = ("ndjson", BODIES)


def negotiate_format(request: web.Request) -> Format:
    """Return the file format that a request prefers; CSV if it does not say."""
    accept = ",".join(request.headers.getall("Accept", ()))
    return "ndjson" if preferred_type(accept, (_CSV, NDJSON)) == NDJSON else "csv"


async def stream_file(
    request: web.Request, chunks: AsyncGenerator[bytes, None], form: Format
) -> web.StreamResponse:
    """Stream a file as `stream_response` does."""
    content_type, extension = (NDJSON, "ndjson") if form in _NDJSON_FORMS else (_CSV, "csv")
    headers = {
        "Content-Type": f"{content_type}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="events.{extension}"',
    }
    return await stream_response(request, chunks, headers)


async def stream_response(
    request: web.Request, chunks: AsyncGenerator[bytes, None], headers: Mapping[str, str]
) -> web.StreamResponse:
    """Stream a body as it is made, no faster than the client reads it.

    An error before the first chunk becomes a problem; a later one aborts the response.
    """
    response = web.StreamResponse(headers=headers)
    vary_by_coding(response)
    async with aclosing(chunks):
        chunk = await _next_chunk(chunks)
        # A first chunk that is short is nearly the whole body.
        is_long = chunk is not None and len(chunk) > MIN_COMPRESSED_BYTES
        packed = GzipStream() if is_long and accepts_gzip(request) else None
        if packed is not None:
            response.headers["Content-Encoding"] = "gzip"
        await response.prepare(request)
        if request.method == hdrs.METH_HEAD:
            # aiohttp would send the body of a stream all the same.
            return response
        while chunk is not None:
            await response.write(chunk if packed is None else await packed.compress(chunk))
            chunk = await _next_chunk(chunks)
        if packed is not None:
            await response.write(packed.end())
    return response


async def _next_chunk(chunks: AsyncGenerator[bytes, None]) -> bytes | None:
    """Return the next chunk that is not empty; None at the end."""
    with stage("db"):
        async for chunk in chunks:
            if chunk:
                return chunk
        return None

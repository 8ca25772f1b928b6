"""Responses that are streamed as they are made, and aborted if that fails."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing

from aiohttp import hdrs, web

from evsrv.core.timing import stage
from evsrv.service.file_formats import FileFormat
from evsrv.web.accept import preferred_type
from evsrv.web.compression import (
    MIN_COMPRESSED_BYTES,
    GzipStream,
    accepts_gzip,
    vary_by_coding,
)
from evsrv.web.json_io import JSON


def preferred_export_format(request: web.Request, formats: Iterable[FileFormat]) -> FileFormat:
    """Return the format of these that a request accepts; the first one if it does not say."""
    by_type = _by_media_type(formats)
    return by_type[preferred_type(_accept(request), tuple(by_type))]


def preferred_page_format(request: web.Request, formats: Iterable[FileFormat]) -> FileFormat | None:
    """Return the format of these that a request prefers to JSON, if there is one."""
    by_type = _by_media_type(formats)
    if not by_type:
        return None
    return by_type.get(preferred_type(_accept(request), (JSON, *by_type)))


def _by_media_type(formats: Iterable[FileFormat]) -> Mapping[str, FileFormat]:
    """Return formats by their media type, the first one of each."""
    by_type: dict[str, FileFormat] = {}
    for form in formats:
        by_type.setdefault(form.media_type, form)
    return by_type


def _accept(request: web.Request) -> str:
    return ",".join(request.headers.getall("Accept", ()))


def file_headers(form: FileFormat) -> Mapping[str, str]:
    """Return the headers of a file, which browsers save and never run on this server's origin."""
    return {
        "Content-Type": form.content_type,
        "Content-Disposition": f'attachment; filename="events.{form.extension}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


async def stream_file(
    request: web.Request, chunks: AsyncGenerator[bytes, None], form: FileFormat
) -> web.StreamResponse:
    """Stream a file as `stream_response` does."""
    return await stream_response(request, chunks, file_headers(form))


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

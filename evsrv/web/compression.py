"""Compress responses with gzip if the client accepts it."""

import asyncio
import zlib
from functools import lru_cache

from aiohttp import web

from evsrv.core.timing import stage
from evsrv.service.answer_cache import UNCOMPRESSED, EncodedAnswer

MIN_COMPRESSED_BYTES = 1_000
"""Shorter bodies fit a packet as they are."""

ANSWER = web.ResponseKey("answer", EncodedAnswer)
"""The answer that the body is from, which keeps its compressed form."""

_MAX_INLINE_BYTES = 32_000
"""Of what is compressed on the event loop, in less time than the switch to a thread takes."""
_GZIP_WBITS = 16 + zlib.MAX_WBITS
_STREAM_LEVEL = 2


async def compress(request: web.Request, response: web.Response, body: bytes) -> None:
    """Compress this body of a response, if it gets smaller and the client accepts it."""
    answer = response.get(ANSWER) or EncodedAnswer(body, etag="")
    if not may_compress(answer):
        return
    vary_by_coding(response)
    if not accepts_gzip(request):
        return
    if not answer.is_gzipped:
        with stage("render"):
            if len(body) <= _MAX_INLINE_BYTES:
                answer.gzipped()
            else:
                await asyncio.to_thread(answer.gzipped)
    response.body = answer.gzipped()
    response.headers["Content-Encoding"] = "gzip"


def may_compress(answer: EncodedAnswer) -> bool:
    """Return whether an answer is sent compressed to clients that accept it."""
    return answer.level != UNCOMPRESSED and len(answer.body) > MIN_COMPRESSED_BYTES


def vary_by_coding(response: web.StreamResponse) -> None:
    """Add the header that tells caches that responses differ by the codings that clients accept."""
    response.headers.add("Vary", "Accept-Encoding")


def accepts_gzip(request: web.Request) -> bool:
    """Return whether a request prefers gzip to no coding, by its `Accept-Encoding` (RFC 9110)."""
    return _prefers_gzip(",".join(request.headers.getall("Accept-Encoding", ())))


@lru_cache(maxsize=256)
def _prefers_gzip(accepted: str) -> bool:
    weights = {}
    for part in accepted.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        weights[coding] = _weight(parameters)
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


class GzipStream:
    """Compressor of a stream whose chunks the client can read as they come."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(_STREAM_LEVEL, zlib.DEFLATED, _GZIP_WBITS)

    async def compress(self, chunk: bytes) -> bytes:
        """Return a chunk compressed, with all bytes that are needed to read it."""
        if len(chunk) <= _MAX_INLINE_BYTES:
            return self._compress(chunk)
        return await asyncio.to_thread(self._compress, chunk)

    def end(self) -> bytes:
        """Return the end of the stream."""
        return self._compressor.flush()

    def _compress(self, chunk: bytes) -> bytes:
        return self._compressor.compress(chunk) + self._compressor.flush(zlib.Z_SYNC_FLUSH)

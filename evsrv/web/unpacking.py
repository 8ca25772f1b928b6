"""Unpack bodies with a `Content-Encoding`, within the limit that their unpacked size has."""

import zlib

from aiohttp import web

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import BadRequest, PayloadTooLarge, RequestError, clip

_SLICE_BYTES = 1 << 16
MAX_GZIP_MEMBERS = 1_000
"""Members of a gzip body. Each takes longer to begin than its few bytes took to send."""

_GZIP_WBITS = 16 + zlib.MAX_WBITS
_ZLIB_METHOD = 8

_GZIP = "gzip"
_DEFLATE = "deflate"
_CODINGS = {_GZIP: _GZIP, "x-gzip": _GZIP, "deflate": _DEFLATE}
ACCEPTED_CODINGS = f"{_GZIP}, {_DEFLATE}"
"""The value of `Accept-Encoding` in answers to other codings."""


class UnsupportedMediaType(RequestError):
    """The body has a coding that is not known."""

    code = ErrorCode.UNSUPPORTED_MEDIA_TYPE


def find_coding(request: web.Request) -> str | None:
    """Return `gzip` or `deflate`, or None for a plain body. Raises `UnsupportedMediaType`."""
    headers = request.headers
    if "Content-Encoding" not in headers and "Transfer-Encoding" not in headers:
        return None
    transfer = headers.get("Transfer-Encoding", "").strip()
    if transfer.lower() not in ("", "chunked"):
        message = f"unknown Transfer-Encoding {clip(transfer)}; the only one is chunked"
        raise UnsupportedMediaType(message)
    named = ", ".join(headers.getall("Content-Encoding", [])).strip()
    if not named:
        return None
    coding = _CODINGS.get(named.lower())
    if coding is None:
        expected = ", ".join(sorted(_CODINGS))
        message = f"unknown Content-Encoding {clip(named)}; expected one of {expected}"
        raise UnsupportedMediaType(message)
    return coding


def unpack(packed: bytes, coding: str, *, max_bytes: int) -> bytes:
    """Return the body that was packed with a coding of `find_coding`.

    Memory stays within `max_bytes`. Raises `PayloadTooLarge` past it, and `BadRequest` if the body
    is not packed so, ends before its end, or goes on after it.
    """
    room = max_bytes + 1
    pieces: list[bytes] = []
    members = 1
    stream = zlib.decompressobj(_wbits(packed, coding))
    try:
        for start in range(0, len(packed), _SLICE_BYTES):
            data = packed[start : start + _SLICE_BYTES]
            while data:
                if stream.eof:
                    # Several gzip files in a row are one (RFC 1952); zlib data end once.
                    members += 1
                    if coding != _GZIP:
                        raise _trailing_data(coding)
                    if members > MAX_GZIP_MEMBERS:
                        raise BadRequest(f"a gzip body may have at most {MAX_GZIP_MEMBERS} members")
                    stream = zlib.decompressobj(_GZIP_WBITS)
                piece = stream.decompress(data, room)
                pieces.append(piece)
                room -= len(piece)
                if not room:
                    raise PayloadTooLarge(f"the unpacked body is larger than {max_bytes} bytes")
                data = stream.unused_data
    except zlib.error:
        if members > 1:
            raise _trailing_data(coding) from None
        raise BadRequest(f"the body is not {coding}, as its Content-Encoding says") from None
    if not stream.eof:
        raise BadRequest(f"the body ends before its {coding} data do")
    return b"".join(pieces)


def _trailing_data(coding: str) -> BadRequest:
    return BadRequest(f"the body goes on after its {coding} data end")


def _wbits(packed: bytes, coding: str) -> int:
    if coding == _GZIP:
        return _GZIP_WBITS
    # `deflate` is the zlib format (RFC 9110), but some clients send it without header and checksum.
    has_header = packed[:1] and packed[0] % 16 == _ZLIB_METHOD
    is_zlib = has_header and int.from_bytes(packed[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS

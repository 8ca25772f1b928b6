"""Ids in paths: percent-encoded, of any character."""

from urllib.parse import unquote_to_bytes

from aiohttp import web

from evsrv.core.errors import Issue, Unprocessable, clip

_NO_IDS = frozenset({"", ".", ".."})
"""Ids that a path cannot end with: clients and proxies would shorten it."""


def path_id(request: web.Request, noun: str) -> str:
    """Return the id that the request's path ends with, which an error calls `noun`.

    Raises `Unprocessable` if it is empty, `.`, `..` or not UTF-8.
    """
    return decode_id(request.rel_url.raw_path.rpartition("/")[2], noun)


def decode_id(encoded: str, noun: str) -> str:
    """Return an id that stands in a path, which an error calls `noun`.

    Raises `Unprocessable` if it is empty, `.`, `..` or not UTF-8.
    """
    # aiohttp's own decoding cannot tell an encoded percent sign from text that is not UTF-8.
    try:
        id_ = unquote_to_bytes(encoded.encode("utf-8", "surrogateescape")).decode()
    except UnicodeDecodeError:
        message = f"the {noun} in the path is not percent-encoded UTF-8: {clip(encoded)}"
        raise Unprocessable.of([Issue("", message)]) from None
    if id_ in _NO_IDS:
        raise Unprocessable.of([Issue("", f"the {noun} in the path must not be {id_!r}")])
    return id_

"""Files of this package as responses, with an ETag and compressed once."""

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.service.answer_cache import UNCOMPRESSED, EncodedAnswer
from evsrv.web.json_io import tagged_response

STATIC = Path(__file__).parent / "static"

_TEXT = "text/plain; charset=utf-8"
CONTENT_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": _TEXT,
    ".woff2": "font/woff2",
}
"""By the suffix of the file; a file with another one is text."""

_COMPRESSED_SUFFIXES = frozenset({".png", ".woff2"})
_LEVEL = 9
"""Of the compression of files, each of which is compressed once."""


def site_headers(policy: str) -> Mapping[str, str]:
    """Return the headers of the files of a site under this Content-Security-Policy.

    Browsers ask each time whether a file has changed, so that its files are of one version.
    """
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


SITE_HEADERS = site_headers(
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Of files that load from this server only, and make no HTML of text."""


def static_file(
    file: Path, headers: Mapping[str, str], change: Callable[[bytes], bytes] = bytes
) -> Handler:
    """Return the handler of a file; `change` gets its content first."""
    return made_file(lambda: change(file.read_bytes()), file.suffix, headers)


def made_file(make: Callable[[], bytes], suffix: str, headers: Mapping[str, str]) -> Handler:
    """Return the handler of a file whose content is made once, when it is first asked for."""
    level = UNCOMPRESSED if suffix in _COMPRESSED_SUFFIXES else _LEVEL
    all_headers = {**headers, "Content-Type": CONTENT_TYPES.get(suffix, _TEXT)}

    @cache
    def load() -> EncodedAnswer:
        return EncodedAnswer.of_bytes(make(), level)

    async def get(request: web.Request) -> web.StreamResponse:
        if not load.cache_info().currsize:
            await asyncio.to_thread(load)
        return tagged_response(request, load(), all_headers)

    return get

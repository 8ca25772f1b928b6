"""Files of this package as responses, with an ETag and compressed once."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.json_io import tagged_response

_STATIC = Path(__file__).parent / "static"
_LEVEL = 9
"""Of the compression of files, each of which is compressed once."""


def static_file(
    name: str, headers: Mapping[str, str], change: Callable[[bytes], bytes] = bytes
) -> Handler:
    """Return the handler of a file of `static/`; `change` gets its content first."""

    @cache
    def load() -> EncodedAnswer:
        return EncodedAnswer.of_bytes(change((_STATIC / name).read_bytes()), _LEVEL)

    async def get(request: web.Request) -> web.StreamResponse:
        return tagged_response(request, load(), headers)

    return get

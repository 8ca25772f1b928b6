"""The script that pages send events with, at `/evsrv.js`, and its types."""

import re
from collections.abc import Mapping

from aiohttp import web

from evsrv.web.static_files import STATIC, static_file

_COMMENTS_AND_INDENTATION = re.compile(rb"^ *(?://.*\n)?", re.M)
# Any page may load and read the files, also with `crossorigin` or under COEP. They are the same for
# all, so the setting `cors_origins` does not concern them.
_HEADERS: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def page_script_routes() -> list[web.RouteDef]:
    """Return the routes of the script and of its types."""
    return [
        web.get("/evsrv.js", static_file(STATIC / "evsrv.js", _HEADERS, _without_comments)),
        web.get("/evsrv.d.ts", static_file(STATIC / "evsrv.d.ts", _HEADERS)),
    ]


def _without_comments(source: bytes) -> bytes:
    """Return a script without its indentation and the lines that are comments."""
    return _COMMENTS_AND_INDENTATION.sub(b"", source)

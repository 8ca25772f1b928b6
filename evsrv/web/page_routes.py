"""The page at `/ui/`, on which people see and ask; it asks this server's API, with their key."""

import re
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from evsrv.web.static_files import CONTENT_TYPES, site_headers, static_file

_FOLDER = Path(__file__).parent / "page"
_PATH = "/ui"
_START = "index.html"
_COMMENTS = re.compile(rb"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n", re.M | re.S)
"""Comments that fill their lines: types, which a browser does not need, are half of a module."""
_HEADERS = site_headers(
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def page_routes(folder: Path = _FOLDER) -> list[web.RouteDef]:
    """Return the routes of the files of the page, which are listed once."""
    routes = [web.get(_PATH, _add_slash)]
    for file in sorted(folder.rglob("*")):
        if file.suffix in CONTENT_TYPES:
            name = file.relative_to(folder).as_posix()
            path = "" if name == _START else name
            change = without_comments if file.suffix == ".js" else bytes
            routes.append(web.get(f"{_PATH}/{path}", static_file(file, _HEADERS, change)))
    return routes


async def _add_slash(_request: web.Request) -> web.Response:
    """Redirect to the start, relatively because of proxies that serve the API under a prefix."""
    location = f"{_PATH.removeprefix('/')}/"
    headers = {"Cache-Control": "no-cache", "Location": location}
    return web.Response(status=HTTPStatus.FOUND, headers=headers)


def without_comments(source: bytes) -> bytes:
    """Return a module without the comments that fill their lines."""
    return _COMMENTS.sub(b"", source)

"""The page at `/ui/`, on which people see and ask; it asks this server's API, with their key."""

from pathlib import Path

from aiohttp import web

from evsrv.web.redirects import redirect
from evsrv.web.static_files import CONTENT_TYPES, SITE_HEADERS, static_file

_FOLDER = Path(__file__).parent / "page"
_PATH = "/ui"
_START = "index.html"


def page_routes(folder: Path = _FOLDER) -> list[web.RouteDef]:
    """Return the routes of the files of the page, which are listed once."""
    routes = [web.get(_PATH, redirect("ui/"))]
    for file in sorted(folder.rglob("*")):
        if file.suffix in CONTENT_TYPES:
            name = file.relative_to(folder).as_posix()
            path = "" if name == _START else name
            routes.append(web.get(f"{_PATH}/{path}", static_file(file, SITE_HEADERS)))
    return routes

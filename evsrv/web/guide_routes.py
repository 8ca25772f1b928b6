"""The guide at `/docs/guide/`, and the pages of the error codes at `/docs/errors/`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from evsrv.core.error_codes import ErrorCode
from evsrv.web.guide.guide import Guide
from evsrv.web.guide.links import page_path
from evsrv.web.redirects import redirect, redirection
from evsrv.web.static_files import SITE_HEADERS, STATIC, made_file, static_file

_STYLES = "guide.css"
_GUIDE = "/docs/guide"
_ERRORS = "/docs/errors"
_CODES = "|".join(code.value for code in ErrorCode)


def guide_routes(folder: Path) -> list[web.RouteDef]:
    """Return the routes of a folder of Markdown files, which are listed once."""
    guide = Guide(folder)
    pages = {
        **{f"{_GUIDE}/{page_path(name)}": partial(guide.page, name) for name in guide.names},
        **{f"{_ERRORS}/{code.value}": partial(guide.error, code) for code in ErrorCode},
    }
    files = {f"{_GUIDE}/{image}": folder / image for image in guide.images}
    files[f"/docs/{_STYLES}"] = STATIC / _STYLES
    return [
        web.get(_GUIDE, redirect("guide/")),
        web.get(f"{_GUIDE}/all", _page(guide.whole)),
        web.get(_ERRORS, redirect("errors/")),
        web.get(f"{_ERRORS}/", _page(guide.errors)),
        web.get(f"/{{above:.+}}{_ERRORS}/{{code:{_CODES}}}", _redirect_to_error),
        *(web.get(path, _page(make)) for path, make in pages.items()),
        *(web.get(path, static_file(file, SITE_HEADERS)) for path, file in files.items()),
    ]


def _page(make: Callable[[], bytes]) -> Handler:
    return made_file(make, ".html", SITE_HEADERS)


async def _redirect_to_error(request: web.Request) -> web.Response:
    """Redirect to the page of an error code.

    The `type` of a problem is relative to the server's address; a client may resolve it against
    the address of its request, which can be any number of folders below.
    """
    up = "../" * (request.rel_url.raw_path.count("/") - 1)
    return redirection(f"{up}docs/errors/{request.match_info['code']}")

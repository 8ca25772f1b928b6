"""The root: links to the rest of the API, and a redirect to its page for browsers."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from evsrv import __version__
from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.accept import preferred_type
from evsrv.web.json_io import JSON, tagged_response

root_routes = web.RouteTableDef()

_HTML = "text/html"
_PAGE = "ui/"
# Relative, so that they also hold behind a proxy that serves the API under a prefix.
_LINKS: Mapping[str, str] = {
    "ui": _PAGE,
    "docs": "docs",
    "guide": "docs/guide/",
    "openapi": "openapi.json",
    "health": "healthz",
    "vocabulary": "query/vocabulary",
}
_HEADERS: Mapping[str, str] = {"Cache-Control": "no-cache", "Vary": "Accept"}
_ANSWER = EncodedAnswer.encode({"name": "evsrv", "version": __version__, "links": _LINKS})


@root_routes.get("/")
async def describe_server(request: web.Request) -> web.Response:
    """Answer the version of the server and its links; redirect a browser to the page."""
    accept = ",".join(request.headers.getall("Accept", ()))
    if preferred_type(accept, (JSON, _HTML)) == _HTML:
        return web.Response(status=HTTPStatus.FOUND, headers={**_HEADERS, "Location": _PAGE})
    return tagged_response(request, _ANSWER, {**_HEADERS, "Content-Type": JSON})

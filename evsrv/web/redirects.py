"""Redirects to other paths of this server."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler


def redirect(location: str) -> Handler:
    """Return the handler that redirects to a location, relative because of proxies' prefixes."""

    async def get(_request: web.Request) -> web.Response:
        return redirection(location)

    return get


def redirection(location: str) -> web.Response:
    """Return a redirect that is asked for again each time."""
    headers = {"Cache-Control": "no-cache", "Location": location}
    return web.Response(status=HTTPStatus.FOUND, headers=headers)

"""Whether the process lives, and whether it wants requests. No key is needed to ask."""

from aiohttp import web

from evsrv.core.errors import RequestError
from evsrv.engine.errors import QueryTimeout, StoreError
from evsrv.web.app_keys import ENGINE, IN_FLIGHT
from evsrv.web.json_io import json_response

routes = web.RouteTableDef()

_PING_TIMEOUT = 2.0
"""Seconds that the database has to answer; probes seldom wait longer."""


class ServiceUnavailable(RequestError):
    """Ask another server, or this one later."""

    code = "service_unavailable"


@routes.get("/healthz")
async def healthz(_request: web.Request) -> web.Response:
    """Answer, for as long as the process can."""
    return _fresh({"status": "ok"})


@routes.get("/readyz")
async def readyz(request: web.Request) -> web.Response:
    """Tell whether requests would be answered."""
    if request.app[IN_FLIGHT].draining:
        raise ServiceUnavailable("the server is stopping")
    try:
        await request.app[ENGINE].ping(_PING_TIMEOUT)
    except (QueryTimeout, StoreError):
        raise ServiceUnavailable("the database does not answer") from None
    return _fresh({"status": "ok"})


def _fresh(document: object) -> web.Response:
    response = json_response(document)
    response.headers["Cache-Control"] = "no-store"
    return response

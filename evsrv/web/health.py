"""Health endpoints, for probes without a key."""

from aiohttp import web

from evsrv.core.errors import ServiceUnavailable
from evsrv.engine.errors import QueryTimeout, StoreError
from evsrv.web.app_keys import ENGINE, IN_FLIGHT
from evsrv.web.json_io import json_response

routes = web.RouteTableDef()

_PING_TIMEOUT = 2.0
"""Seconds that the database has to answer; probes seldom wait longer."""


@routes.get("/healthz")
async def healthz(_request: web.Request) -> web.Response:
    """Answer ok while the process runs."""
    return _uncached({"status": "ok"})


@routes.get("/readyz")
async def readyz(request: web.Request) -> web.Response:
    """Answer ok if requests would be answered, else 503."""
    if request.app[IN_FLIGHT].draining:
        raise ServiceUnavailable("the server is stopping")
    try:
        await request.app[ENGINE].ping(_PING_TIMEOUT)
    except (QueryTimeout, StoreError):
        raise ServiceUnavailable("the database does not answer") from None
    return _uncached({"status": "ok"})


def _uncached(document: object) -> web.Response:
    response = json_response(document)
    response.headers["Cache-Control"] = "no-store"
    return response

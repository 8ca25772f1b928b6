"""Whether the process lives, and whether it wants requests. No key is needed to ask."""

import sqlite3

from aiohttp import web

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError
from evsrv.engine.errors import QueryTimeout, StoreError
from evsrv.web.app_keys import IN_FLIGHT, STORE
from evsrv.web.json_io import json_response

routes = web.RouteTableDef()

_PATIENCE = 2.0
"""Seconds that the store has to answer; whoever asks seldom waits longer."""


class ServiceUnavailable(RequestError):
    """Ask another server, or this one later."""

    code = ErrorCode.SERVICE_UNAVAILABLE


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
        await request.app[STORE].read(_look, timeout=_PATIENCE)
    except (QueryTimeout, StoreError, sqlite3.Error):
        raise ServiceUnavailable("the store does not answer") from None
    return _fresh({"status": "ok"})


def _look(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT 1 FROM api_keys LIMIT 1").fetchone()


def _fresh(document: object) -> web.Response:
    response = json_response(document)
    response.headers["Cache-Control"] = "no-store"
    return response

"""The endpoints: a key, a body, the service, an answer."""

from aiohttp import web

from evsrv.web.auth import key_of, reading_scope
from evsrv.web.bodies import json_response, read_json
from evsrv.web.keys import SERVICE

routes = web.RouteTableDef()


@routes.post("/events")
async def log_event(request: web.Request) -> web.Response:
    """Store one event."""
    key = await key_of(request)
    document = await read_json(request)
    return json_response(await request.app[SERVICE].log_event(document, key))


@routes.post("/query/events")
async def query_events(request: web.Request) -> web.Response:
    """Answer one query."""
    scope = await reading_scope(request)
    document = await read_json(request)
    answer = await request.app[SERVICE].query_events(document, scope, request.query.items())
    return json_response(answer.envelope())

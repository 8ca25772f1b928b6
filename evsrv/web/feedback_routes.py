"""Endpoints of feedback."""

from aiohttp import web

from evsrv.core.limits import MAX_EVENT_BODY_DEPTH
from evsrv.web.app_keys import SERVICE
from evsrv.web.auth import authorize_read, authorize_write, authorized_scope
from evsrv.web.file_responses import stream_response
from evsrv.web.json_io import JSON, json_response, read_json
from evsrv.web.path_ids import path_id

routes = web.RouteTableDef()


@routes.post("/feedback")
async def log_feedback(request: web.Request) -> web.Response:
    """Store feedback, or update it."""
    key = await authorize_write(request)
    document = await read_json(request, max_depth=MAX_EVENT_BODY_DEPTH)
    return json_response(await request.app[SERVICE].feedback.log(document, key))


@routes.get("/feedback")
async def list_feedback(request: web.Request) -> web.StreamResponse:
    """Answer a page of feedback, positive and negative."""
    scope = await authorized_scope(request)
    chunks = request.app[SERVICE].feedback.list_page(scope, request.query.items())
    return await stream_response(request, chunks, {"Content-Type": JSON})


# Any text but a slash, so that an empty id is answered as such, and braces can stand in one.
@routes.get("/feedback/{id:[^/]*}")
async def get_feedback(request: web.Request) -> web.Response:
    """Answer feedback."""
    key = await authorize_read(request)
    id_ = path_id(request, "id")
    return json_response(await request.app[SERVICE].feedback.find(id_, key))

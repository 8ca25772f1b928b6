"""Endpoints of conversations."""

from aiohttp import web

from evsrv.core.limits import MAX_CONVERSATION_BODY_DEPTH
from evsrv.web.app_keys import SERVICE
from evsrv.web.auth import authenticate, authorize_read, authorize_write, authorized_scope
from evsrv.web.file_responses import stream_response
from evsrv.web.json_io import JSON, json_response, read_json
from evsrv.web.path_ids import path_id

routes = web.RouteTableDef()

# Any text but a slash, so that an empty id is answered as such, and braces can stand in one.
_BY_ID = "/conversations/{id:[^/]*}"
_BY_EXTERNAL_ID = "/conversations/external/{externalId:[^/]*}"


@routes.post("/conversations")
async def log_conversation(request: web.Request) -> web.Response:
    """Store a conversation, or update one."""
    key = await authorize_write(request)
    document = await read_json(request, max_depth=MAX_CONVERSATION_BODY_DEPTH)
    return json_response(await request.app[SERVICE].conversations.log(document, key))


@routes.get("/conversations")
async def list_conversations(request: web.Request) -> web.StreamResponse:
    """Answer a page of conversations."""
    scope = await authorized_scope(request)
    chunks = request.app[SERVICE].conversations.list_page(scope, request.query.items())
    return await stream_response(request, chunks, {"Content-Type": JSON})


@routes.get(_BY_EXTERNAL_ID)
async def get_external_conversation(request: web.Request) -> web.Response:
    """Answer the conversation of an external id."""
    key = await authorize_read(request)
    external_id = path_id(request, "externalId")
    return json_response(await request.app[SERVICE].conversations.find_external(external_id, key))


@routes.get(_BY_ID)
async def get_conversation(request: web.Request) -> web.Response:
    """Answer a conversation."""
    key = await authenticate(request)
    id_ = path_id(request, "id")
    return json_response(await request.app[SERVICE].conversations.find(id_, key))


@routes.delete(_BY_ID)
async def delete_conversation(request: web.Request) -> web.Response:
    """Delete a conversation."""
    key = await authorize_write(request)
    id_ = path_id(request, "id")
    return json_response(await request.app[SERVICE].conversations.delete(id_, key))

"""Bodies, in and out."""

from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

from evsrv.core.errors import BadRequest
from evsrv.core.json_text import read_object
from evsrv.core.timing import stage
from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.body_limits import receive

JSON = "application/json"
NDJSON = "application/x-ndjson"

_ANY = "*"
"""The tag that stands for all."""


async def read_json(request: web.Request, *, max_depth: int) -> dict[str, Any]:
    """Read a request's body: one JSON object."""
    body = await read_body(request, JSON)
    with stage("read"):
        return read_object(body, max_depth=max_depth)


async def read_body(request: web.Request, *content_types: str) -> bytes:
    """Read a request's body, which must be of one of the content types."""
    if request.content_type not in content_types:
        found = request.headers.get("Content-Type") or "missing"
        raise BadRequest(f"the content type must be {' or '.join(content_types)}, not {found}")
    with stage("read"):
        return await receive(request)


@stage("render")
def json_response(document: object) -> web.Response:
    """Answer a JSON document."""
    return web.Response(body=orjson.dumps(document), headers={"Content-Type": JSON})


def send_answer(request: web.Request, reply: EncodedAnswer) -> web.Response:
    """Answer a reply, or 304 where the client has the very same (RFC 9110, If-None-Match).

    Also to POST, which here only asks.
    """
    headers = {"ETag": f'"{reply.etag}"', "Cache-Control": "private, no-cache"}
    if any(tag.value in (reply.etag, _ANY) for tag in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=reply.body, headers={**headers, "Content-Type": JSON})

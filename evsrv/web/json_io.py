"""Read request bodies and make responses: JSON, and answers with an ETag."""

from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

from evsrv.core.errors import BadRequest, clip
from evsrv.core.json_text import read_object
from evsrv.core.timing import stage
from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.body_limits import read_limited

JSON = "application/json"
NDJSON = "application/x-ndjson"
NDJSON_TYPES = (NDJSON, "application/ndjson", "application/jsonl")
TEXT = "text/plain"
"""The type of what browsers send as they leave a page; it may be JSON or NDJSON."""

_ANY_TAG = "*"


async def read_json(request: web.Request, *, max_depth: int) -> dict[str, Any]:
    """Parse the body of a request, which must be one JSON object."""
    body = await read_body(request, JSON)
    with stage("read"):
        return read_object(body, max_depth=max_depth)


async def read_body(request: web.Request, *content_types: str) -> bytes:
    """Return the body of a request, which must be of one of the content types."""
    if request.content_type not in content_types:
        sent = request.headers.get("Content-Type")
        found = clip(sent) if sent else "missing"
        raise BadRequest(f"the content type must be {' or '.join(content_types)}, not {found}")
    with stage("read"):
        return await read_limited(request)


@stage("render")
def json_response(document: object) -> web.Response:
    """Return a response with a JSON document."""
    return web.Response(body=orjson.dumps(document), headers={"Content-Type": JSON})


def answer_response(request: web.Request, answer: EncodedAnswer) -> web.Response:
    """Return a response with an answer, or 304 if the client has the same one.

    RFC 9110 defines this for GET only; a POST that queries changes as little.
    """
    headers = {"ETag": f'"{answer.etag}"', "Cache-Control": "private, no-cache"}
    if any(tag.value in (answer.etag, _ANY_TAG) for tag in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=answer.body, headers={**headers, "Content-Type": JSON})

"""Bodies, in and out."""

from typing import Any

import orjson
from aiohttp import web

from evsrv.errors import BadRequest
from evsrv.jsontext import read_object
from evsrv.trace import stage
from evsrv.web.receiving import receive

JSON = "application/json"
NDJSON = "application/x-ndjson"


async def read_json(request: web.Request) -> dict[str, Any]:
    """Read a request's body: one JSON object."""
    with stage("read"):
        return read_object(await read_body(request, JSON))


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
    return web.Response(body=orjson.dumps(document), content_type=JSON)

"""JSON bodies, in and out."""

from typing import Any

import orjson
from aiohttp import web

from evsrv.errors import BadRequest, PayloadTooLarge
from evsrv.jsontext import read_object


async def read_json(request: web.Request) -> dict[str, Any]:
    """Read a request's body: one JSON object."""
    if request.content_type != "application/json":
        raise BadRequest(
            f"the content type must be application/json, not {request.content_type or 'missing'}"
        )
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes") from None
    return read_object(body)


def json_response(document: object) -> web.Response:
    """Answer a JSON document."""
    return web.Response(body=orjson.dumps(document), content_type="application/json")

"""Bodies, in and out."""

from typing import Any

import orjson
from aiohttp import web

from evsrv.errors import BadRequest, PayloadTooLarge
from evsrv.jsontext import read_object

JSON = "application/json"
NDJSON = "application/x-ndjson"


async def read_json(request: web.Request) -> dict[str, Any]:
    """Read a request's body: one JSON object."""
    return read_object(await read_body(request, JSON))


async def read_body(request: web.Request, *content_types: str) -> bytes:
    """Read a request's body, which must be of one of the content types."""
    if request.content_type not in content_types:
        raise BadRequest(
            f"the content type must be {' or '.join(content_types)}, not {request.content_type}"
        )
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes") from None
    except web.RequestPayloadError:
        raise BadRequest("the body is not what its content encoding says") from None


def json_response(document: object) -> web.Response:
    """Answer a JSON document."""
    return web.Response(body=orjson.dumps(document), content_type=JSON)

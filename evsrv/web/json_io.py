"""Read request bodies and make responses: JSON, and answers with an ETag."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

from evsrv.core.errors import BadRequest, clip
from evsrv.core.json_text import read_object
from evsrv.core.timing import stage
from evsrv.service.answer_cache import EncodedAnswer
from evsrv.web.body_limits import read_limited
from evsrv.web.compression import ANSWER, accepts_gzip, may_compress, vary_by_coding

JSON = "application/json"
NDJSON = "application/x-ndjson"
NDJSON_TYPES = (NDJSON, "application/ndjson", "application/jsonl")
TEXT = "text/plain"
"""The type of what browsers send as they leave a page; it may be JSON or NDJSON."""

_ANSWER_HEADERS = {"Cache-Control": "private, no-cache", "Content-Type": JSON}
_ANY_TAG = "*"
_TAGS = re.compile('"([^"]*)"')


async def read_json(request: web.Request, *, max_depth: int) -> dict[str, Any]:
    """Parse the body of a request, which must be one JSON object."""
    require_content_type(request, JSON)
    with stage("read"):
        return read_object(await read_limited(request), max_depth=max_depth)


async def read_body(request: web.Request, *content_types: str) -> bytes:
    """Return the body of a request, which must be of one of the content types."""
    require_content_type(request, *content_types)
    with stage("read"):
        return await read_limited(request)


def require_content_type(request: web.Request, *content_types: str) -> None:
    """Raise `BadRequest` if the body is of none of the content types."""
    sent = request.headers.get("Content-Type")
    # Most requests have the plain type, which needs no parser.
    if sent not in content_types and request.content_type not in content_types:
        found = clip(sent) if sent else "missing"
        raise BadRequest(f"the content type must be {' or '.join(content_types)}, not {found}")


@stage("render")
def json_response(document: object) -> web.Response:
    """Return a response with a JSON document."""
    return web.Response(body=orjson.dumps(document), headers={"Content-Type": JSON})


def answer_response(request: web.Request, answer: EncodedAnswer) -> web.Response:
    """Return a response with an answer, or 304 if the client has the same one.

    RFC 9110 defines this for GET only; a POST that queries changes as little.
    """
    return tagged_response(request, answer, _ANSWER_HEADERS)


def tagged_response(
    request: web.Request, answer: EncodedAnswer, headers: Mapping[str, str]
) -> web.Response:
    """Return a response with an answer and its ETag, or 304 if the client has the same one.

    The ETag is weak: the compressed answer has the same one.
    """
    headers = {**headers, "ETag": f'W/"{answer.etag}"'}
    if _has_tag(request, answer.etag):
        headers.pop("Content-Type", None)
        response = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        if may_compress(answer):
            vary_by_coding(response)
    elif answer.is_gzipped and accepts_gzip(request):
        # Another request has compressed it, so that nothing is left to do for `response_bodies`.
        headers["Content-Encoding"] = "gzip"
        response = web.Response(body=answer.gzipped(), headers=headers)
        vary_by_coding(response)
    else:
        response = web.Response(body=answer.body, headers=headers)
        response[ANSWER] = answer
    return response


def _has_tag(request: web.Request, etag: str) -> bool:
    if "If-None-Match" not in request.headers:
        return False
    # Weak comparison does not look at the prefix W/, which a proxy may have put there once more.
    given = ", ".join(request.headers.getall("If-None-Match", ()))
    return given.strip() == _ANY_TAG or etag in _TAGS.findall(given)

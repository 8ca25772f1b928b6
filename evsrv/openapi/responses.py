"""Responses that all endpoints share: headers, and one response for each error code."""

from collections.abc import Mapping

from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import Json, pascal, reference

_REQUEST_ID = "req_1b9d6bcdbbfd4b2d9b5dab8d"

_COMMON_HEADERS = ("X-Request-ID", "Server-Timing")
_HEADERS_OF_CODE: Mapping[ErrorCode, tuple[str, ...]] = {
    ErrorCode.UNAUTHORIZED: ("WWW-Authenticate",),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: ("Accept-Encoding",),
    ErrorCode.TOO_MANY_REQUESTS: ("Retry-After",),
    ErrorCode.SERVICE_UNAVAILABLE: ("Retry-After",),
}

HEADERS: Mapping[str, Json] = {
    "X-Request-ID": {
        "description": "The id of the request: the id that it came with, if that is 1 to 128"
        " characters of `A-Za-z0-9._-`, else a new one.",
        "schema": {"type": "string"},
        "example": _REQUEST_ID,
    },
    "Server-Timing": {
        "description": "How long the stages took, in milliseconds.",
        "schema": {"type": "string"},
        "example": "auth;dur=0.210, db;dur=3.125, total;dur=3.870",
    },
    "X-Duplicate": {
        "description": "Present if the id was stored before with other content; not to web keys.",
        "schema": {"const": "differs"},
    },
    "X-Ignored-Members": {
        "description": "The unknown members of an event that a web key sent, which were left out:"
        " percent-encoded names, joined by `, `; cut with `...` at 1 kB.",
        "schema": {"type": "string"},
        "example": "eventname, user%20id",
    },
    "Location": {
        "description": "The address of the page, relative to this path.",
        "schema": {"type": "string"},
        "example": "ui/",
    },
    "WWW-Authenticate": {"schema": {"const": "Bearer"}},
    "Accept-Encoding": {
        "description": "The values of `Content-Encoding` that are known.",
        "schema": {"type": "string"},
        "example": "gzip, deflate",
    },
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
}


def header_references(*names: str) -> Json:
    """Return references to the headers of a response: those that all have, and `names`."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*_COMMON_HEADERS, *names)}


def error_references(*codes: ErrorCode) -> Json:
    """Return references to the responses of these codes, by status."""
    return {
        str(code.status.value): {"$ref": f"#/components/responses/{pascal(code.value)}"}
        for code in codes
    }


def error_components() -> Json:
    """Return the responses of all error codes by component name."""
    return {pascal(code.value): _error_response(code) for code in ErrorCode}


def _error_response(code: ErrorCode) -> Json:
    known = {"status": {"const": code.status.value}, "code": {"const": code.value}}
    example = {
        "type": f"docs/errors/{code.value}",
        "title": code.title,
        "status": code.status.value,
        "detail": code.example,
        "instance": "/query/events",
        "requestId": _REQUEST_ID,
        "code": code.value,
        "error": {"code": code.value, "message": code.example},
    }
    return {
        "description": code.meaning,
        "headers": header_references(*_HEADERS_OF_CODE.get(code, ())),
        "content": {
            "application/problem+json": {
                "schema": {"allOf": [reference("Problem"), {"properties": known}]},
                "examples": {code.value: {"value": example}},
            }
        },
    }

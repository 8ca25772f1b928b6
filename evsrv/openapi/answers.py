"""What every endpoint may answer: headers, and each refusal with its status and an example."""

from collections.abc import Mapping
from http import HTTPStatus

from attrs import frozen

from evsrv.core.errors import title
from evsrv.openapi.components import Json, pascal, reference

_REQUEST_ID = "req_1b9d6bcdbbfd4b2d9b5dab8d"


@frozen
class RequestError:
    """One code of section "errors": its status, when it is answered, and what it may say."""

    status: HTTPStatus
    when: str
    detail: str
    header: str | None = None

    def response(self, code: str) -> Json:
        """Write it as a component."""
        example = {
            "title": title(code),
            "status": self.status.value,
            "detail": self.detail,
            "instance": "/query/events",
            "requestId": _REQUEST_ID,
            "code": code,
            "error": {"code": code, "message": self.detail},
        }
        known = {"status": {"const": self.status.value}, "code": {"const": code}}
        return {
            "description": self.when,
            "headers": headers(*([self.header] if self.header else [])),
            "content": {
                "application/problem+json": {
                    "schema": {"allOf": [reference("Problem"), {"properties": known}]},
                    "examples": {code: {"value": example}},
                }
            },
        }


REFUSALS: Mapping[str, RequestError] = {
    "bad_request": RequestError(
        HTTPStatus.BAD_REQUEST,
        "The body cannot be read: no JSON, no UTF-8, no object, another content type, or too slow.",
        "the body is not JSON: Expecting value at line 1 column 1",
    ),
    "unauthorized": RequestError(
        HTTPStatus.UNAUTHORIZED,
        "No key, or one that is unknown or revoked.",
        "this API key is unknown or revoked",
        "WWW-Authenticate",
    ),
    "forbidden": RequestError(
        HTTPStatus.FORBIDDEN,
        "A web key that reads, or an event outside of what the key covers.",
        "a web key only writes events; reading needs an api key",
    ),
    "not_found": RequestError(
        HTTPStatus.NOT_FOUND,
        "This installation has no metrics; the extra `evsrv[metrics]` brings them.",
        "metrics need prometheus-client: install evsrv[metrics] and start the server again",
    ),
    "payload_too_large": RequestError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is over the server's limit.",
        "the body is larger than 2000000 bytes",
    ),
    "unprocessable_entity": RequestError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The body breaks the schema or makes no sense, or the query takes too long.",
        "/select/0/field: unknown field 'typ'; did you mean 'type'?",
    ),
    "too_many_requests": RequestError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "The key has asked too often, where the server has a limit.",
        "this key may send 60 requests a minute; try again in 1 s",
        "Retry-After",
    ),
    "internal_server_error": RequestError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Our fault; the log knows the request by its id.",
        "something went wrong on our side",
    ),
    "service_unavailable": RequestError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The server is stopping, or its store does not answer.",
        "the server is stopping",
    ),
}

_ALL = ("X-Request-ID", "Server-Timing")

HEADERS: Mapping[str, Json] = {
    "X-Request-ID": {
        "description": "The id of the request: the one it came with, if that is 1 to 128 characters"
        " of `A-Za-z0-9._-`, or else a new one.",
        "schema": {"type": "string"},
        "example": _REQUEST_ID,
    },
    "Server-Timing": {
        "description": "How long the stages took, in milliseconds.",
        "schema": {"type": "string"},
        "example": "auth;dur=0.210, db;dur=3.125, total;dur=3.870",
    },
    "WWW-Authenticate": {"schema": {"const": "Bearer"}},
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
}


def headers(*more: str) -> Json:
    """Refer to the headers of an answer: those that all have, and `more`."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*_ALL, *more)}


def refusals(*codes: str) -> Json:
    """Refer to the responses of these codes, by status."""
    return {
        str(REFUSALS[code].status.value): {"$ref": f"#/components/responses/{pascal(code)}"}
        for code in codes
    }


def refusal_components() -> Json:
    """Write all of them."""
    return {pascal(code): refusal.response(code) for code, refusal in REFUSALS.items()}

"""One operation of an endpoint: parameters, bodies and responses."""

from collections.abc import Sequence

from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import Json
from evsrv.openapi.responses import error_references, header_references

JSON = "application/json"
NDJSON = "application/x-ndjson"

KEY_ERRORS = (
    ErrorCode.UNAUTHORIZED,
    ErrorCode.TOO_MANY_REQUESTS,
    ErrorCode.INTERNAL_SERVER_ERROR,
    ErrorCode.SERVICE_UNAVAILABLE,
)
BODY_ERRORS = (
    ErrorCode.BAD_REQUEST,
    ErrorCode.PAYLOAD_TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.UNPROCESSABLE_ENTITY,
)
WRITE_ERRORS = (ErrorCode.FORBIDDEN, ErrorCode.INSUFFICIENT_STORAGE)


def operation(
    name: str,
    tag: str,
    summary: str,
    description: str,
    *,
    answers: Json,
    errors: Sequence[ErrorCode],
    body: Json | None = None,
    parameters: Sequence[Json] = (),
    headers: Sequence[str] = (),
) -> Json:
    """Return an operation; without answers it only refuses."""
    success = {
        "200": {
            "description": "Success.",
            "headers": header_references(*headers),
            "content": answers,
        }
    }
    described: Json = {"operationId": name, "tags": [tag], "summary": summary}
    if description:
        described["description"] = description
    if parameters:
        described["parameters"] = list(parameters)
    if body:
        described["requestBody"] = {"required": True, "content": body}
    responses = (success if answers else {}) | error_references(*errors)
    described["responses"] = dict(sorted(responses.items()))
    return described

"""The operations: parameters, bodies and responses of each endpoint."""

from collections.abc import Sequence

from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import Components, Json
from evsrv.openapi.media import lines, media
from evsrv.openapi.operation import BODY_ERRORS, JSON, KEY_ERRORS, NDJSON, WRITE_ERRORS, operation
from evsrv.openapi.query_operations import Formats, query_paths
from evsrv.openapi.responses import header_references

_NDJSON_TYPES = (NDJSON, "application/ndjson", "application/jsonl")
_TEXT = "text/plain"
_OPERATION = "Operation"

_SEND_SECURITY: Json = {"security": [{"key": []}, {"urlKey": []}]}
"""Pages that cannot send a header may put a web key into the URL."""


def paths(components: Components, settings: Settings, formats: Formats) -> Json:
    """Return all paths."""
    event_lines = lines("An event a line.", components.examples["Event"])
    return {
        "/": {"get": _root(components)},
        "/events": {
            "post": operation(
                "logEvent",
                "Events",
                "Store one event",
                "Acknowledged events are durable. The same id again stores nothing and answers the"
                " stored event, to a web key the event as just sent. Browsers may send events; a"
                " web key is enough. Text may also hold an event a line; then the answer is that of"
                " a batch.",
                body=dict.fromkeys((JSON, _TEXT), media("Event", components)),
                answers={JSON: media("StoredEvent", components)},
                headers=("X-Duplicate", "X-Ignored-Members"),
                errors=(*KEY_ERRORS, *BODY_ERRORS, *WRITE_ERRORS),
            )
            | _SEND_SECURITY
        },
        "/events/batch": {
            "post": operation(
                "logEvents",
                "Events",
                "Store many events",
                "Each event is answered by itself, in order; a refused event costs no other event."
                " Text is read as JSON if it is one JSON value, else as an event a line.",
                body={
                    JSON: media("Batch", components),
                    **dict.fromkeys((*_NDJSON_TYPES, _TEXT), event_lines),
                },
                answers={JSON: media("BatchResult", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, *WRITE_ERRORS),
            )
            | _SEND_SECURITY
        },
        "/evsrv.js": {
            "get": _open(
                "pageScript",
                "Events",
                "Get the script that pages send events with",
                {"text/javascript": {"schema": {"type": "string"}}},
                (ErrorCode.INTERNAL_SERVER_ERROR,),
            )
        },
        "/evsrv.d.ts": {
            "get": _open(
                "pageScriptTypes",
                "Events",
                "Get the TypeScript types of the script",
                {_TEXT: {"schema": {"type": "string"}}},
                (ErrorCode.INTERNAL_SERVER_ERROR,),
            )
        },
        **query_paths(components, settings, formats),
        "/me": {
            "get": operation(
                "me",
                "Keys",
                "Ask for the kind, scope and expiry of the key",
                "For api and read keys.",
                answers={JSON: media("Key", components)},
                errors=(*KEY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/healthz": {
            "get": _open(
                "healthz",
                _OPERATION,
                "Does the process live?",
                {JSON: media("Health", components)},
                (ErrorCode.INTERNAL_SERVER_ERROR,),
            )
        },
        "/readyz": {
            "get": _open(
                "readyz",
                _OPERATION,
                "Would requests be answered?",
                {JSON: media("Health", components)},
                (ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.SERVICE_UNAVAILABLE),
            )
        },
        "/metrics": {
            "get": _open(
                "metrics",
                _OPERATION,
                "Metrics for Prometheus",
                {_TEXT: {"schema": {"type": "string"}}},
                (ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.NOT_FOUND),
            )
        },
    }


def _root(components: Components) -> Json:
    described = _open(
        "root",
        _OPERATION,
        "Ask for the version of the server and its links",
        {JSON: media("Server", components)},
        (ErrorCode.INTERNAL_SERVER_ERROR,),
    )
    redirect = {
        "description": "A browser is redirected to the page `ui/`.",
        "headers": header_references("Location"),
    }
    described["responses"] = dict(sorted({**described["responses"], "302": redirect}.items()))
    return described


def _open(name: str, tag: str, summary: str, answers: Json, errors: Sequence[ErrorCode]) -> Json:
    """Return an operation that needs no key."""
    return operation(name, tag, summary, "", answers=answers, errors=errors) | {"security": []}

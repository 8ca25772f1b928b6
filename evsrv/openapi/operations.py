"""The operations: parameters, bodies and responses of each endpoint."""

import json
from collections.abc import Sequence
from typing import Any

from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import TIMESTAMP, Components, Json, reference
from evsrv.openapi.parameters import MAX_INTEGER, SPREADSHEET, page_parameters, url_parameter
from evsrv.openapi.responses import error_references, header_references

_JSON = "application/json"
_NDJSON = "application/x-ndjson"

_KEY_ERRORS = (
    ErrorCode.UNAUTHORIZED,
    ErrorCode.TOO_MANY_REQUESTS,
    ErrorCode.INTERNAL_SERVER_ERROR,
    ErrorCode.SERVICE_UNAVAILABLE,
)
_BODY_ERRORS = (
    ErrorCode.BAD_REQUEST,
    ErrorCode.PAYLOAD_TOO_LARGE,
    ErrorCode.UNPROCESSABLE_ENTITY,
)
_WRITE_ERRORS = (ErrorCode.FORBIDDEN, ErrorCode.INSUFFICIENT_STORAGE)


def paths(components: Components, settings: Settings) -> Json:
    """Return all paths."""
    page = _page_limit(settings)
    return {
        "/events": {
            "post": _operation(
                "logEvent",
                "Events",
                "Store one event",
                "Acknowledged events are durable. The same id again stores nothing and answers the"
                " stored event, to a web key the event as just sent. Browsers may send events; a"
                " web key is enough.",
                body={_JSON: _media("Event", components)},
                answers={_JSON: _media("StoredEvent", components)},
                headers=("X-Duplicate",),
                errors=(*_KEY_ERRORS, *_BODY_ERRORS, *_WRITE_ERRORS),
            )
        },
        "/events/batch": {
            "post": _operation(
                "logEvents",
                "Events",
                "Store many events",
                "Each event is answered by itself, in order; a refused event costs no other event.",
                body={
                    _JSON: _media("Batch", components),
                    _NDJSON: _lines("An event a line.", components.examples["Event"]),
                },
                answers={_JSON: _media("BatchResult", components)},
                errors=(*_KEY_ERRORS, *_BODY_ERRORS, *_WRITE_ERRORS),
            )
        },
        "/query/events": {
            "post": _operation(
                "queryEvents",
                "Queries",
                "Ask for a page of rows",
                "`limit`, `offset` and `jsonValues` may stand in the body or in the URL; in both,"
                " they must agree.",
                parameters=page_parameters(settings.max_page_size),
                body={_JSON: _media("Query", components, page)},
                answers={_JSON: _media("QueryResult", components)},
                errors=(*_KEY_ERRORS, *_BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/events/export": {
            "post": _operation(
                "exportEvents",
                "Queries",
                "Ask for all rows as a file",
                "The file is streamed: CSV (RFC 4180), or NDJSON if `Accept` prefers that. A"
                " JSON field becomes a column for each member that its rows have, or one column of"
                " JSON as it was sent if its selection has the mode `json`. An error in the middle"
                " aborts the stream.",
                parameters=[*page_parameters(MAX_INTEGER), SPREADSHEET],
                body={_JSON: _media("Query", components)},
                answers={
                    "text/csv": {
                        "schema": {"type": "string"},
                        "examples": {"1": {"value": "type,count\r\nchat_opened,6980\r\n"}},
                    },
                    _NDJSON: _lines("A row a line.", [{"type": "chat_opened", "count": 6980}]),
                },
                errors=(*_KEY_ERRORS, *_BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/property-keys": {
            "post": _operation(
                "propertyKeys",
                "Discovery",
                "Ask for the keys of a JSON field",
                "",
                body={_JSON: _media("PropertyKeys", components)},
                answers={_JSON: _media("PropertyKeysResult", components)},
                errors=(*_KEY_ERRORS, *_BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/property-values": {
            "post": _operation(
                "propertyValues",
                "Discovery",
                "Ask for the values of a key",
                "",
                body={_JSON: _media("PropertyValues", components)},
                answers={_JSON: _media("PropertyValuesResult", components)},
                errors=(*_KEY_ERRORS, *_BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/top-search-queries": {
            "get": _report("topSearchQueries", "Ask for the most frequent searches", components)
        },
        "/query/weekly-search-users": {
            "get": _report("weeklySearchUsers", "Ask how many users search, by week", components)
        },
        "/me": {
            "get": _operation(
                "me",
                "Keys",
                "Ask for the kind, scope and expiry of the key",
                "For api and read keys.",
                answers={_JSON: _media("Key", components)},
                errors=(*_KEY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/healthz": {
            "get": _operational(
                "healthz",
                "Does the process live?",
                {_JSON: _media("Health", components)},
                (ErrorCode.INTERNAL_SERVER_ERROR,),
            )
        },
        "/readyz": {
            "get": _operational(
                "readyz",
                "Would requests be answered?",
                {_JSON: _media("Health", components)},
                (ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.SERVICE_UNAVAILABLE),
            )
        },
        "/metrics": {
            "get": _operational(
                "metrics",
                "Metrics for Prometheus",
                {"text/plain": {"schema": {"type": "string"}}},
                (ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.NOT_FOUND),
            )
        },
    }


def _operation(
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
    success = {
        "description": "Success.",
        "headers": header_references(*headers),
        "content": answers,
    }
    operation: Json = {"operationId": name, "tags": [tag], "summary": summary}
    if description:
        operation["description"] = description
    if parameters:
        operation["parameters"] = list(parameters)
    if body:
        operation["requestBody"] = {"required": True, "content": body}
    responses = {"200": success, **error_references(*errors)}
    operation["responses"] = dict(sorted(responses.items()))
    return operation


def _report(name: str, summary: str, components: Components) -> Json:
    after = {"type": "string", "pattern": TIMESTAMP, "examples": ["2026-03-02"]}
    project = {"type": "string", "examples": ["docs"]}
    return _operation(
        name,
        "Reports",
        summary,
        "Looks at events of the eventType `search` that have a searchQuery.",
        parameters=[
            url_parameter("after", "Start; ISO 8601, a date or a time.", after),
            url_parameter("project_id", "The project.", project),
        ],
        answers={_JSON: _media(f"{name[0].upper()}{name[1:]}", components)},
        errors=(*_KEY_ERRORS, ErrorCode.FORBIDDEN, ErrorCode.UNPROCESSABLE_ENTITY),
    )


def _operational(name: str, summary: str, answers: Json, errors: Sequence[ErrorCode]) -> Json:
    operation = _operation(name, "Operation", summary, "", answers=answers, errors=errors)
    return operation | {"security": []}


def _page_limit(settings: Settings) -> Json:
    limit = {"maximum": settings.max_page_size, "default": settings.page_size}
    return {"properties": {"limit": limit}}


def _media(name: str, components: Components, also: Json | None = None) -> Json:
    schema = reference(name)
    return {
        "schema": {"allOf": [schema, also]} if also else schema,
        "examples": {
            str(number): {"summary": _summary(value, number), "value": value}
            for number, value in enumerate(components.examples[name], 1)
        },
    }


def _lines(description: str, examples: Sequence[Any]) -> Json:
    text = "".join(f"{json.dumps(example)}\n" for example in examples)
    schema = {"type": "string", "description": description}
    return {"schema": schema, "examples": {"1": {"value": text}}}


def _summary(value: Any, number: int) -> str:
    """Return the summary of an example: its notes or its event type, else its number."""
    return str(value.get("notes") or value.get("entityType") or f"Example {number}")

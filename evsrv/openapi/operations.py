"""The operations: parameters, bodies and responses of each endpoint."""

from collections.abc import Sequence

from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.openapi.components import TIMESTAMP, Components, Json
from evsrv.openapi.media import lines, media
from evsrv.openapi.operation import BODY_ERRORS, JSON, KEY_ERRORS, WRITE_ERRORS, operation
from evsrv.openapi.parameters import MAX_INTEGER, SPREADSHEET, page_parameters, url_parameter

_NDJSON = "application/x-ndjson"
_NDJSON_TYPES = (_NDJSON, "application/ndjson", "application/jsonl")
_TEXT = "text/plain"

_SEND_SECURITY: Json = {"security": [{"key": []}, {"urlKey": []}]}
"""Pages that cannot send a header may put a web key into the URL."""


def paths(components: Components, settings: Settings) -> Json:
    """Return all paths."""
    page = _page_limit(settings)
    event_lines = lines("An event a line.", components.examples["Event"])
    return {
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
        "/query/events": {
            "post": operation(
                "queryEvents",
                "Queries",
                "Ask for a page of rows",
                "`limit`, `offset` and `jsonValues` may stand in the body or in the URL; in both,"
                " they must agree.",
                parameters=page_parameters(settings.max_page_size),
                body={JSON: media("Query", components, page)},
                answers={JSON: media("QueryResult", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/events/export": {
            "post": operation(
                "exportEvents",
                "Queries",
                "Ask for all rows as a file",
                "The file is streamed: CSV (RFC 4180), or NDJSON if `Accept` prefers that. A"
                " JSON field becomes a column for each member that its rows have, or one column of"
                " JSON as it was sent if its selection has the mode `json`. An error in the middle"
                " aborts the stream.",
                parameters=[*page_parameters(MAX_INTEGER), SPREADSHEET],
                body={JSON: media("Query", components)},
                answers={
                    "text/csv": {
                        "schema": {"type": "string"},
                        "examples": {"1": {"value": "type,count\r\nchat_opened,6980\r\n"}},
                    },
                    _NDJSON: lines("A row a line.", [{"type": "chat_opened", "count": 6980}]),
                },
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/property-keys": {
            "post": operation(
                "propertyKeys",
                "Discovery",
                "Ask for the keys of a JSON field",
                "",
                body={JSON: media("PropertyKeys", components)},
                answers={JSON: media("PropertyKeysResult", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/property-values": {
            "post": operation(
                "propertyValues",
                "Discovery",
                "Ask for the values of a key",
                "",
                body={JSON: media("PropertyValues", components)},
                answers={JSON: media("PropertyValuesResult", components)},
                errors=(*KEY_ERRORS, *BODY_ERRORS, ErrorCode.FORBIDDEN),
            )
        },
        "/query/top-search-queries": {
            "get": _report("topSearchQueries", "Ask for the most frequent searches", components)
        },
        "/query/weekly-search-users": {
            "get": _report("weeklySearchUsers", "Ask how many users search, by week", components)
        },
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
            "get": _operational(
                "healthz",
                "Does the process live?",
                {JSON: media("Health", components)},
                (ErrorCode.INTERNAL_SERVER_ERROR,),
            )
        },
        "/readyz": {
            "get": _operational(
                "readyz",
                "Would requests be answered?",
                {JSON: media("Health", components)},
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


def _report(name: str, summary: str, components: Components) -> Json:
    after = {"type": "string", "pattern": TIMESTAMP, "examples": ["2026-03-02"]}
    project = {"type": "string", "examples": ["docs"]}
    return operation(
        name,
        "Reports",
        summary,
        "Looks at events of the eventType `search` that have a searchQuery.",
        parameters=[
            url_parameter("after", "Start; ISO 8601, a date or a time.", after),
            url_parameter("project_id", "The project.", project),
        ],
        answers={JSON: media(f"{name[0].upper()}{name[1:]}", components)},
        errors=(*KEY_ERRORS, ErrorCode.FORBIDDEN, ErrorCode.UNPROCESSABLE_ENTITY),
    )


def _operational(name: str, summary: str, answers: Json, errors: Sequence[ErrorCode]) -> Json:
    described = operation(name, "Operation", summary, "", answers=answers, errors=errors)
    return described | {"security": []}


def _page_limit(settings: Settings) -> Json:
    limit = {"maximum": settings.max_page_size, "default": settings.page_size}
    return {"properties": {"limit": limit}}

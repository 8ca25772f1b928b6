"""Hooks that teach schemathesis this API, and a count of the answers."""

import json
import os
import re
from pathlib import Path
from typing import Any

import schemathesis

TALLY = "EVSRV_TEST_TALLY"
"""The environment variable that names its file: `{operation, mode, status}` a line."""


@schemathesis.serializer(
    "application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain"
)
def lines(context: Any, value: Any) -> Any:
    """Send lines as they are, and what is no text as one line."""
    return (value if isinstance(value, str) else json.dumps(value)).encode()


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Let the URL say nothing that the body says otherwise, as the description asks for."""
    mode = case.meta.generation.mode if case.meta else None
    positive = mode is not schemathesis.GenerationMode.NEGATIVE
    if positive and isinstance(case.body, dict) and case.query:
        case.query = {name: value for name, value in case.query.items() if name not in case.body}
    if positive and case.query:
        case.query = _possible_times(case.query)
    if positive:
        case.body = _storable(case.body)
        if isinstance(case.body, dict):
            # The key is one of a project, as no schema says.
            case.body = {name: case.body[name] for name in case.body if name != "projectId"}
            if case.operation.label == "POST /conversations":
                case.body = _consistent(case.body)
            if case.operation.label.startswith("POST /query/"):
                case.body = _answerable(case.body)
                case.query = {
                    name: value
                    for name, value in (case.query or {}).items()
                    if name not in ("compare", "fill")
                }
    return case


def _storable(value: Any) -> Any:
    """Replace integers beyond 64 bits: they are refused wherever they stand, as no schema says."""
    if isinstance(value, dict):
        return {name: _storable(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_storable(member) for member in value]
    return 0 if type(value) is int and not -(2**63) <= value < 2**63 else value


def _consistent(conversation: Any) -> Any:
    """Return a conversation that contradicts neither itself nor what is stored."""
    changed = {name: value for name, value in conversation.items() if name != "externalId"}
    if conversation.get("id"):
        changed["id"] = f"{conversation['type']} {conversation['id']}"
    changed["messages"] = [
        message | {"id": f"{number} {message['id']}"} if message.get("id") else message
        for number, message in enumerate(conversation["messages"])
    ]
    return changed


def _possible_times(members: Any) -> Any:
    """Return members whose range lies in the years 1 to 9999 and ends after its start."""
    changed = dict(members)
    if "now" in changed:
        changed["now"] = "2026-04-01"
    if re.search("/|week|month|quarter|year", changed.get("range", "")):
        changed["range"] = "2026-03-01/2026-04-01"
    return changed


def _answerable(query: Any) -> dict[Any, Any]:
    """Return a query without names of columns that it may not have, as no schema says.

    Filling, comparing and moving aggregations need a range and one time selection. A filter must
    fit each view that is named.
    """
    kept = {
        name: value for name, value in query.items() if name not in ("having", "compare", "fill")
    }
    if "where" in kept:
        kept.pop("views", None)
    kept = _possible_times(kept)
    kept["select"] = [
        _answerable_column(number, column)
        for number, column in enumerate(query.get("select", []))
        if column["type"] != "rank"
    ]
    if any("as" in column for column in kept["select"]):
        kept.pop("orderBy", None)
    if "groupBy" in kept:
        kept["groupBy"] = [
            group | {"top": {"limit": group["top"]["limit"]}} if "top" in group else group
            for group in query["groupBy"]
        ]
    return {name: value for name, value in kept.items() if name in query}


def _answerable_column(number: Any, column: Any) -> Any:
    changed = {name: value for name, value in column.items() if name != "over"}
    if "as" in column:
        changed["as"] = f"column{number}"
    if "within" in column:
        changed["within"] = []
    if "formula" in column:
        changed["formula"] = "1 / 2"
    if "edges" in column:
        changed["edges"] = sorted({float(edge) for edge in column["edges"]})
    return changed


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    mode = case.meta.generation.mode.value if case.meta else None
    row = {"operation": case.operation.label, "mode": mode, "status": response.status_code}
    with Path(os.environ[TALLY]).open("a") as file:
        file.write(json.dumps(row) + "\n")

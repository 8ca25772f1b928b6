"""Parse batches event by event, so that an invalid event does not affect the others."""

from collections.abc import Iterator
from typing import Any

import orjson
from attrs import evolve

from evsrv.core.errors import BadRequest, Issue, RequestError, Unprocessable, pointer, unknown
from evsrv.core.json_text import (
    may_exceed_depth,
    parse_fast,
    parse_value,
    read_object,
    reject_unstorable,
    type_name,
    without_bom,
)
from evsrv.core.limits import MAX_BATCH_EVENTS, MAX_EVENT_BODY_DEPTH
from evsrv.core.record import record

Item = dict[str, Any] | RequestError
"""The document of an event, or the error that its text has."""


@record
class Entry:
    """One event of a batch, and the pointer to it in the body."""

    item: Item
    pointer: str

    def with_pointer(self, error: RequestError) -> RequestError:
        """Return an error of the event with pointers into the whole body."""
        if not error.issues:
            return error
        return Unprocessable.of(
            [evolve(issue, pointer=self.pointer + issue.pointer) for issue in error.issues]
        )


def read_batch(body: bytes) -> list[Entry]:
    """Parse `{"batch": [...]}`, or the array alone."""
    document = parse_fast(body)
    plain = isinstance(document, dict | list)
    if not plain:
        document = parse_value(body)
    if isinstance(document, list):
        return _entries(document, "", plain=plain)
    if not isinstance(document, dict):
        found = type_name(document)
        raise BadRequest(f"the body must be a JSON object or an array of events, not {found}")
    issues = [
        Issue(pointer("", name), unknown("member", name, ["batch"]))
        for name in document
        if name != "batch"
    ]
    events = document.get("batch")
    if not isinstance(events, list):
        found = type_name(events) if "batch" in document else "nothing"
        issues.append(Issue("/batch", f"expected an array of events, not {found}"))
    if issues:
        raise Unprocessable.of(issues)
    return _entries(events or [], "/batch", plain=plain)


def read_text(body: bytes) -> list[Entry]:
    """Parse a batch that does not say its format: one JSON value, else NDJSON."""
    document = parse_fast(body)
    if document is None:
        try:
            document = parse_value(body)
        except BadRequest:
            return read_lines(body)
    if isinstance(document, dict) and "type" in document and "batch" not in document:
        # NDJSON of a single line is one JSON value too.
        return read_lines(body.replace(b"\n", b" "))
    return read_batch(body)


def has_event_lines(body: bytes) -> bool:
    """Return whether a body is NDJSON rather than one JSON value, by its first line."""
    first, _, rest = without_bom(body).strip().partition(b"\n")
    return bool(rest) and _is_json(first) and not _is_json(body)


def _is_json(data: bytes) -> bool:
    try:
        return parse_fast(data) is not None or parse_value(data) is not None
    except RequestError as error:
        return not isinstance(error, BadRequest)


def read_lines(body: bytes) -> list[Entry]:
    """Parse NDJSON: one event on each line; blank lines are skipped."""
    return _within_limit(list(_lines(body)), "")


def _lines(body: bytes) -> Iterator[Entry]:
    for line in body.split(b"\n"):
        if without_bom(line).strip():
            try:
                yield Entry(read_object(line, "the line", max_depth=MAX_EVENT_BODY_DEPTH), "")
            except RequestError as error:
                yield Entry(error, "")


def _entries(events: list[Any], at: str, *, plain: bool) -> list[Entry]:
    entries = [_entry(event, f"{at}/{index}", plain=plain) for index, event in enumerate(events)]
    return _within_limit(entries, at)


def _entry(event: object, at: str, *, plain: bool) -> Entry:
    if isinstance(event, dict):
        if plain and _is_shallow(event):
            return Entry(event, at)
        try:
            reject_unstorable(event, max_depth=MAX_EVENT_BODY_DEPTH)
        except RequestError as error:
            return Entry(Entry(event, at).with_pointer(error), at)
        return Entry(event, at)
    message = f"an event must be a JSON object, not {type_name(event)}"
    return Entry(BadRequest(message, [Issue(at, message)]), at)


def _is_shallow(event: dict[str, Any]) -> bool:
    try:
        return not may_exceed_depth(orjson.dumps(event), MAX_EVENT_BODY_DEPTH)
    except orjson.JSONEncodeError:
        # orjson parses deeper nesting than it renders.
        return False


def _within_limit(entries: list[Entry], at: str) -> list[Entry]:
    if len(entries) > MAX_BATCH_EVENTS:
        message = f"a batch may hold at most {MAX_BATCH_EVENTS} events, not {len(entries)}"
        raise Unprocessable.of([Issue(at, message)])
    return entries

"""Parse batches event by event, so that an invalid event does not affect the others."""

from collections.abc import Iterator
from typing import Any

import orjson
from attrs import evolve, frozen

from evsrv.core.errors import BadRequest, Issue, RequestError, Unprocessable, pointer, unknown
from evsrv.core.json_text import (
    may_exceed_depth,
    parse_fast,
    parse_object,
    read_object,
    reject_unstorable,
    type_name,
)
from evsrv.core.limits import MAX_BATCH_EVENTS, MAX_EVENT_BODY_DEPTH

Item = dict[str, Any] | RequestError
"""The document of an event, or the error that its text has."""


@frozen
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
    """Parse `{"batch": [...]}`."""
    plain = parse_fast(body)
    document = parse_object(body) if plain is None else plain
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
    entries = [
        _entry(event, pointer("/batch", index), plain=plain is not None)
        for index, event in enumerate(events or ())
    ]
    return _within_limit(entries, "/batch")


def read_lines(body: bytes) -> list[Entry]:
    """Parse NDJSON: one event on each line; blank lines are skipped."""
    return _within_limit(list(_lines(body)), "")


def _lines(body: bytes) -> Iterator[Entry]:
    for line in body.split(b"\n"):
        if line.strip():
            try:
                yield Entry(read_object(line, "the line", max_depth=MAX_EVENT_BODY_DEPTH), "")
            except RequestError as error:
                yield Entry(error, "")


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

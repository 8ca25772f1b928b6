"""Checking a file from end to end, also while others use it. Nothing is written to it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from evsrv.core.errors import clip
from evsrv.engine.check_report import MAX_PROBLEMS, Finding, Report
from evsrv.sqlite.maintenance.check_conversations import conversation_problems, feedback_problems
from evsrv.sqlite.maintenance.check_documents import DocumentScan
from evsrv.sqlite.migrations import expected_objects, read_version, schema_objects
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.promoted_path import path_name
from evsrv.sqlite.promotions import has_promotions, list_states, objects_of_promotions, stale_rows
from evsrv.sqlite.property_keys import list_key_rows
from evsrv.sqlite.schema_versions import MIGRATIONS

_MIN_VERSION_WITH_PROPERTY_KEYS = 2
_MIN_VERSION_WITH_CONVERSATIONS = 7


def check_file(path: Path, done: Callable[[int], None] = lambda _: None) -> Report:
    """Check a file in one snapshot; `done` is called with the number of rows read each time.

    Raises `StoreError` if the file cannot be opened or is not evsrv's.
    """
    with closing(open_unchanged(path)) as connection:
        # Text that is not UTF-8 is a problem to report, not an error.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        connection.execute("BEGIN")
        version = read_version(connection, path)
        has_conversations = version >= _MIN_VERSION_WITH_CONVERSATIONS
        documents = DocumentScan(connection, done, has_conversations=has_conversations)
        checks: dict[str, Iterable[str]] = {
            "integrity": _integrity(connection),
            "schema": _schema(connection, version),
            "json": documents.problems(),
        }
        if version >= _MIN_VERSION_WITH_PROPERTY_KEYS:
            checks["property keys"] = _property_keys(connection, documents)
        checks["promoted columns"] = _promoted_columns(connection)
        if has_conversations:
            checks["conversations"] = conversation_problems(connection)
            checks["feedback"] = feedback_problems(connection)
        findings = tuple(Finding(name, _first(found)) for name, found in checks.items())
        return Report(
            version=version,
            newest_version=len(MIGRATIONS),
            counts=_counts(connection),
            findings=findings,
            ok=not any(finding.problems for finding in findings),
        )


def _first(problems: Iterable[str]) -> tuple[str, ...]:
    shown: list[str] = []
    more = 0
    try:
        for problem in problems:
            if len(shown) < MAX_PROBLEMS:
                shown.append(problem)
            else:
                more += 1
    except sqlite3.DatabaseError as error:
        shown.append(f"the file cannot be read on: {error}")
    return (*shown, f"and {more} more") if more else tuple(shown)


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield message


def _schema(connection: sqlite3.Connection, version: int) -> Iterator[str]:
    promoted = objects_of_promotions(connection) if has_promotions(connection) else ()
    found, expected = schema_objects(connection), expected_objects(version, promoted)
    for type_, name in expected.keys() - found.keys():
        yield f"{type_} {name} is missing"
    for type_, name in found.keys() - expected.keys():
        yield f"{type_} {clip(name)} is not evsrv's"
    for type_, name in found.keys() & expected.keys():
        if found[type_, name] != expected[type_, name]:
            yield f"{type_} {name} is not as evsrv makes it"


def _property_keys(connection: sqlite3.Connection, documents: DocumentScan) -> Iterator[str]:
    listed = set(list_key_rows(connection))
    keys = documents.keys if documents.complete else listed | documents.keys
    for organization, _, name, key in keys - listed:
        yield f"key {clip(key)} of {name} of {clip(organization)} is missing"
    for organization, _, name, key in listed - keys:
        yield (
            f"key {clip(key)} of {name} of {clip(organization)} is in no event: a prune is under "
            "way, or the next one has to take it away"
        )


def _promoted_columns(connection: sqlite3.Connection) -> Iterator[str]:
    for state in list_states(connection) if has_promotions(connection) else ():
        for organization, id_ in stale_rows(connection, state):
            path = path_name(state.promotion.json_path)
            yield f"{path} of event {clip(id_)} of {clip(organization)} has another value promoted"


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    counts = {}
    for table in ("events", "conversations", "messages", "feedback", "api_keys", "property_keys"):
        try:
            (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        except sqlite3.DatabaseError:
            continue
        counts[table] = rows
    return counts

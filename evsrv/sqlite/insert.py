"""Storing events, each id once in its project."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any

from attrs import fields

from evsrv.core.event import Event
from evsrv.core.sql import Sql
from evsrv.engine.append_result import AppendResult
from evsrv.sqlite.promoted_path import DOCUMENTS, PromotedPaths
from evsrv.sqlite.promotions import list_promoted_paths

_COLUMNS = tuple(column.name for column in fields(Event))
_values = attrgetter(*_COLUMNS)
_NAMES = ", ".join(_COLUMNS)

_Identity = tuple[str, str | None, str]
"""Organization, project and id: what makes an event unique."""
_identity = attrgetter("organization_id", "project_id", "id")

_SELECT_STORED = f"""
    SELECT {_NAMES} FROM events WHERE organization_id = ? AND project_id IS ? AND id = ?
"""  # noqa: S608 - constant names
_SELECT_ROW = f"SELECT {_NAMES} FROM main.events WHERE row = ?"  # noqa: S608 - constant names
_SELECT_NEW = "SELECT organization_id, project_id, id FROM events WHERE row > ?"

_MAX_EVENTS_PER_STATEMENT = 256
"""Other threads run during a statement; between two, this one has to wait for them."""


def append_events(connection: sqlite3.Connection, events: Sequence[Event]) -> list[AppendResult]:
    """Store events inside the caller's transaction; return their results in the same order."""
    promotions = list_promoted_paths(connection)
    (last_row,) = connection.execute("SELECT max(row) FROM events").fetchone()
    stored = 0
    for batch in _batches(events):
        values_by_column = dict(zip(_COLUMNS, zip(*map(_values, batch), strict=True), strict=True))
        columns = _columns_with_values(values_by_column)
        statement = insert_statement(promotions, len(batch), columns)
        rows = zip(*(values_by_column[name] for name in columns), strict=True)
        stored += connection.execute(statement, tuple(chain.from_iterable(rows))).rowcount
    if stored == len(events):
        return [AppendResult(event, duplicate=False) for event in events]
    new = set(connection.execute(_SELECT_NEW, (last_row or 0,)))
    return [_result(connection, event, new) for event in events]


def find_event(
    connection: sqlite3.Connection, identity: tuple[str, str | None, str]
) -> Event | None:
    """Return the event of an organization, a project or none, and an id."""
    values = connection.execute(_SELECT_STORED, identity).fetchone()
    return None if values is None else Event(**dict(zip(_COLUMNS, values, strict=True)))


def load_event(connection: sqlite3.Connection, row: int) -> Event:
    """Return the event in a row, which must exist."""
    values = connection.execute(_SELECT_ROW, (row,)).fetchone()
    return Event(**dict(zip(_COLUMNS, values, strict=True)))


def _batches(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """Split events into batches of a few different sizes, as each size has its own statement."""
    first = 0
    while left := len(events) - first:
        size = min(_MAX_EVENTS_PER_STATEMENT, 1 << (left.bit_length() - 1))
        yield events[first : first + size]
        first += size


def _columns_with_values(values_by_column: Mapping[str, Sequence[Any]]) -> tuple[str, ...]:
    """Return the columns that are not null in all events.

    The others need no parameters: to bind a null takes the sqlite3 module some four times as long
    as a text.
    """
    return tuple(
        name for name, values in values_by_column.items() if values.count(None) < len(values)
    )


@lru_cache(maxsize=256)
def insert_statement(
    promotions: PromotedPaths, events: int = 1, columns: tuple[str, ...] = _COLUMNS
) -> str:
    """Return the statement that stores events, except those whose id their project has already.

    Its parameters are these attributes of one event after the other; the other ones are null.
    SQLite computes the columns of promoted paths.
    """
    values = ", ".join([f"({', '.join('?' * len(columns))})"] * events)
    source = f"VALUES {values}"
    if promotions:
        # Not numbered parameters (?1), which could be used twice: Python 3.12.0 to 3.12.3 warns if
        # they get a sequence, and large batches were three times slower with them.
        # Without WHERE the parser would read ON CONFLICT as the condition of a join.
        expressions = _computed(promotions, columns)
        source = f"SELECT {', '.join(expressions)} FROM ({source}) WHERE true"  # noqa: S608
    names = chain(columns, *(promotion.columns for promotion in promotions))
    # No conflict target: two indexes keep ids unique, with a project and without one.
    return f"INSERT INTO events ({', '.join(names)}) {source} ON CONFLICT DO NOTHING"


def _computed(promotions: PromotedPaths, columns: tuple[str, ...]) -> Iterator[str]:
    """Render the value of each column, given the rows of a VALUES clause."""
    # SQLite names the columns of VALUES so.
    given = {name: f"column{number}" for number, name in enumerate(columns, 1)}
    yield from given.values()
    for promotion in promotions:
        document = Sql(given.get(DOCUMENTS[promotion.field], "NULL"))
        for expression in promotion.column_expressions(document):
            yield expression.text


def _result(connection: sqlite3.Connection, event: Event, new: set[_Identity]) -> AppendResult:
    """Return the result of an event; the first one of an identity that is `new` was stored."""
    identity: _Identity = _identity(event)
    if identity in new:
        new.remove(identity)
        return AppendResult(event, duplicate=False)
    stored = find_event(connection, identity)
    assert stored is not None  # noqa: S101 - the transaction has found its id
    return AppendResult(stored, duplicate=True)

"""Storing events, each id once in its project."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter

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
        values = tuple(chain.from_iterable(map(_values, batch)))
        stored += connection.execute(insert_statement(promotions, len(batch)), values).rowcount
    if stored == len(events):
        return [AppendResult(event, duplicate=False) for event in events]
    new = set(connection.execute(_SELECT_NEW, (last_row or 0,)))
    return [_result(connection, event, new) for event in events]


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


@lru_cache(maxsize=64)
def insert_statement(promotions: PromotedPaths, events: int = 1) -> str:
    """Return the statement that stores events, except those whose id their project has already.

    Its parameters are the attributes of one event after the other; SQLite computes the columns of
    promoted paths.
    """
    values = ", ".join([f"({', '.join('?' * len(_COLUMNS))})"] * events)
    source = f"VALUES {values}"
    if promotions:
        # Not numbered parameters (?1), which could be used twice: Python 3.12.0 to 3.12.3 warns if
        # they get a sequence, and large batches were three times slower with them.
        # Without WHERE the parser would read ON CONFLICT as the condition of a join.
        source = f"SELECT {', '.join(_computed(promotions))} FROM ({source}) WHERE true"  # noqa: S608
    columns = chain(_COLUMNS, *(promotion.columns for promotion in promotions))
    # No conflict target: two indexes keep ids unique, with a project and without one.
    return f"INSERT INTO events ({', '.join(columns)}) {source} ON CONFLICT DO NOTHING"


def _computed(promotions: PromotedPaths) -> Iterator[str]:
    """Render the value of each column, given the rows of a VALUES clause."""
    # SQLite names the columns of VALUES so.
    given = {name: f"column{number}" for number, name in enumerate(_COLUMNS, 1)}
    yield from given.values()
    for promotion in promotions:
        for expression in promotion.column_expressions(Sql(given[DOCUMENTS[promotion.field]])):
            yield expression.text


def _result(connection: sqlite3.Connection, event: Event, new: set[_Identity]) -> AppendResult:
    """Return the result of an event; the first one of an identity that is `new` was stored."""
    identity: _Identity = _identity(event)
    if identity in new:
        new.remove(identity)
        return AppendResult(event, duplicate=False)
    stored = connection.execute(_SELECT_STORED, identity).fetchone()
    return AppendResult(Event(**dict(zip(_COLUMNS, stored, strict=True))), duplicate=True)

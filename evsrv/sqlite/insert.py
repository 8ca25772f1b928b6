"""Appending events."""

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
_STORED = f"SELECT {_NAMES} FROM events WHERE organization_id = ? AND id = ?"  # noqa: S608 - our own names
_NEW = "SELECT organization_id, id FROM events WHERE row > ?"

_MAX_EVENTS_PER_STATEMENT = 256
"""In one statement. While it runs other threads go on; between two it has to wait for them."""


def append_events(connection: sqlite3.Connection, events: Sequence[Event]) -> list[AppendResult]:
    """Store events inside the caller's transaction; the answers are in the events' order."""
    promotions = list_promoted_paths(connection)
    (last_row,) = connection.execute("SELECT max(row) FROM events").fetchone()
    stored = 0
    for some in _parts(events):
        values = tuple(chain.from_iterable(map(_values, some)))
        stored += connection.execute(insert_statement(promotions, len(some)), values).rowcount
    if stored == len(events):
        return [AppendResult(event, duplicate=False) for event in events]
    new = set(connection.execute(_NEW, (last_row or 0,)))
    return [_appended(connection, event, new) for event in events]


def _parts(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """Cut events into parts of a few different sizes, as each has a statement of its own."""
    first = 0
    while left := len(events) - first:
        size = min(_MAX_EVENTS_PER_STATEMENT, 1 << (left.bit_length() - 1))
        yield events[first : first + size]
        first += size


@lru_cache(maxsize=64)
def insert_statement(promotions: PromotedPaths, events: int = 1) -> str:
    """Return the statement that stores events, except those whose id their organization has.

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
    return (
        f"INSERT INTO events ({', '.join(columns)}) {source}"
        " ON CONFLICT (organization_id, id) DO NOTHING"
    )


def _computed(promotions: PromotedPaths) -> Iterator[str]:
    """Yield the value of each column, given the rows of a VALUES clause."""
    # SQLite names the columns of VALUES so.
    given = {name: f"column{number}" for number, name in enumerate(_COLUMNS, 1)}
    yield from given.values()
    for promotion in promotions:
        for content in promotion.contents(Sql(given[DOCUMENTS[promotion.field]])):
            yield content.text


def _appended(
    connection: sqlite3.Connection, event: Event, new: set[tuple[str, str]]
) -> AppendResult:
    """Tell what became of an event; the first one of an id that is `new` was stored."""
    key = event.organization_id, event.id
    if key in new:
        new.remove(key)
        return AppendResult(event, duplicate=False)
    stored = connection.execute(_STORED, key).fetchone()
    return AppendResult(Event(**dict(zip(_COLUMNS, stored, strict=True))), duplicate=True)

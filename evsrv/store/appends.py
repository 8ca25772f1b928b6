"""Appending events."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from attrs import astuple, fields, frozen

from evsrv.event import Event
from evsrv.promotion import DOCUMENTS, Promotions
from evsrv.sqltext import Sql
from evsrv.store.promotions import list_promotions


@frozen
class Appended:
    """What became of one event."""

    event: Event
    """As it is stored: for a duplicate, what was stored first."""
    duplicate: bool
    """Whether the organization had an event of this id already, so that nothing was stored."""


_COLUMNS = tuple(column.name for column in fields(Event))
_NAMES = ", ".join(_COLUMNS)
_STORED = f"SELECT {_NAMES} FROM events WHERE organization_id = ? AND id = ?"  # noqa: S608 - our own names


def append_events(connection: sqlite3.Connection, events: Sequence[Event]) -> list[Appended]:
    """Store events inside the caller's transaction; the answers are in the events' order."""
    insert = insert_statement(list_promotions(connection))
    return [_append(connection, insert, event) for event in events]


@lru_cache(maxsize=8)
def insert_statement(promotions: Promotions) -> str:
    """Write the statement that stores an event, unless its organization has one of its id.

    Its parameters are the event's attributes; SQLite fills the columns of promoted paths itself.
    """
    places = {name: Sql(f"?{place}") for place, name in enumerate(_COLUMNS, 1)}
    columns = dict(places)
    for promotion in promotions:
        contents = promotion.contents(places[DOCUMENTS[promotion.field]])
        columns |= zip(promotion.columns, contents, strict=True)
    values = ", ".join(value.text for value in columns.values())
    return (
        f"INSERT INTO events ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - our own names
        " ON CONFLICT (organization_id, id) DO NOTHING"
    )


def _append(connection: sqlite3.Connection, insert: str, event: Event) -> Appended:
    if connection.execute(insert, astuple(event)).rowcount:
        return Appended(event, duplicate=False)
    stored = connection.execute(_STORED, (event.organization_id, event.id)).fetchone()
    return Appended(Event(**dict(zip(_COLUMNS, stored, strict=True))), duplicate=True)

"""Appending events."""

import sqlite3
from collections.abc import Sequence

from attrs import astuple, fields, frozen

from evsrv.event import Event


@frozen
class Appended:
    """What became of one event."""

    event: Event
    """As it is stored: for a duplicate, what was stored first."""
    duplicate: bool
    """Whether the organization had an event of this id already, so that nothing was stored."""


_COLUMNS = tuple(column.name for column in fields(Event))
_NAMES = ", ".join(_COLUMNS)
_PLACES = ", ".join("?" * len(_COLUMNS))
_INSERT = f"""
    INSERT INTO events ({_NAMES}) VALUES ({_PLACES})
    ON CONFLICT (organization_id, id) DO NOTHING
"""  # noqa: S608 - our own names, here and below
_STORED = f"SELECT {_NAMES} FROM events WHERE organization_id = ? AND id = ?"  # noqa: S608


def append_events(connection: sqlite3.Connection, events: Sequence[Event]) -> list[Appended]:
    """Store events inside the caller's transaction; the answers are in the events' order."""
    return [_append(connection, event) for event in events]


def _append(connection: sqlite3.Connection, event: Event) -> Appended:
    if connection.execute(_INSERT, astuple(event)).rowcount:
        return Appended(event, duplicate=False)
    stored = connection.execute(_STORED, (event.organization_id, event.id)).fetchone()
    return Appended(Event(**dict(zip(_COLUMNS, stored, strict=True))), duplicate=True)

"""What happened to the events since an answer was given.

A new event's row number is above all others. What triggers count in the table `revisions` are
changes and deletions, also those made by hand; so a number that is given a second time is told from
the first.
"""

import sqlite3

from attrs import frozen

from evsrv.core.time_range import Dependencies
from evsrv.sqlite.connection import SqliteConnection

MAX_NEW_EVENTS = 1000
"""How many new events are looked at, at most: it takes about a microsecond each."""


@frozen
class DataVersion:
    """A state of the events table."""

    revision: int
    """How often an event has been changed or deleted."""
    last_row: int


def read_data_version(connection: sqlite3.Connection) -> DataVersion:
    """Tell the state that a connection sees; one behind a wall is told past it."""
    if isinstance(connection, SqliteConnection) and connection.wall is not None:
        with connection.wall.bypass():
            return _moment_of(connection)
    return _moment_of(connection)


def validate_version(
    connection: sqlite3.Connection, since: DataVersion, reach: Dependencies
) -> DataVersion | None:
    """Tell the present state, unless what happened since a moment is within this reach.

    None where it is, or where that would take too long to tell.
    """
    # The plus keeps SQLite from other indexes: the new rows are few, and next to each other.
    *present, found = connection.execute(
        f"""
        SELECT ({_REVISION}), ({_LAST_ROW}), EXISTS (
            SELECT 1 FROM main.events
            WHERE row > :since AND row <= :since + :most
                AND +organization_id = :organization
                AND (:project IS NULL OR +project_id = :project)
                AND (:first IS NULL OR +created_at >= :first)
                AND (:last IS NULL OR +created_at <= :last)
        )
        """,  # noqa: S608 - our own text
        {
            "since": since.last_row,
            "most": MAX_NEW_EVENTS,
            "organization": reach.scope.organization_id,
            "project": reach.scope.project_id,
            "first": reach.time_range.start,
            "last": reach.time_range.end_inclusive,
        },
    ).fetchone()
    now = DataVersion(*present)
    few = now.last_row - since.last_row <= MAX_NEW_EVENTS
    return now if few and not found and now.revision == since.revision else None


_REVISION = "SELECT number FROM main.revisions"
_LAST_ROW = "SELECT ifnull(max(row), 0) FROM main.events"


def _moment_of(connection: sqlite3.Connection) -> DataVersion:
    return DataVersion(*connection.execute(f"SELECT ({_REVISION}), ({_LAST_ROW})").fetchone())

"""Reads of the data version: revisions that triggers count, and the last row of `events`.

A new event gets a row number above all that were ever given, so new events need no trigger.
"""

import sqlite3

from evsrv.core.datasets import Dataset
from evsrv.core.time_range import Dependencies
from evsrv.engine.data_version import DataVersion
from evsrv.sqlite.connection import SqliteConnection

MAX_NEW_EVENTS = 1000
"""How many new events are examined at most; each takes about a microsecond."""

_REVISION = "SELECT number FROM main.revisions"
_LAST_ROW = "SELECT ifnull(max(row), 0) FROM main.events"
_OF_EVENTS = f"SELECT ({_REVISION}), ({_LAST_ROW})"
_OF_DATASET = "SELECT number, 0 FROM main.dataset_revisions WHERE dataset = ?"


def read_data_version(connection: sqlite3.Connection, dataset: Dataset) -> DataVersion:
    """Return the version that a connection sees; the tenant guard is bypassed for it."""
    if isinstance(connection, SqliteConnection):
        with connection.bypass_guard():
            return _read(connection, dataset)
    return _read(connection, dataset)


def validate_version(
    connection: sqlite3.Connection, since: DataVersion, dependencies: Dependencies
) -> DataVersion | None:
    """Return the present version, or None if a change since `since` is among the dependencies.

    None also if a row was changed or deleted, or if more than `MAX_NEW_EVENTS` are new.
    """
    if not dependencies.dataset.appends_only:
        return since if _read(connection, dependencies.dataset) == since else None
    # The plus keeps SQLite from other indexes: the new rows are few, and next to each other.
    *present, found = connection.execute(
        f"""
        SELECT ({_REVISION}), ({_LAST_ROW}), EXISTS (
            SELECT 1 FROM main.events
            WHERE row > :since AND row <= :since + :max
                AND +organization_id = :organization
                AND (:project IS NULL OR +project_id = :project)
                AND (:start IS NULL OR +created_at >= :start)
                AND (:end_inclusive IS NULL OR +created_at <= :end_inclusive)
        )
        """,  # noqa: S608 - constant text
        {
            "since": since.last_row,
            "max": MAX_NEW_EVENTS,
            "organization": dependencies.scope.organization_id,
            "project": dependencies.scope.project_id,
            "start": dependencies.time_range.start,
            "end_inclusive": dependencies.time_range.end_inclusive,
        },
    ).fetchone()
    now = DataVersion(*present)
    few = now.last_row - since.last_row <= MAX_NEW_EVENTS
    return now if few and not found and now.revision == since.revision else None


def _read(connection: sqlite3.Connection, dataset: Dataset) -> DataVersion:
    if dataset.appends_only:
        return DataVersion(*connection.execute(_OF_EVENTS).fetchone())
    return DataVersion(*connection.execute(_OF_DATASET, (dataset.name,)).fetchone())

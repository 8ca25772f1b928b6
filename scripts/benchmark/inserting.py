"""The baseline of ingestion: rows stored by `executemany` into a file with evsrv's schema."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from attrs import astuple

from evsrv.core.event import Event
from evsrv.sqlite.insert import insert_statement
from evsrv.sqlite.opening import open_writer

Values = Sequence[tuple[Any, ...]]


def values_of(events: Sequence[Event]) -> Values:
    """Return the values of rows, so that building them is not measured."""
    return [astuple(event) for event in events]


def insert(path: Path, values: Values, a_commit: int, synchronous: str = "FULL") -> float:
    """Store rows in a fresh file, `a_commit` rows in each commit; return the seconds."""
    with closing(open_writer(path, _no_preparation)) as connection:
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        statement = insert_statement(())
        started = time.perf_counter()
        for first in range(0, len(values), a_commit):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, values[first : first + a_commit])
            connection.execute("COMMIT")
        return time.perf_counter() - started


def count_events(path: Path) -> int:
    """Return the number of events in a file."""
    with closing(sqlite3.connect(path)) as connection:
        (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(events)


def _no_preparation(_connection: sqlite3.Connection) -> None:
    """Register no SQL functions: an insert needs none."""

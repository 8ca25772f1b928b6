"""Work in a snapshot: one read transaction on a connection, as one scope sees it, under a watch."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from evsrv.core.scope import Scope
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import InterruptPolicy

T = TypeVar("T")


def run_in_read_transaction(
    connection: SqliteConnection,
    work: Callable[[sqlite3.Connection], T],
    watch: InterruptPolicy,
    scope: Scope | None,
) -> T:
    """Run the work from beginning to end."""
    try:
        begin(connection, watch, scope)
        with watch:
            return work(connection)
    finally:
        end(connection)


def begin(connection: SqliteConnection, watch: InterruptPolicy, scope: Scope | None) -> None:
    """Begin a snapshot; `end` ends it, also where this raises."""
    if connection.wall is not None:
        connection.wall.set_scope(scope)
    connection.forbids_calls = watch.forbids_calls
    connection.set_progress_handler(watch.should_interrupt, watch.steps_between_looks)
    with watch:
        connection.execute("BEGIN")


def end(connection: SqliteConnection) -> None:
    """End a snapshot."""
    connection.forbids_calls = None
    connection.set_progress_handler(None, 0)
    if connection.in_transaction:
        connection.execute("ROLLBACK")

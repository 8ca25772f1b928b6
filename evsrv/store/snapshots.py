"""Work in a snapshot: one read transaction on a connection, as one scope sees it, under a watch."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from evsrv.scope import Scope
from evsrv.store.raw import RawConnection
from evsrv.store.watches import Watch

T = TypeVar("T")


def in_snapshot(
    connection: RawConnection,
    work: Callable[[sqlite3.Connection], T],
    watch: Watch,
    scope: Scope | None,
) -> T:
    """Run the work from beginning to end."""
    try:
        begin(connection, watch, scope)
        with watch:
            return work(connection)
    finally:
        end(connection)


def begin(connection: RawConnection, watch: Watch, scope: Scope | None) -> None:
    """Begin a snapshot; `end` ends it, also where this raises."""
    if connection.wall is not None:
        connection.wall.admit(scope)
    connection.forbids_calls = watch.forbids_calls
    connection.set_progress_handler(watch.must_stop, watch.steps_between_looks)
    with watch:
        connection.execute("BEGIN")


def end(connection: RawConnection) -> None:
    """End a snapshot."""
    connection.forbids_calls = None
    connection.set_progress_handler(None, 0)
    if connection.in_transaction:
        connection.execute("ROLLBACK")

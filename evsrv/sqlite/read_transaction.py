"""One read transaction (a snapshot) on a connection, for one scope, under an interrupt policy."""

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
    policy: InterruptPolicy,
    scope: Scope | None,
) -> T:
    """Run the work in a transaction of its own."""
    try:
        begin_read(connection, policy, scope)
        with policy:
            return work(connection)
    finally:
        end_read(connection)


def begin_read(connection: SqliteConnection, policy: InterruptPolicy, scope: Scope | None) -> None:
    """Begin a read transaction; `end_read` ends it, also if this raises."""
    if connection.guard is not None:
        connection.guard.set_scope(scope)
    connection.may_call_python = policy.may_call_python
    connection.set_progress_handler(policy.should_interrupt, policy.steps_per_poll)
    with policy:
        connection.execute("BEGIN")


def end_read(connection: SqliteConnection) -> None:
    """End a read transaction."""
    connection.may_call_python = None
    connection.set_progress_handler(None, 0)
    if connection.in_transaction:
        connection.execute("ROLLBACK")

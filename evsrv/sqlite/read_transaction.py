"""One read transaction (a snapshot) on a connection, for one scope, under an interrupt policy."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from evsrv.core.scope import Scope
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.interruption import set_interrupt_check
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import InterruptPolicy

T = TypeVar("T")


def run_in_read_transaction(
    connection: SqliteConnection,
    work: Callable[[SqliteConnection], T],
    policy: InterruptPolicy,
    scope: Scope | None,
) -> T:
    """Run the work in a transaction of its own."""
    try:
        begin_read(connection, policy, scope)
        return run_under_policy(connection, work, policy)
    finally:
        end_read(connection)


def begin_read(connection: SqliteConnection, policy: InterruptPolicy, scope: Scope | None) -> None:
    """Begin a read transaction; `end_read` ends it, also if this raises."""
    if connection.guard is not None:
        connection.guard.set_scope(scope)
    set_interrupt_check(policy.may_call_python)
    connection.set_progress_handler(policy.should_interrupt, policy.steps_per_poll)
    with policy:
        connection.run("BEGIN")


def end_read(connection: SqliteConnection) -> None:
    """End a read transaction."""
    set_interrupt_check(None)
    connection.set_progress_handler(None, 0)
    if connection.in_transaction:
        connection.run("ROLLBACK")


def run_under_policy(
    connection: SqliteConnection, work: Callable[[SqliteConnection], T], policy: InterruptPolicy
) -> T:
    """Run work; raise a specific error for one that the policy or an SQL function caused."""
    try:
        with policy:
            return work(connection)
    except sqlite3.OperationalError:
        failure = connection.python_error
        if isinstance(failure, PluginFailure):
            # Its own cause has the plugin's frames.
            raise failure from failure.__cause__
        raise
    finally:
        connection.python_error = None

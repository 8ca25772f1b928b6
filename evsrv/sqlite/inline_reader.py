"""Reads on the event loop itself, for the few that take less time than a hop to a thread.

These are point lookups (a key by its hash, the data version) and pages of one row by its id.
"""

import sqlite3
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, TypeVarTuple

from evsrv.core.scope import Scope
from evsrv.plugin.interruption import Interrupted
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.errors import is_busy
from evsrv.sqlite.interrupts import InterruptPolicy
from evsrv.sqlite.read_transaction import run_in_read_transaction

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

MAX_STEPS = 5000
"""Of SQLite's virtual machine; one row by its id takes some hundred."""
_STEPS_PER_POLL = 500
_SHORT_POLLS = 3
"""Of a read whose time does not count: one for each statement of a page, `BEGIN` among them.

SQLite counts the steps of a statement over all its runs, so a short read has polls too, and if it
takes long, the machine is busy. To interrupt it between two rows has a price: Python 3.11 prepares
that statement again for each later read.
"""
_MAX_SECONDS = 0.002
_MAX_MEMOIZED = 10_000


class InlineBudgetExceeded(Exception):
    """The read takes longer than the budget, meets a lock, or calls a Python function."""


class InlineReader:
    """One guarded connection that belongs to the thread that it is opened on."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        # Not one of those that the connection closes after each work.
        self._cursor = sqlite3.Cursor(connection)
        self._memo: dict[Hashable, Any] = {}
        self._file_version: int | None = None

    def lookup(self, work: Callable[[sqlite3.Connection, *Ts], T], *arguments: *Ts) -> T:
        """Run trusted work past the tenant guard; memoize the result until the file changes.

        The arguments are hashable: the result is theirs.
        """
        key = work, arguments
        # It differs after every commit of another connection, and this one makes none. It is read
        # first: a commit that comes in between is seen by the next lookup.
        (version,) = self._cursor.execute("PRAGMA data_version").fetchone()
        if version != self._file_version or len(self._memo) >= _MAX_MEMOIZED:
            self._memo.clear()
            self._file_version = version
        elif key in self._memo:
            found: T = self._memo[key]
            return found
        with self._connection.bypass_guard():
            try:
                result = self._memo[key] = work(self._connection, *arguments)
            finally:
                self._connection.close_cursors()
        return result

    def read(self, work: Callable[[SqliteConnection], T], scope: Scope) -> T:
        """Run work on the scope's rows, or raise `InlineBudgetExceeded`."""
        try:
            return run_in_read_transaction(self._connection, work, _InlineBudget(), scope)
        finally:
            self._connection.close_cursors()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class _InlineBudget(InterruptPolicy):
    steps_per_poll = _STEPS_PER_POLL

    def __init__(self) -> None:
        self._polls = 0
        self._deadline = time.monotonic() + _MAX_SECONDS
        self._exceeded = False

    def should_interrupt(self) -> bool:
        self._polls += 1
        is_late = self._polls > _SHORT_POLLS and time.monotonic() >= self._deadline
        if is_late or self._polls >= MAX_STEPS // _STEPS_PER_POLL:
            self._exceeded = True
        return self._exceeded

    def may_call_python(self) -> bool:
        self._exceeded = True
        return False

    def translate_error(self, error: sqlite3.OperationalError | Interrupted) -> None:
        if self._exceeded or (isinstance(error, sqlite3.Error) and is_busy(error)):
            raise InlineBudgetExceeded from error

"""Queries that take less time than a hop to another thread: done at once, or not at all."""

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from evsrv.core.scope import Scope
from evsrv.engine.errors import StoreError, is_busy
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import InterruptPolicy
from evsrv.sqlite.read_transaction import run_in_read_transaction

T = TypeVar("T")

MAX_STEPS = 5000
"""Of SQLite's virtual machine: the newest 100 events take about half of it."""
_STEPS_BETWEEN_LOOKS = 500
_MAX_SECONDS = 0.002
_MAX_CONNECTIONS = 8


class InlineBudgetExceeded(Exception):
    """The query takes longer, meets a lock, or calls a function of ours, which nothing can stop.

    Or the file cannot be opened once more.
    """


class InlineReaders:
    """Connections behind their walls, on the thread that asks, which is the event loop's.

    Each is for one scope, as long as there are not too many: to let another one in takes longer
    than to find an event.
    """

    def __init__(self, connect: Callable[[], SqliteConnection]) -> None:
        """Open connections when they are needed."""
        self._connect = connect
        self._connections: dict[Scope, SqliteConnection] = {}
        """The scope that was read last is last."""

    def read(self, work: Callable[[sqlite3.Connection], T], scope: Scope) -> T:
        """Run the work in a snapshot of the scope's events, unless it is `InlineBudgetExceeded`."""
        connection = self._connection_for(scope)
        try:
            return run_in_read_transaction(connection, work, _InlineBudget(), scope)
        finally:
            connection.close_cursors()

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections.values():
            connection.close()

    def _connection_for(self, scope: Scope) -> SqliteConnection:
        connection = self._connections.pop(scope, None)
        if connection is None and len(self._connections) >= _MAX_CONNECTIONS:
            connection = self._connections.pop(next(iter(self._connections)))
        if connection is None:
            try:
                connection = self._connect()
            except StoreError as error:
                raise InlineBudgetExceeded from error
        self._connections[scope] = connection
        return connection


class _InlineBudget(InterruptPolicy):
    steps_between_looks = _STEPS_BETWEEN_LOOKS

    def __init__(self) -> None:
        self._looks = MAX_STEPS // _STEPS_BETWEEN_LOOKS
        self._deadline = time.monotonic() + _MAX_SECONDS
        self._spent = False

    def should_interrupt(self) -> bool:
        self._looks -= 1
        if self._looks <= 0 or time.monotonic() >= self._deadline:
            self._spent = True
        return self._spent

    def forbids_calls(self) -> bool:
        self._spent = True
        return True

    def translate_error(self, error: sqlite3.OperationalError) -> None:
        if self._spent or is_busy(error):
            raise InlineBudgetExceeded from error

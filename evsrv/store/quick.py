"""Queries that take less time than a hop to another thread: done at once, or not at all."""

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from evsrv.scope import Scope
from evsrv.store.raw import RawConnection
from evsrv.store.snapshots import in_snapshot
from evsrv.store.watches import Watch

T = TypeVar("T")

MOST_STEPS = 5000
"""Of SQLite's virtual machine: the newest 100 events take about half of it."""
_STEPS_BETWEEN_LOOKS = 500
_MOST_SECONDS = 0.002
_PRIMARY_CODE = 0xFF
"""The part of an SQLite result code that its extensions have in common."""


class NotQuick(Exception):
    """The query takes longer, meets a lock, or calls a function of ours, which nothing can stop."""


class QuickReads:
    """A connection behind its wall, on the thread that asks, which is the event loop's."""

    def __init__(self, connection: RawConnection) -> None:
        self._connection = connection

    def read(self, work: Callable[[sqlite3.Connection], T], scope: Scope) -> T:
        """Run the work in a snapshot of the scope's events, unless it is `NotQuick`."""
        try:
            return in_snapshot(self._connection, work, _Budget(), scope)
        finally:
            self._connection.close_cursors()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class _Budget(Watch):
    steps_between_looks = _STEPS_BETWEEN_LOOKS

    def __init__(self) -> None:
        self._looks = MOST_STEPS // _STEPS_BETWEEN_LOOKS
        self._deadline = time.monotonic() + _MOST_SECONDS
        self._spent = False

    def must_stop(self) -> bool:
        self._looks -= 1
        if self._looks <= 0 or time.monotonic() >= self._deadline:
            self._spent = True
        return self._spent

    def forbids_calls(self) -> bool:
        self._spent = True
        return True

    def explain(self, error: sqlite3.OperationalError) -> None:
        busy = error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
        if self._spent or busy:
            raise NotQuick from error

"""Looks at the file that take microseconds, and what was seen while it stays as it is."""

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from evsrv.sqlite.connection import SqliteConnection

T = TypeVar("T")

_MAX_SEEN = 10_000


class Looks:
    """A connection of its own, for the thread that it is made on."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._seen: dict[Hashable, Any] = {}
        self._version: int | None = None

    def look(self, work: Callable[[sqlite3.Connection], T], about: Hashable = None) -> T:
        """Run work, or give what it found about the same thing in the file as it is.

        Without a thing to be about it is run in any case.
        """
        if about is None:
            return self._run(work)
        # It differs after every commit of any other connection, and this one makes none. Asked for
        # first: a commit that comes in between is found by the next look.
        (version,) = self._cursor.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._seen) >= _MAX_SEEN:
            self._seen.clear()
            self._version = version
        elif about in self._seen:
            seen: T = self._seen[about]
            return seen
        found = self._seen[about] = self._run(work)
        return found

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._connection)
        finally:
            self._connection.close_cursors(but=self._cursor)

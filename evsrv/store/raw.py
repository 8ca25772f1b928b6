"""The SQLite connection below everything: the standard one, and tidy."""

import sqlite3
from typing import Any
from weakref import WeakSet


class RawConnection(sqlite3.Connection):
    """Knows its cursors, so that none has to outlive the work that opened it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        """Open a cursor."""
        return self._noted(super().cursor(factory))

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement on a cursor of its own."""
        return self._noted(super().execute(sql, parameters))

    def close_cursors(self) -> None:
        """Close every cursor that is still open.

        A half-read one keeps its snapshot past the end of the transaction, and whoever uses the
        connection next would read old data. It need not be a slip: the traceback of an error that
        was raised between two rows keeps one alive.
        """
        for cursor in list(self._cursors):
            cursor.close()

    def _noted(self, cursor: sqlite3.Cursor) -> sqlite3.Cursor:
        self._cursors.add(cursor)
        return cursor

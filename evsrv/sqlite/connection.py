"""The SQLite connection below everything: the standard one, and tidy."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol
from weakref import WeakSet

from evsrv.core.scope import Scope


class TenantGuard(Protocol):
    """What keeps a connection to one scope's events."""

    def set_scope(self, scope: Scope | None) -> None:
        """Show this scope's events from now on, or none."""

    def bypass(self) -> AbstractContextManager[None]:
        """Let statements of ours look past it; nothing else may run meanwhile."""


class Interrupted(Exception):
    """Raised inside an SQL function when the query has to stop."""


class SqliteConnection(sqlite3.Connection):
    """Knows its cursors, so that none has to outlive the work that opened it, and its functions.

    SQLite asks nobody while a function of ours runs, so each call asks `forbids_calls` first.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()
        self.functions: frozenset[str] = frozenset()
        """The names of the SQL functions that were registered on it."""
        self.forbids_calls: Callable[[], bool] | None = None
        self.wall: TenantGuard | None = None

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        """Open a cursor."""
        return self._noted(super().cursor(factory))

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement on a cursor of its own."""
        return self._noted(super().execute(sql, parameters))

    def close_cursors(self, but: sqlite3.Cursor | None = None) -> None:
        """Close every cursor that is still open, but this one.

        A half-read one keeps its snapshot past the end of the transaction, and whoever uses the
        connection next would read old data. It need not be a slip: the traceback of an error that
        was raised between two rows keeps one alive.
        """
        for cursor in list(self._cursors):
            if cursor is not but:
                cursor.close()

    def create_function(
        self,
        name: str,
        narg: int,
        func: Callable[..., Any] | None,
        /,
        *,
        deterministic: bool = False,
    ) -> None:
        """Register an SQL function."""
        self.functions |= {name}
        function = None if func is None else self._stoppable(func)
        super().create_function(name, narg, function, deterministic=deterministic)

    def create_aggregate(self, name: str, n_arg: int, aggregate_class: Any, /) -> None:
        """Register an SQL aggregate."""
        self.functions |= {name}
        super().create_aggregate(name, n_arg, aggregate_class)

    def create_window_function(self, name: str, num_params: int, class_: Any, /) -> None:
        """Register an SQL window function."""
        self.functions |= {name}
        super().create_window_function(name, num_params, class_)

    def _stoppable(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def stoppable(*values: Any) -> Any:
            if self.forbids_calls is not None and self.forbids_calls():
                raise Interrupted
            return function(*values)

        return stoppable

    def _noted(self, cursor: sqlite3.Cursor) -> sqlite3.Cursor:
        self._cursors.add(cursor)
        return cursor

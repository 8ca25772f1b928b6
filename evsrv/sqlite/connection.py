"""The SQLite connection that all others build on: the standard one, with tidy cursors."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol
from weakref import WeakSet

from evsrv.core.scope import Scope


class Guard(Protocol):
    """Keeps a connection to one scope's events."""

    def set_scope(self, scope: Scope | None) -> None:
        """Show this scope's events from now on, or none."""

    def bypass(self) -> AbstractContextManager[None]:
        """Let trusted statements see everything; nothing else may run meanwhile."""


class Interrupted(Exception):
    """Raised inside an SQL function if the query has to stop."""


class SqliteConnection(sqlite3.Connection):
    """Knows its cursors, which must not outlive the work that opened them, and its functions.

    SQLite polls nothing while a Python function runs, so each call asks `may_call_python` first.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()
        self.functions: frozenset[str] = frozenset()
        """The names of the SQL functions that were registered on it."""
        self.may_call_python: Callable[[], bool] | None = None
        self.guard: Guard | None = None

    def bypass_guard(self) -> AbstractContextManager[None]:
        """Let trusted statements see everything, if there is a guard."""
        return nullcontext() if self.guard is None else self.guard.bypass()

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        """Open a cursor."""
        return self._track(super().cursor(factory))

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement on a cursor of its own."""
        return self._track(super().execute(sql, parameters))

    def close_cursors(self, but: sqlite3.Cursor | None = None) -> None:
        """Close every cursor that is still open, except this one.

        A half-read cursor keeps its snapshot past the end of the transaction, so the connection's
        next user would read old data. The traceback of an error that was raised between two rows
        keeps such a cursor alive.
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
        function = None if func is None else self._interruptible(func)
        super().create_function(name, narg, function, deterministic=deterministic)

    def create_aggregate(self, name: str, n_arg: int, aggregate_class: Any, /) -> None:
        """Register an SQL aggregate."""
        self.functions |= {name}
        super().create_aggregate(name, n_arg, aggregate_class)

    def create_window_function(self, name: str, num_params: int, class_: Any, /) -> None:
        """Register an SQL window function."""
        self.functions |= {name}
        super().create_window_function(name, num_params, class_)

    def _interruptible(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def interruptible(*values: Any) -> Any:
            if self.may_call_python is not None and not self.may_call_python():
                raise Interrupted
            return function(*values)

        return interruptible

    def _track(self, cursor: sqlite3.Cursor) -> sqlite3.Cursor:
        self._cursors.add(cursor)
        return cursor

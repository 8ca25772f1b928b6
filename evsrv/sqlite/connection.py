"""The SQLite connection that all others build on: the standard one, with tidy cursors."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, TypeVar
from weakref import WeakSet

from evsrv.core.scope import Scope
from evsrv.plugin.failures import name_failures, registering_plugin
from evsrv.plugin.interruption import checkpoint

T = TypeVar("T")

Watch = Callable[[Callable[..., Any]], Callable[..., Any]]
"""A decorator of what SQLite calls."""


class Guard(Protocol):
    """Keeps a connection to one scope's events."""

    def set_scope(self, scope: Scope | None) -> None:
        """Show this scope's events from now on, or none."""

    def showing(self, scope: Scope) -> AbstractContextManager[None]:
        """Show another scope's events inside the context."""

    def bypass(self) -> AbstractContextManager[None]:
        """Let trusted statements see everything; nothing else may run meanwhile."""


class SqliteConnection(sqlite3.Connection):
    """Knows its cursors, which must not outlive the work that opened them, and its functions.

    SQLite polls nothing while a Python function runs, so each call is preceded by a `checkpoint`.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()
        self.functions: frozenset[str] = frozenset()
        """The names of the SQL functions that were registered on it."""
        self.python_error: Exception | None = None
        """The last error of an SQL function in Python; sqlite3 raises another one without it."""
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

    def run(self, sql: str) -> None:
        """Run a statement that returns no rows, so that its cursor cannot outlive it."""
        super().execute(sql)

    def close_cursors(self) -> None:
        """Close every cursor that is still open.

        A half-read cursor keeps its snapshot past the end of the transaction, so the connection's
        next user would read old data. The traceback of an error that was raised between two rows
        keeps such a cursor alive.
        """
        if self._cursors:
            for cursor in list(self._cursors):
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
        function = None if func is None else self._watcher(name)(func)
        super().create_function(name, narg, function, deterministic=deterministic)

    def create_aggregate(self, name: str, n_arg: int, aggregate_class: Any, /) -> None:
        """Register an SQL aggregate."""
        self.functions |= {name}
        super().create_aggregate(name, n_arg, self._watched_class(name, aggregate_class))

    def create_window_function(self, name: str, num_params: int, class_: Any, /) -> None:
        """Register an SQL window function."""
        self.functions |= {name}
        super().create_window_function(name, num_params, self._watched_class(name, class_))

    def _watcher(self, name: str) -> Watch:
        """Return the decorator for what is registered under a name."""
        plugin, part = registering_plugin.get(), f"SQL function {name!r}"

        def watch(function: Callable[..., Any]) -> Callable[..., Any]:
            run = function if plugin is None else name_failures(plugin, part, function)

            def watched(*values: Any) -> Any:
                try:
                    checkpoint()
                    return run(*values)
                except Exception as error:
                    self.python_error = error
                    raise

            return watched

        return watch

    def _watched_class(self, name: str, class_: Any) -> Any:
        if class_ is None:
            return None
        watch = self._watcher(name)
        create = watch(class_)
        return lambda: _WatchedAggregate(create(), watch)

    def _track(self, cursor: sqlite3.Cursor) -> sqlite3.Cursor:
        self._cursors.add(cursor)
        return cursor


def unguarded(work: Callable[[sqlite3.Connection], T]) -> Callable[[SqliteConnection], T]:
    """Return trusted work that runs past the guard of its connection."""

    def run(connection: SqliteConnection) -> T:
        with connection.bypass_guard():
            return work(connection)

    return run


class _WatchedAggregate:
    """The methods that sqlite3 calls on an aggregate or a window function, each watched.

    Short ones are not: a check takes longer than they do, and SQLite polls between the calls.
    """

    def __init__(self, aggregate: Any, watch: Watch) -> None:
        short = getattr(aggregate, "short_methods", ())
        for name in ("step", "finalize", "value", "inverse"):
            if (method := getattr(aggregate, name, None)) is not None:
                setattr(self, name, method if name in short else watch(method))

"""Tables in memory, over which SQL of the compiler runs as it does over the file."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from evsrv.core.datasets import DATASETS
from evsrv.core.sql import Sql, join, sql
from evsrv.plugin.interruption import Interrupted, checkpoint
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.functions import register
from evsrv.sqlite.opening import Prepare

_STEPS_PER_POLL = 1000


class MemoryTables:
    """Tables on a connection in memory; they are there until the context of `open` ends.

    The tables of the datasets are there too, and empty.
    """

    def __init__(self, connection: SqliteConnection) -> None:
        self.connection = connection

    def create(self, name: Sql, columns: Sequence[Sql]) -> None:
        """Create an empty table, which keeps values as they are."""
        self.connection.run(_create(name, columns))

    def insert(self, name: Sql, width: int, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of so many columns."""
        places = ", ".join("?" * width)
        statement = sql("INSERT INTO {} VALUES ({})", name, Sql(places))
        self.connection.executemany(statement.text, rows).close()

    def read(self, query: Sql) -> list[Any]:
        """Return the rows of a query."""
        return self.connection.execute(query.text, query.parameters).fetchall()


class _Own:
    """The database of a thread, which is closed when the thread ends."""

    def __init__(self, connection: SqliteConnection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class MemoryDatabases:
    """A database in memory for each thread."""

    def __init__(self, prepare: Prepare) -> None:
        self._prepare = prepare
        self._own = threading.local()

    @contextmanager
    def open(self) -> Iterator[MemoryTables]:
        """Open tables on the database of the current thread, for one query at a time.

        SQL stops as soon as `checkpoint` says so.
        """
        own: _Own | None = getattr(self._own, "database", None)
        if own is None:
            own = self._own.database = _Own(_connect(self._prepare))
        connection = own.connection
        connection.run("BEGIN")
        connection.set_progress_handler(_has_to_stop, _STEPS_PER_POLL)
        try:
            yield MemoryTables(connection)
        finally:
            connection.set_progress_handler(None, 0)
            connection.close_cursors()
            connection.run("ROLLBACK")


def _connect(prepare: Prepare) -> SqliteConnection:
    # Any thread may close it: all of them are closed with the object that has them.
    connection = sqlite3.connect(
        ":memory:", isolation_level=None, factory=SqliteConnection, check_same_thread=False
    )
    register(connection)
    prepare(connection)
    for dataset in DATASETS.values():
        columns = [Sql(field.column) for field in dataset.fields.values()]
        connection.run(_create(Sql(dataset.name), columns))
    return connection


def _create(name: Sql, columns: Sequence[Sql]) -> str:
    return sql("CREATE TABLE {} ({})", name, join(", ", columns)).text


def _has_to_stop() -> bool:
    try:
        checkpoint()
    except Interrupted:
        return True
    return False

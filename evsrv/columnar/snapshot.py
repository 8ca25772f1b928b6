"""The snapshot of a copy that the statements of one plan are asked in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from evsrv.columnar.column import Column
from evsrv.columnar.copy import Copy
from evsrv.columnar.interrupt_watcher import InterruptWatcher
from evsrv.columnar.scope_sizes import Admit
from evsrv.columnar.stored_rows import Session
from evsrv.columnar.unsupported import Stale
from evsrv.columnar.wanted_columns import WantedColumns
from evsrv.core.sql import Sql
from evsrv.sqlite.connection import SqliteConnection


class Snapshot:
    """Statements of one plan, in the rows that an SQLite connection sees. It is an `Ask`."""

    def __init__(
        self,
        copy: Copy,
        wanted: WantedColumns,
        connection: SqliteConnection,
        session: Session,
        watcher: InterruptWatcher,
        admit: Admit,
    ) -> None:
        self._copy = copy
        self._wanted = wanted
        self._connection = connection
        self._session = session
        self._watcher = watcher
        self._admit = admit
        self._columns: frozenset[Column] | None = None
        """The columns that can be read; None until the snapshot has begun."""

    def __call__(self, statement: Sql, columns: frozenset[Column]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement. Raises `Unsupported`."""
        if self._columns is None:
            self._admit(columns)
            self._require(columns, self._copy.columns)
            with self._watcher.watching(self._session):
                self._columns = self._copy.begin_snapshot(self._session, self._connection)
        self._require(columns, self._columns)
        with self._watcher.watching(self._session):
            return self._session.execute(statement.text, list(statement.parameters)).fetchall()

    def end(self) -> None:
        """End the transaction, if it was begun."""
        if self._columns is not None:
            self._session.execute("ROLLBACK").fetchall()

    def _require(self, columns: frozenset[Column], present: frozenset[Column]) -> None:
        self._wanted.note_use(columns & present)
        if missing := columns - present:
            raise Stale(self._wanted.ask(missing))


@contextmanager
def open_snapshot(
    copy: Copy,
    wanted: WantedColumns,
    connection: SqliteConnection,
    watcher: InterruptWatcher,
    admit: Admit,
) -> Iterator[Snapshot]:
    """Open a snapshot of a copy, which begins with the first statement."""
    with copy.session() as session:
        snapshot = Snapshot(copy, wanted, connection, session, watcher, admit)
        yield snapshot
        snapshot.end()

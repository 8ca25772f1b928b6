"""A copy: the rows of one organization in one dataset, in the columns that queries have used."""

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import duckdb
from attrs import evolve

from evsrv.columnar.column import Column
from evsrv.columnar.database import STORED, Database
from evsrv.columnar.marks import erase_marks
from evsrv.columnar.place import Place
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.stored_rows import ROWS_TABLE, Session, insert_rows, run, transaction
from evsrv.columnar.unsupported import Stale, Unsupported
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.row_values import STEP_ROWS, RowValues, read_row_values
from evsrv.sqlite.rows_version import RowsVersion, read_row_id, read_rows_version

if TYPE_CHECKING:
    from evsrv.columnar.copy_work import Filling, Pruning

_MAX_LOCK_SECONDS = 0.25
"""How long a query waits for others that write; each takes some 20 ms."""

_MAX_RECENT_VERSIONS = 64

_MAX_CLOSING_ATTEMPTS = 1_000
_CLOSING_PAUSE_SECONDS = 0.01


class Copy:
    """An open copy. Its rows are those of `version`, once the table has been made of some."""

    def __init__(
        self,
        place: Place,
        database: Database,
        columns: Iterable[Column],
        version: RowsVersion,
        projects: ProjectCodes,
    ) -> None:
        self.place = place
        self.database = database
        self.columns = frozenset(columns)
        """The columns that have the values of all rows."""
        self.filling: Filling | None = None
        self.version = version
        self.projects = projects
        self.last_id: str | None = None
        """The id of the row `version.last_row`, of any organization, if there is such a row."""
        self.lock = threading.Lock()
        """Held while the state above changes."""
        self.is_closed = False
        self.closed = threading.Event()
        """Set when the file can be opened again."""
        self.has_marks = False
        """Whether the file has marks, without which it is not used after a start."""
        self.has_unsaved_marks = False
        self.pruning: Pruning | None = None
        self.suspected: RowsVersion | None = None
        """A version that a newer transaction may not have seen."""
        self.unfolded_rows = 0
        """Rows that were written since the last checkpoint."""
        self._recent: deque[tuple[int, str | None]] = deque(maxlen=_MAX_RECENT_VERSIONS)
        self._sessions: list[Session] = []
        self._lent: set[Session] = set()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Lend a connection to the copy; it has no transaction before and after."""
        try:
            session = self._sessions.pop()
        except IndexError:
            session = self.database.open_session()
        self._lent.add(session)
        try:
            yield session
        except BaseException:
            session.close()
            raise
        finally:
            self._lent.discard(session)
        if self.is_closed:
            session.close()
        else:
            self._sessions.append(session)

    @property
    def table_columns(self) -> list[Column]:
        """The columns that a new row gets values of."""
        return [*self.columns, *(self.filling.columns if self.filling else ())]

    def begin_snapshot(self, session: Session, connection: SqliteConnection) -> frozenset[Column]:
        """Begin a transaction that sees the rows that an SQLite connection sees.

        A few new rows are appended. Returns the columns that it sees with the values of all rows.
        Raises `Stale`.
        """
        if not self.lock.acquire(timeout=_MAX_LOCK_SECONDS):
            raise Unsupported("others write to the copy")
        try:
            self._require_open()
            last_seen = self._catch_up(session, connection)
            run(session, "BEGIN")
            columns = self.columns
        finally:
            self.lock.release()
        if last_seen is not None:
            # A statement finds a temporary view first.
            newest = f"{ROWS_TABLE} WHERE row <= {last_seen:d}"
            run(session, f"CREATE TEMP VIEW {ROWS_TABLE} AS FROM {STORED}.main.{newest}")
        return columns

    def _catch_up(self, session: Session, connection: SqliteConnection) -> int | None:
        """Append what is new; return the last row to see if the copy has newer ones."""
        now = read_rows_version(connection, self.place.dataset)
        self.require_same_history(connection, now)
        if now.last_row < self.version.last_row:
            return now.last_row
        if now.last_row - self.version.last_row > STEP_ROWS:
            raise Stale(f"its copy lacks more than {STEP_ROWS} rows, which are being copied")
        if now.last_row > self.version.last_row:
            guard = connection.guard
            if guard is None:
                self.append_step(session, connection, now)
            else:
                # The plan's scope may be a project; its copy has the whole organization.
                with guard.showing(self.place.scope):
                    self.append_step(session, connection, now)
            if self.version.last_row < now.last_row:
                raise Stale("its copy lacks new rows, which are being copied")
        return None

    def require_same_history(self, connection: SqliteConnection, now: RowsVersion) -> None:
        """Raise `Stale` if rows of the copy were changed or deleted, or are those of another file.

        Rows that are new do not matter.
        """
        if now.stamp != self.version.stamp:
            raise Stale("rows were changed or deleted since its copy was made")
        if now.last_row < self.version.last_row:
            row, id_ = self._last_known(now.last_row)
        else:
            row, id_ = self.version.last_row, self.last_id
        if id_ is not None and read_row_id(connection, self.place.dataset, row) != id_:
            raise Stale("its copy has rows of another state of the database")

    def _last_known(self, row: int) -> tuple[int, str | None]:
        """Return the number and the id of a last row that the copy had, at most the number."""
        for known in reversed(self._recent):
            if known[0] <= row:
                return known
        raise Stale("its copy has rows that the query does not see")

    def append_step(self, session: Session, connection: SqliteConnection, now: RowsVersion) -> None:
        """Append the next new rows, which the connection must show for the whole organization."""
        columns = self.table_columns
        read = self.read(connection, columns, self.version.last_row, now.last_row)
        with transaction(session):
            insert_rows(session, columns, read.rows, self.projects)
        self.unfolded_rows += len(read.rows)
        self.set_version(connection, evolve(now, last_row=read.last))

    def read(
        self, connection: SqliteConnection, columns: Sequence[Column], after: int, last: int
    ) -> RowValues:
        """Read the next rows with the values of columns. Raises `ExpressionFailed`."""
        expressions = (column.expression for column in columns)
        return read_row_values(connection, self.place.dataset, expressions, after, last)

    def set_version(self, connection: SqliteConnection, version: RowsVersion) -> None:
        """Note the version of the rows that the copy has now."""
        self._recent.append((self.version.last_row, self.last_id))
        self.last_id = read_row_id(connection, self.place.dataset, version.last_row)
        self.version = version
        self.has_unsaved_marks = True

    def forget_versions(self) -> None:
        """Forget the versions before: their last rows may be gone."""
        self._recent.clear()
        self.version, self.last_id = evolve(self.version, last_row=0), None

    def lose_marks(self, session: Session) -> None:
        """Erase the marks: until others are written, the file is not used after a start."""
        erase_marks(session)
        self.has_marks = False

    def finish_filling(self) -> None:
        """Let queries read the columns that were filled."""
        if self.filling is not None:
            self.columns |= frozenset(self.filling.columns)
            self.filling = None
            self.has_unsaved_marks = True

    def _require_open(self) -> None:
        if self.is_closed:
            raise Unsupported("its copy was closed")

    def close(self) -> None:
        """Close the copy without a wait; what still runs in it is interrupted."""
        self.is_closed = True
        # A daemon, because the process does not wait for it at its end.
        threading.Thread(target=self._close, name="evsrv-closing", daemon=True).start()

    def _close(self) -> None:
        for _ in range(_MAX_CLOSING_ATTEMPTS):
            for session in tuple(self._lent):
                with suppress(duckdb.Error):
                    session.interrupt()
            with suppress(duckdb.Error):
                self.database.close()
                break
            time.sleep(_CLOSING_PAUSE_SECONDS)
        self.closed.set()

"""Reading pages of plans from an open copy."""

from contextlib import AbstractContextManager

import duckdb

from evsrv.columnar.copy import Copy
from evsrv.columnar.copy_failed import CopyFailed
from evsrv.columnar.copy_options import CopyOptions
from evsrv.columnar.copy_steps import advance, fold, save
from evsrv.columnar.interrupt_watcher import InterruptWatcher
from evsrv.columnar.plan_reader import read_plan
from evsrv.columnar.progress import Progress
from evsrv.columnar.scope_sizes import Admit
from evsrv.columnar.snapshot import Snapshot, open_snapshot
from evsrv.columnar.stored_rows import Unfillable
from evsrv.columnar.unsupported import Stale, Unsupported
from evsrv.columnar.wanted_columns import WantedColumns
from evsrv.engine.port import Page
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.row_values import ExpressionFailed


class CopyReader:
    """An open copy and all that reading from it takes."""

    def __init__(self, copy: Copy, wanted: WantedColumns, options: CopyOptions) -> None:
        self.copy = copy
        self._wanted = wanted
        self._options = options
        self._watcher = InterruptWatcher()

    def read_page(
        self,
        plan: Plan,
        context: CompileContext,
        connection: SqliteConnection,
        admit: Admit,
    ) -> Page:
        """Return the page of a plan. Raises `Unsupported` and `CopyFailed`."""
        try:
            with self._open_snapshot(connection, admit) as ask:
                native, composing = self._options.native, self._options.composing
                return read_plan(plan, context, native, self.copy.projects, ask, composing)
        except (ExpressionFailed, Unfillable) as error:
            # The background task finds out which column it is.
            raise Stale("its copy cannot have the new rows") from error
        except duckdb.OutOfMemoryException as error:
            raise Unsupported("it takes more memory than a copy may have") from error
        except duckdb.Error as error:
            raise CopyFailed(error) from error

    def _open_snapshot(
        self, connection: SqliteConnection, admit: Admit
    ) -> AbstractContextManager[Snapshot]:
        return open_snapshot(self.copy, self._wanted, connection, self._watcher, admit)

    def advance(self, connection: SqliteConnection) -> Progress:
        """Do the next step of the work on the copy."""
        return advance(self.copy, self._wanted, connection)

    def fold(self, _connection: SqliteConnection) -> None:
        """Compress the rows that were written."""
        fold(self.copy)

    def save(self, environment: str, _connection: SqliteConnection) -> None:
        """Write the marks of the copy into its file."""
        save(self.copy, environment)

"""A secondary engine whose copies have every column as soon as a plan reads it."""

from collections import Counter

import duckdb

from columnar.filled_rows import FilledRows, FilledSnapshot, filled_rows
from evsrv.columnar.place import Place
from evsrv.columnar.plan_reader import read_plan
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.errors import RequestError
from evsrv.engine.port import Page
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.dependencies import is_volatile
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.rows_version import read_rows_version
from evsrv.sqlite.secondary_engine import NotOffloaded


class FilledCopies:
    """It counts its answers and, by their reason, those that it leaves to SQLite."""

    name = "duckdb"

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._native = vocabulary.builtin_terms
        self._composing = MemoryDatabases(vocabulary.prepare_connection)
        self._session = duckdb.connect(config={"threads": 1})
        self._kept: dict[Place, FilledRows] = {}
        self.answers = 0
        self.refusals: Counter[str] = Counter()
        self.failure: Exception | None = None
        """The last error that a real copy would hide, as SQLite answers then."""

    def start(self, readers: ReaderPool) -> None:
        """Do nothing: the copies are filled by queries."""

    async def close(self) -> None:
        """Close the database."""
        self._session.close()

    def read_page(self, plan: Plan, connection: SqliteConnection) -> Page:
        """Return the page of a grouped plan. Raises `NotOffloaded`."""
        try:
            page = self._read(plan, connection)
        except Unsupported as reason:
            self.refusals[str(reason)] += 1
            raise NotOffloaded(str(reason)) from None
        except RequestError:
            raise
        except Exception as error:
            self.failure = error
            raise
        self.answers += 1
        return page

    def _read(self, plan: Plan, connection: SqliteConnection) -> Page:
        if is_volatile(plan):
            raise Unsupported("its answer changes while the rows stay the same")
        place = Place(plan.scope.organization_id, plan.dataset)
        rows = self._kept.get(place)
        if rows is None or rows.version != read_rows_version(connection, plan.dataset):
            rows = self._kept[place] = filled_rows(place, connection)
        ask = FilledSnapshot(rows, connection, self._session)
        context = read_plan_context(connection, plan)
        return read_plan(plan, context, self._native, rows.projects, ask, self._composing)

"""Queries of one organization's rows, answered by SQLite and by a copy."""

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from semantics.engine import Space

from columnar.filled_copy import FilledCopy
from evsrv.columnar.composition import read_composed
from evsrv.columnar.copy_context import column_context
from evsrv.columnar.direct import read_direct
from evsrv.columnar.used_columns import UsedColumns
from evsrv.config import Settings
from evsrv.core.datasets import Dataset
from evsrv.core.scope import Scope
from evsrv.engine.cache import Cache
from evsrv.engine.port import Page
from evsrv.language import load_vocabulary, make_frontend
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.opening import open_reader
from evsrv.sqlite.page import read_page

Json = Any
NOW = 1_774_000_000_000
SETTINGS = Settings(db=Path("events.db"))
VOCABULARY = load_vocabulary(SETTINGS)
FRONTEND = make_frontend(SETTINGS, VOCABULARY)
MEMORY = MemoryDatabases(VOCABULARY.prepare_connection)


class BothEngines:
    """SQLite and a copy with the same rows."""

    def __init__(self, connection: sqlite3.Connection, dataset: Dataset, organization: str) -> None:
        self._connection = connection
        self._dataset = dataset
        self._organization = organization
        self.copy = FilledCopy(connection, dataset, organization)

    def plan(self, query: Json) -> Plan:
        """Plan a query."""
        return FRONTEND.page(self._dataset, query, Scope(self._organization), NOW)

    def composed(self, plan: Plan) -> Page:
        """Read the page of a plan from tables of groups of the copy. Raises `Unsupported`."""
        context = read_plan_context(self._connection, plan)
        return read_composed(plan, context, self._columns(plan), self.copy, MEMORY)

    def direct(self, plan: Plan) -> Page:
        """Read the page of a plain plan from one statement of the copy. Raises `Unsupported`."""
        page = read_direct(plan, self._columns(plan), self.copy)
        assert page is not None
        return page

    def _columns(self, plan: Plan) -> UsedColumns:
        native, projects = VOCABULARY.builtin_terms, self.copy.projects
        return UsedColumns(plan.dataset, column_context(plan), native, projects)

    def check(self, query: Json) -> Page:
        """Assert that both have one answer to a grouped query, and return the copy's."""
        return self._check(query, self.composed)

    def check_direct(self, query: Json) -> Page:
        """Assert that both have one answer to a plain grouped query, and return the copy's."""
        return self._check(query, self.direct)

    def _check(self, query: Json, read: Callable[[Plan], Page]) -> Page:
        plan = self.plan(query)
        expected = read_page(plan, Cache(0), self._connection)
        found = read(plan)
        assert found.total == expected.total, query
        width = len(plan.columns)
        assert len(found.rows) == len(expected.rows), query
        for row, wanted in zip(found.rows, expected.rows, strict=True):
            assert _are_equal(row[:width], wanted[:width]), f"{query}: {row}, not {wanted}"
        return found


def _are_equal(row: Sequence[Any], wanted: Sequence[Any]) -> bool:
    return all(
        type(one) is type(other)
        # Sums of doubles depend on the order of the rows.
        and (one == other or (isinstance(one, float) and math.isclose(one, other, rel_tol=1e-12)))
        for one, other in zip(row, wanted, strict=True)
    )


@contextmanager
def both_engines(db: Path, space: Space, dataset: Dataset) -> Iterator[BothEngines]:
    """Read the rows of a space in a file."""
    with closing(open_reader(db, VOCABULARY.prepare_connection)) as connection:
        yield BothEngines(connection, dataset, space.organization)

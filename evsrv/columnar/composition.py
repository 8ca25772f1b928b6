"""Plans that need several tables of groups: the copy makes each, and SQLite composes them."""

from collections.abc import Sequence
from typing import Any

from attrs import Factory, define

from evsrv.columnar.ask import Ask
from evsrv.columnar.given_groups import GivenRows, render_given, render_reals
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, bind, sql
from evsrv.engine.port import Page
from evsrv.query.columns import TopValues
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.composition import Composition, compile_composition
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.given_tables import GivenReals, GivenTable
from evsrv.sqlite.compiler.group_columns import select_text_with_exponent
from evsrv.sqlite.memory_tables import MemoryDatabases, MemoryTables
from evsrv.sqlite.page import read_statement

MAX_GIVEN_ROWS = 200_000
"""In all tables of groups of a plan; each takes some microseconds, in which DuckDB reads many."""

TopOfKeys = dict[TopValues, tuple[str | float | None, ...]]


def read_composed(
    plan: Plan, context: CompileContext, columns: UsedColumns, ask: Ask, memory: MemoryDatabases
) -> Page:
    """Read the page of a grouped plan. Raises `Unsupported`.

    `context` is that of the SQLite snapshot.
    """
    composition = compile_composition(plan, context)
    with memory.open() as tables:
        _Giving(composition, columns, ask, tables).give()
        statement = composition.statement

        def count() -> int:
            ((total,),) = tables.read(statement.total)
            return int(total)

        return read_statement(statement, plan, tables.connection, count)


@define
class _Giving:
    """Asks a copy for the given tables of a composition."""

    composition: Composition
    columns: UsedColumns
    ask: Ask
    tables: MemoryTables
    filled: set[Sql] = Factory(set)
    """The tables of doubles that have been filled."""
    left: int = Factory(lambda: MAX_GIVEN_ROWS)
    """The rows that may still be given."""

    def give(self) -> None:
        """Fill all tables."""
        unknown: TopOfKeys = dict.fromkeys(self.composition.top_queries, ())
        given = self.composition.given
        # Of all tables first, so that all columns that are missing are asked for at once.
        rendered = {one.name: render_given(one, unknown, self.columns) for one in given}
        for table in given:
            self.tables.create(table.name, table.columns)
        for reals in self.composition.reals:
            self.tables.create(reals.name, [Sql("text")])
        for one in given:
            if not one.top_keys:
                self._fill(one, rendered[one.name])
        waiting = [one for one in given if one.top_keys]
        if waiting:
            top_values = self._find_top_values()
            for one in waiting:
                self._fill(one, render_given(one, top_values, self.columns))

    def _fill(self, table: GivenTable, groups: GivenRows) -> None:
        self._insert(table.name, len(table.columns), groups)
        for reals in self.composition.reals:
            if reals.name not in self.filled and self._may_need(reals, table):
                self._fill_reals(reals)

    def _may_need(self, reals: GivenReals, table: GivenTable) -> bool:
        """Return whether a text in a table is looked up among those of the doubles."""
        column = reals.column_of(table)
        if column is None:
            return False
        return bool(self.tables.read(select_text_with_exponent(column, table.name)))

    def _fill_reals(self, reals: GivenReals) -> None:
        self.filled.add(reals.name)
        for times in reals.time_ranges:
            query = render_reals(self.composition.plan, reals.reference, times, self.columns)
            self._insert(reals.name, 1, GivenRows(query, None))

    def _insert(self, name: Sql, width: int, given: GivenRows) -> None:
        rows = self._ask(sql("{} LIMIT {}", given.query, bind(self.left + 1)))
        self.left -= len(rows)
        if self.left < 0:
            raise Unsupported(f"it needs more than {MAX_GIVEN_ROWS} groups of its copy")
        if given.finish is not None:
            rows = list(map(given.finish, rows))
        self.tables.insert(name, width, rows)

    def _find_top_values(self) -> TopOfKeys:
        queries = self.composition.top_queries.items()
        return {key: tuple(one for (one,) in self.tables.read(query)) for key, query in queries}

    def _ask(self, statement: Sql) -> Sequence[Sequence[Any]]:
        return self.ask(statement, frozenset(self.columns.found))

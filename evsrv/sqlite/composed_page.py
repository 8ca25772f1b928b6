"""The page of a plan over tables of groups that another engine makes of the rows."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any

from attrs import Factory, define, frozen

from evsrv.core.sql import Sql
from evsrv.engine.port import Page
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.composition import Composition
from evsrv.sqlite.compiler.given_tables import GivenChanges, GivenReals, GivenTable
from evsrv.sqlite.compiler.group_columns import select_text_with_exponent
from evsrv.sqlite.compiler.group_query import (
    NO_TOP_VALUES,
    GroupQuery,
    TopValuesOfKeys,
    query_of_table,
    query_of_texts,
)
from evsrv.sqlite.memory_tables import MemoryTables
from evsrv.sqlite.page import read_statement

GivenRows = Iterable[Sequence[Any]]
"""Rows of a given table, with values as SQLite has them; they are taken once."""


@frozen
class TableQuery:
    """A query for the groups of a given table."""

    groups: GroupQuery
    changes: GivenChanges | None = None
    """If set, the rows are these changes of the groups."""
    limit: int | None = None
    """As in `GivenTable`."""


@frozen
class RealsQuery:
    """A query for the texts with an exponent of the doubles at a path, each once."""

    reference: Reference
    groups: GroupQuery
    """Its one key is the reference."""


GivenQuery = TableQuery | RealsQuery

ComposedPage = Generator[GivenQuery, GivenRows, Page]
"""Yields queries, takes the rows of each, and returns the page.

So an engine may answer in a call or await the rows; in between nothing of this runs.
"""


def compose_page(plan: Plan, composition: Composition, tables: MemoryTables) -> ComposedPage:
    """Fill the given tables of a composition, and read the page of its plan."""
    yield from _Giving(composition, tables).give()
    statement = composition.statement

    def count() -> int:
        ((total,),) = tables.read(statement.total)
        return int(total)

    return read_statement(statement, plan, tables.connection, count)


def answer_at_once(page: ComposedPage, answer: Callable[[GivenQuery], GivenRows]) -> Page:
    """Return a page whose queries are answered by a function."""
    try:
        query = next(page)
        while True:
            query = page.send(answer(query))
    except StopIteration as end:
        found: Page = end.value
        return found


@define
class _Giving:
    composition: Composition
    tables: MemoryTables
    filled: set[Sql] = Factory(set)
    """The tables of doubles that have been filled."""

    def give(self) -> Generator[GivenQuery, GivenRows, None]:
        """Fill all tables."""
        given = self.composition.given
        for table in given:
            self.tables.create(table.name, table.columns)
        for reals in self.composition.reals:
            self.tables.create(reals.name, [Sql("text")])
        for one in given:
            if not one.top_keys:
                yield from self._fill(one, NO_TOP_VALUES)
        waiting = [one for one in given if one.top_keys]
        if waiting:
            top_values = self._find_top_values()
            for one in waiting:
                yield from self._fill(one, top_values)

    def _fill(
        self, table: GivenTable, top_values: TopValuesOfKeys
    ) -> Generator[GivenQuery, GivenRows, None]:
        rows: GivenRows = [(1,)]
        if has_rows_of_groups(table):
            rows = yield query_for(table, top_values)
        self.tables.insert(table.name, len(table.columns), rows)
        for reals in self.composition.reals:
            if reals.name not in self.filled and self._may_need(reals, table):
                self.filled.add(reals.name)
                for query in queries_for(reals, self.composition.plan):
                    self.tables.insert(reals.name, 1, (yield query))

    def _may_need(self, reals: GivenReals, table: GivenTable) -> bool:
        """Return whether a text in a table is looked up among those of the doubles."""
        column = reals.column_of(table)
        if column is None:
            return False
        return bool(self.tables.read(select_text_with_exponent(column, table.name)))

    def _find_top_values(self) -> TopValuesOfKeys:
        queries = self.composition.top_queries.items()
        return {key: tuple(one for (one,) in self.tables.read(query)) for key, query in queries}


def has_rows_of_groups(table: GivenTable) -> bool:
    """Return whether the engine makes a table; else it is the one group of all rows."""
    return bool(table.plan.groups or table.aggregations)


def query_for(table: GivenTable, top_values: TopValuesOfKeys) -> TableQuery:
    """Return the query for a table."""
    return TableQuery(query_of_table(table, top_values), table.changes, table.limit)


def queries_for(reals: GivenReals, plan: Plan) -> Iterator[RealsQuery]:
    """Yield the queries for the texts of a table of doubles."""
    for times in reals.time_ranges:
        yield RealsQuery(reals.reference, query_of_texts(plan, reals.reference, times))

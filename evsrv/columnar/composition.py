"""Plans that need several tables of groups: the copy makes each, and SQLite composes them."""

from collections.abc import Sequence
from typing import Any

from attrs import Factory, define

from evsrv.columnar.ask import Ask
from evsrv.columnar.given_groups import render_given
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, bind, sql
from evsrv.engine.port import Page
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.composition import Composition, compile_composition
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.composed_page import (
    GivenQuery,
    GivenRows,
    answer_at_once,
    compose_page,
    has_rows_of_groups,
    query_for,
)
from evsrv.sqlite.memory_tables import MemoryDatabases

MAX_GIVEN_ROWS = 200_000
"""In all tables of groups of a plan; each takes some microseconds, in which DuckDB reads many."""


def read_composed(
    plan: Plan, context: CompileContext, columns: UsedColumns, ask: Ask, memory: MemoryDatabases
) -> Page:
    """Read the page of a grouped plan. Raises `Unsupported`.

    `context` is that of the SQLite snapshot.
    """
    composition = compile_composition(plan, context)
    _find_columns(composition, columns)
    with memory.open() as tables:
        page = compose_page(plan, composition, tables)
        return answer_at_once(page, _Answers(columns, ask).answer)


def _find_columns(composition: Composition, columns: UsedColumns) -> None:
    """Render all tables, so that all columns that are missing are asked for at once."""
    for table in filter(has_rows_of_groups, composition.given):
        render_given(query_for(table, dict.fromkeys(table.top_keys, ())), columns)


@define
class _Answers:
    """Asks a copy for the given tables of a composition."""

    columns: UsedColumns
    ask: Ask
    left: int = Factory(lambda: MAX_GIVEN_ROWS)
    """The rows that may still be given."""

    def answer(self, query: GivenQuery) -> GivenRows:
        """Return the rows of a given table."""
        given = render_given(query, self.columns)
        rows = self._ask(sql("{} LIMIT {}", given.query, bind(self.left + 1)))
        self.left -= len(rows)
        if self.left < 0:
            raise Unsupported(f"it needs more than {MAX_GIVEN_ROWS} groups of its copy")
        return rows if given.finish is None else list(map(given.finish, rows))

    def _ask(self, statement: Sql) -> Sequence[Sequence[Any]]:
        return self.ask(statement, frozenset(self.columns.found))

"""Grouped plans over tables that another engine makes of the rows.

The rest of the statement is the same as over the rows: joins, windows, formulas, ranks, conditions,
order and formats.
"""

from collections.abc import Mapping

from attrs import evolve, frozen

from evsrv.core.sql import Sql
from evsrv.query.columns import Bucket, TopValues
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.composed_groups import compose_groups
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.given_tables import GivenReals, GivenTable, GivenTables
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.statement import Statement, select_groups, with_known_extent


@frozen
class Composition:
    """A statement over given tables."""

    plan: Plan
    """With a range, if its extent is known."""
    given: tuple[GivenTable, ...]
    reals: tuple[GivenReals, ...]
    top_queries: Mapping[TopValues, Sql]
    """The query for the top values of each key, over the given tables without top values."""
    statement: Statement


def compile_composition(plan: Plan, context: CompileContext) -> Composition:
    """Compile a grouped plan to a statement over given tables."""
    plan, context = with_known_extent(plan, evolve(context, promoted_paths=()))
    buckets = tuple(key for key in plan.groups or () if isinstance(key, Bucket))
    groups = evolve(GroupColumns.from_plan(plan), buckets_with_start=buckets)
    tables = GivenTables(plan, context)
    statement = select_groups(plan, compose_groups(plan, groups, tables), groups)
    return Composition(
        plan, tuple(tables.found), tuple(tables.found_reals), tables.top_queries, statement
    )

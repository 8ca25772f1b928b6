"""Plain grouped plans: DuckDB makes the rows of the page, in their order."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from evsrv.calendar.calendar import UTC
from evsrv.calendar.local_time import format_local
from evsrv.columnar.ask import Ask
from evsrv.columnar.group_order import find_group_order
from evsrv.columnar.group_statement import render_groups
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.timestamps import format_timestamp
from evsrv.engine.port import Page, Row
from evsrv.query.columns import Bucket, Column
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.composed_groups import is_composed
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_query import GroupQuery, query_of_plan
from evsrv.sqlite.compiler.group_sql import GroupStatement
from evsrv.sqlite.result_size import bounded


def read_direct(plan: Plan, columns: UsedColumns, ask: Ask) -> Page | None:
    """Read the page of a plan, or return None for a plan that needs more than one statement.

    Raises `Unsupported` if the copy cannot answer it.
    """
    groups = GroupColumns.from_plan(plan)
    if plan.having is not None or is_composed(plan, groups):
        return None
    query = query_of_plan(plan, groups.aggregations)
    statement = render_groups(query, columns)
    order = find_group_order(plan, query, statement, columns)
    if order is None:
        return None
    used = frozenset(columns.found)
    grouped = _with_parts(statement, order.hidden)
    page = sql(
        "SELECT *, count(*) OVER () FROM ({}){} LIMIT {} OFFSET {}",
        grouped,
        sql(" ORDER BY {}", join(", ", order.terms)) if order.terms else Sql(""),
        bind(plan.limit),
        bind(plan.offset),
    )
    found = ask(page, used)
    show = _row_maker(plan, query)
    rows = bounded(show(statement.finish(row)) for row in found)
    if len(rows) < plan.limit and (rows or plan.offset == 0):
        return Page(rows, plan.offset + len(rows))
    if rows:
        return Page(rows, found[0][-1])
    ((total,),) = ask(sql("SELECT count(*) FROM ({})", grouped), used)
    return Page(rows, total)


def _with_parts(statement: GroupStatement, hidden: Sequence[Sql]) -> Sql:
    named = (sql("{} AS {}", part, Sql(f"hidden_{number}")) for number, part in enumerate(hidden))
    return statement.groups_with(tuple(named))


def _row_maker(plan: Plan, query: GroupQuery) -> Callable[[Sequence[Any]], Row]:
    """Return a function that makes a row of the page from the columns of a table of groups."""
    places: dict[Column, int] = {
        column: place for place, column in enumerate((*query.keys, *query.aggregations))
    }
    shown = [(places[column], _format_of(column)) for column in plan.columns]
    return lambda values: tuple(
        values[place] if show is None or values[place] is None else show(values[place])
        for place, show in shown
    )


def _format_of(column: Column) -> Callable[[int], str] | None:
    """Return the function that renders an instant of a column; None if it has none."""
    match column:
        case Bucket() if column.calendar.zone != UTC.zone:
            return partial(format_local, zone=column.calendar.zone)
        case Bucket():
            return format_timestamp
        case Reference(kind=Kind.TIME):
            return format_timestamp
    return None

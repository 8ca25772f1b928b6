"""The page of a plain grouped plan, of which another engine makes the rows in their order."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from attrs import frozen

from evsrv.calendar.calendar import UTC
from evsrv.calendar.local_time import format_local
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


@frozen
class GroupOrder:
    """The terms of ORDER BY, and the aggregates that they read beside those of the statement."""

    terms: tuple[Sql, ...]
    hidden: tuple[Sql, ...]
    """Aggregates, named hidden_N."""


def direct_query(plan: Plan) -> GroupQuery | None:
    """Return the query for a plan's groups, or None for a plan that needs further statements."""
    groups = GroupColumns.from_plan(plan)
    if plan.having is not None or is_composed(plan, groups):
        return None
    return query_of_plan(plan, groups.aggregations)


@frozen
class DirectPage:
    """The statements for a page, and the way from their rows to it."""

    plan: Plan
    query: GroupQuery
    statement: GroupStatement
    order: GroupOrder

    @property
    def rows(self) -> Sql:
        """The rows of the page, with the number of all groups as one more column."""
        terms = self.order.terms
        return sql(
            "SELECT *, count(*) OVER () FROM ({}) AS every{} LIMIT {} OFFSET {}",
            self._groups,
            sql(" ORDER BY {}", join(", ", terms)) if terms else Sql(""),
            bind(self.plan.limit),
            bind(self.plan.offset),
        )

    @property
    def total(self) -> Sql:
        """The number of all groups, as one row of one column."""
        return sql("SELECT count(*) FROM ({}) AS every", self._groups)

    def page(self, found: Sequence[Sequence[Any]]) -> Page | None:
        """Return the page of the found rows, or None if these do not tell its total."""
        show = _row_maker(self.plan, self.query)
        rows = bounded(show(self.statement.finish(row)) for row in found)
        if len(rows) < self.plan.limit and (rows or self.plan.offset == 0):
            return Page(rows, self.plan.offset + len(rows))
        return Page(rows, found[0][-1]) if rows else None

    @property
    def _groups(self) -> Sql:
        hidden = enumerate(self.order.hidden)
        named = (sql("{} AS {}", part, Sql(f"hidden_{number}")) for number, part in hidden)
        return self.statement.groups_with(tuple(named))


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

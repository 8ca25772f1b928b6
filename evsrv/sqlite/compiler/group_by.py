"""A plan's groups as a table: `grouped`, with what makes each group and its aggregates.

It is made once, however often it is read: for the rows of a page, and for the number of all groups.
"""

from attrs import frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.columns import Columns, GroupColumns
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.where import render_where


@frozen
class Groups:
    """All groups of a plan, to select `GroupColumns` from."""

    clause: Sql
    """The WITH clause that makes `grouped`."""
    source: Sql
    """From FROM on."""


def sort_into_groups(plan: Plan, context: CompileContext) -> Groups:
    """Write a plan's groups as what a sort of its events makes."""
    events, groups = Columns.of(plan, context), GroupColumns.of(plan, context)
    keys = [events.key(key) for key in plan.groups or ()]
    aggregates = [events.aggregate(aggregation) for aggregation in groups.aggregations]
    # By number: an expression with parameters would be another one when it is repeated.
    numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
    return Groups(
        sql(
            "WITH grouped ({}) AS (\nSELECT {}\nFROM events AS e\nWHERE {}{}\n)\n",
            join(", ", groups.names),
            join(", ", [*keys, *aggregates]),
            render_where(plan, context),
            Sql(f"\nGROUP BY {numbers}" if keys else ""),
        ),
        Sql("FROM grouped"),
    )

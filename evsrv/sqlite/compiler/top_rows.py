"""The top values of a plan's group keys, and the rows that have them."""

from collections.abc import Sequence
from typing import Self

from attrs import evolve, frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation, GroupKey, TopValues
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.row_tables import merged_table
from evsrv.sqlite.compiler.subgroups import Subgroups
from evsrv.sqlite.compiler.top_tables import top_table
from evsrv.sqlite.compiler.top_values import TopTables, render_is_top
from evsrv.sqlite.compiler.where import render_time_range
from evsrv.sqlite.compiler.where_clause import where_clause


@frozen
class TopRows:
    """The tables of top values, and of the rows whose values are groups."""

    tables: tuple[Sql, ...]
    rows: Sql
    """The table of the rows that are left."""
    top_tables: TopTables
    by_value: tuple[Subgroups, ...] = ()
    """The groups of each range by all values, if the groups can be merged of them."""

    @classmethod
    def from_plan(
        cls,
        plan: Plan,
        context: CompileContext,
        rows: Sql,
        aggregations: Sequence[tuple[Aggregation, ...]],
    ) -> Self:
        """Return the top rows of a plan; `aggregations` are those of each of its ranges."""
        keys = [key for key in plan.groups or () if isinstance(key, TopValues)]
        if not keys:
            return cls((), rows, ())
        by_value = _groups_by_value(plan, context, rows, aggregations, keys)
        tables = [table for one in by_value for table in one.tables]
        groups = GroupColumns(plan.json_values, _plain_keys(plan), ())
        top_tables = tuple(
            (key, Sql(f"top_{index}"))
            for index, key in enumerate(plan.groups or (), 1)
            if isinstance(key, TopValues)
        )
        for key, name in top_tables:
            if by_value:
                sizes = _merged_sizes(key, by_value[0])
            else:
                sizes = _sizes(key, plan, context, rows, groups)
            tables.append(top_table(name, key, sizes, groups))
        columns = RowColumns(plan.json_values, context)
        conditions = [
            render_is_top(name, columns.value(key.reference))
            for key, name in top_tables
            if key.other is None
        ]
        if conditions:
            tables.append(merged_table("chosen", rows, join(" AND ", conditions)))
            rows = Sql("chosen")
        return cls(tuple(tables), rows, top_tables, by_value)


def _plain_keys(plan: Plan) -> tuple[GroupKey, ...]:
    return tuple(key.reference if isinstance(key, TopValues) else key for key in plan.groups or ())


def _groups_by_value(
    plan: Plan,
    context: CompileContext,
    rows: Sql,
    aggregations: Sequence[tuple[Aggregation, ...]],
    keys: Sequence[TopValues],
) -> tuple[Subgroups, ...]:
    sizes = tuple(key.by for key in keys)
    if not all(one.aggregate.merge for over in (*aggregations, sizes) for one in over):
        return ()
    own = Subgroups(
        Sql("by_value"), evolve(plan, groups=_plain_keys(plan)), context, rows, ()
    ).with_aggregations((*aggregations[0], *sizes))
    if len(aggregations) == 1:
        return (own,)
    compared = evolve(own, name=Sql("compared_by_value"), compared=True)
    return own, compared.with_aggregations(aggregations[1])


def _merged_sizes(key: TopValues, groups: Subgroups) -> Sql:
    (value,) = groups.names_of_key(key.reference)
    size = sql(f"{key.by.aggregate.merge}({{}})", groups.name_of(key.by))
    return sql("SELECT {}, {} AS size FROM {} GROUP BY 1", value, size, groups.name)


def _sizes(
    key: TopValues, plan: Plan, context: CompileContext, rows: Sql, groups: GroupColumns
) -> Sql:
    columns = RowColumns(plan.json_values, context)
    return sql(
        "SELECT {} AS {}, {} AS size FROM {} AS e{} GROUP BY 1",
        columns.value(key.reference),
        groups.value(key.reference),
        columns.aggregate(key.by),
        rows,
        where_clause(render_time_range(plan, plan.times.time_range), before=" "),
    )

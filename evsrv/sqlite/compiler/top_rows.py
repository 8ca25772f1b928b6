"""The top values of a plan's group keys, and the rows that have them."""

from collections.abc import Sequence
from typing import Self

from attrs import evolve, frozen

from evsrv.core.sql import Sql, sql
from evsrv.query.columns import Aggregation, GroupKey, TopValues
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_source import GroupSource
from evsrv.sqlite.compiler.subgroups import Subgroups
from evsrv.sqlite.compiler.top_tables import top_table
from evsrv.sqlite.compiler.top_values import TopTables


@frozen
class TopRows:
    """The tables of top values, and of the rows whose values are groups."""

    tables: tuple[Sql, ...]
    source: GroupSource
    """The rows that are left."""
    top_tables: TopTables
    by_value: tuple[Subgroups, ...] = ()
    """The groups of each range by all values, if the groups can be merged of them."""

    @classmethod
    def from_plan(
        cls,
        plan: Plan,
        source: GroupSource,
        aggregations: Sequence[tuple[Aggregation, ...]],
    ) -> Self:
        """Return the top rows of a plan; `aggregations` are those of each of its ranges."""
        keys = [key for key in plan.groups or () if isinstance(key, TopValues)]
        if not keys:
            return cls((), source, ())
        by_value = _groups_by_value(plan, source, aggregations, keys)
        groups = GroupColumns(plan.json_values, _plain_keys(plan), ())
        top_tables = tuple(
            (key, Sql(f"top_{index}"))
            for index, key in enumerate(plan.groups or (), 1)
            if isinstance(key, TopValues)
        )
        definitions = []
        for key, name in top_tables:
            sizes = _merged_sizes(key, by_value[0]) if by_value else source.sizes(key, groups)
            definitions.append(top_table(name, key, sizes, groups))
        tables, source = source.with_top_values(top_tables, definitions)
        tables_by_value = (table for one in by_value for table in one.tables)
        return cls((*tables_by_value, *tables), source, top_tables, by_value)


def _plain_keys(plan: Plan) -> tuple[GroupKey, ...]:
    return tuple(key.reference if isinstance(key, TopValues) else key for key in plan.groups or ())


def _groups_by_value(
    plan: Plan,
    source: GroupSource,
    aggregations: Sequence[tuple[Aggregation, ...]],
    keys: Sequence[TopValues],
) -> tuple[Subgroups, ...]:
    sizes = tuple(key.by for key in keys)
    is_merged = all(one.aggregate.merge for over in (*aggregations, sizes) for one in over)
    if not (source.merges_top_values and is_merged):
        return ()
    own = Subgroups(
        Sql("by_value"), evolve(plan, groups=_plain_keys(plan)), source, ()
    ).with_aggregations((*aggregations[0], *sizes))
    if len(aggregations) == 1:
        return (own,)
    compared = evolve(own, name=Sql("compared_by_value"), compared=True)
    return own, compared.with_aggregations(aggregations[1])


def _merged_sizes(key: TopValues, groups: Subgroups) -> Sql:
    (value,) = groups.names_of_key(key.reference)
    size = sql(f"{key.by.aggregate.merge}({{}})", groups.name_of(key.by))
    return sql("SELECT {}, {} AS size FROM {} GROUP BY 1", value, size, groups.name)

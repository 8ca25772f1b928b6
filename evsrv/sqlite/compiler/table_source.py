"""Tables of groups, as SQL over the rows of a dataset."""

from collections.abc import Sequence
from typing import Self

from attrs import evolve, frozen

from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation, TopValues
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.bounded_groups import bounded_rows
from evsrv.sqlite.compiler.bounds import bounds_table
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.distinct_changes import changes_table
from evsrv.sqlite.compiler.group_by import grouped_table, tables_of_reals
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_source import GroupSource, GroupTable
from evsrv.sqlite.compiler.index_range import (
    Ineligible,
    find_index_range,
    has_selective_filter,
)
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.row_groups import RowGroups
from evsrv.sqlite.compiler.row_tables import RowTables, merged_table
from evsrv.sqlite.compiler.scanned_buckets import ScannedBuckets
from evsrv.sqlite.compiler.top_values import TopTables, render_is_top
from evsrv.sqlite.compiler.where import render_time_range
from evsrv.sqlite.compiler.where_clause import where_clause


@frozen
class TableSource(GroupSource):
    """The rows of the table of a plan's dataset."""

    plan: Plan
    """The whole plan."""
    context: CompileContext
    rows: RowTables
    """The tables of the rows that pass the filter, at any time."""
    merges_top_values = True

    @classmethod
    def from_plan(cls, plan: Plan, context: CompileContext) -> Self:
        """Return the rows of a plan."""
        return cls(plan, context, RowTables.from_plan(plan, context))

    @property
    def tables(self) -> tuple[Sql, ...]:
        """The definitions of the tables of rows."""
        return self.rows.tables

    def groups(self, table: RowGroups) -> GroupTable:
        """Return a table of groups, by GROUP BY or by one range of an index for each bucket."""
        bounds = _bounds_tables(table)
        if bounds and self._has_index_ranges(table):
            scanned = ScannedBuckets(
                table.name,
                table.groups,
                table.plan,
                self.context,
                self.rows.name,
                _bounds(table),
                keeps_empty=table.keeps_empty,
            )
            return GroupTable((*bounds, scanned.table), scanned.conditions)
        columns, source = self._columns(table), self._source(table)
        return GroupTable((*bounds, grouped_table(table.name, table.groups, columns, source)))

    def changes(
        self, table: RowGroups, aggregation: Aggregation, buckets: int | None, values: Sql
    ) -> Sequence[Sql]:
        """Return a table of changes, and that of the values in each bucket."""
        columns = self._columns(table)
        value = columns.distinct(aggregation)
        keys = [part for key in table.groups.keys for part in columns.key(key)]
        return [
            *_bounds_tables(table),
            sql(
                "{} ({}) AS MATERIALIZED (\nSELECT DISTINCT {}\nFROM {} AND {} IS NOT NULL\n)",
                values,
                join(", ", [*table.groups.key_names, Sql("value")]),
                join(", ", [*keys, value]),
                self._source(table),
                value,
            ),
            changes_table(table, values, aggregation, buckets),
        ]

    def reals(self, groups: GroupColumns) -> Sequence[Sql]:
        """Return the tables of the texts of doubles, in all ranges of the plan."""
        ranges = [self.plan.range, self.plan.compared_range]
        conditions = [
            sql("({})", join(" AND ", found))
            for one in ranges
            if one is not None and (found := render_time_range(self.plan, one.interval.time_range))
        ]
        where = sql(" ({}) AND", join(" OR ", conditions)) if conditions else Sql("")
        source = sql("{} AS e WHERE{}", self.rows.name, where)
        return tables_of_reals(groups, self.context, source)

    def sizes(self, key: TopValues, groups: GroupColumns) -> Sql:
        """Render a query with GROUP BY."""
        columns = RowColumns(self.plan.json_values, self.context)
        return sql(
            "SELECT {} AS {}, {} AS size FROM {} AS e{} GROUP BY 1",
            columns.value(key.reference),
            groups.value(key.reference),
            columns.aggregate(key.by),
            self.rows.name,
            where_clause(render_time_range(self.plan, self.plan.times.time_range), before=" "),
        )

    def with_top_values(self, tops: TopTables, tables: Sequence[Sql]) -> tuple[Sequence[Sql], Self]:
        """Return the tables of top values, and the table of the rows that have them."""
        columns = RowColumns(self.plan.json_values, self.context)
        conditions = [
            render_is_top(name, columns.value(key.reference))
            for key, name in tops
            if key.other is None
        ]
        if not conditions:
            return tables, self
        chosen = merged_table("chosen", self.rows.name, join(" AND ", conditions))
        rows = evolve(self.rows, name=Sql("chosen"))
        return [*tables, chosen], evolve(self, rows=rows)

    def empty(self, aggregation: Aggregation) -> Sql:
        """Render an aggregation over no rows."""
        columns = RowColumns(self.plan.json_values, self.context)
        return sql(
            "(SELECT {} FROM {} AS e WHERE 0)", columns.aggregate(aggregation), self.rows.name
        )

    def _has_index_ranges(self, table: RowGroups) -> bool:
        found = find_index_range(table.plan, table.groups, self.context)
        return not isinstance(found, Ineligible)

    def _columns(self, table: RowGroups) -> RowColumns:
        bounds = None if table.timeline is None else _bounds(table)
        return RowColumns(self.plan.json_values, self.context, bounds, table.top_tables)

    def _source(self, table: RowGroups) -> Sql:
        """Render the clauses from FROM up to WHERE."""
        if table.timeline is None:
            where = where_clause(render_time_range(self.plan, table.plan.times.time_range))
            return sql("{} AS e{}", self.rows.name, where)
        by_index = has_selective_filter(table.plan, table.groups, self.context)
        return bounded_rows(self.plan, self.rows.name, _bounds(table), by_index=by_index)


def _bounds_tables(table: RowGroups) -> list[Sql]:
    if table.timeline is None:
        return []
    return [bounds_table(_bounds(table), table.timeline.buckets, table.plan.times.time_range)]


def _bounds(table: RowGroups) -> Sql:
    return sql("{}_bounds", table.name)

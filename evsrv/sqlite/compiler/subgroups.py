"""A table of groups by some of a plan's keys, with the aggregations over one set of rows."""

from collections.abc import Sequence
from functools import cached_property

from attrs import evolve, frozen

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket, Timeline
from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation, GroupKey, Over, TopValues, Within
from evsrv.query.plan import Plan, PlannedRange
from evsrv.sqlite.compiler.aggregate_table import AggregateTable, over_own_rows
from evsrv.sqlite.compiler.bounded_groups import bounded_rows
from evsrv.sqlite.compiler.bounds import bounds_table, moving_windows
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_by import grouped_table
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.index_range import (
    Ineligible,
    find_index_range,
    has_selective_filter,
)
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.scanned_buckets import ScannedBuckets
from evsrv.sqlite.compiler.top_values import TopTables, render_is_top, render_top_key
from evsrv.sqlite.compiler.where import render_time_range
from evsrv.sqlite.compiler.where_clause import where_clause


@frozen
class Subgroups(AggregateTable):
    """The table of groups `name`."""

    name: Sql
    plan: Plan
    """The whole plan."""
    context: CompileContext
    rows: Sql
    """The table of the rows that pass the filter, at any time."""
    top_tables: TopTables
    window: Over | Within | None = None
    compared: bool = False
    aggregations: tuple[Aggregation, ...] = ()
    buckets: tuple[TimeBucket, ...] | None = None
    """The buckets of the time field, if not those of the range."""
    by_value: "Subgroups | None" = None
    """The groups by all values of the keys that have top values, if this is merged of them."""

    def with_aggregations(self, aggregations: tuple[Aggregation, ...]) -> "Subgroups":
        """Return the table with these aggregations."""
        return evolve(self, aggregations=aggregations)

    def names_of_key(self, key: GroupKey) -> list[Sql]:
        """Return the columns of a group key."""
        return self.groups.names_of_key(key)

    @property
    def time_key(self) -> Sql:
        """The column of the bucket of the time field."""
        bucket = time_bucket(self._keyed_plan)
        if bucket is None:
            raise AssertionError("the groups have no bucket of the time field")
        return self.groups.value(bucket)

    @property
    def keys(self) -> tuple[GroupKey, ...]:
        """The group keys of the table."""
        every = self.plan.groups or ()
        if isinstance(self.window, Within):
            return tuple(key for key in every if key in self.window.keys)
        return every

    @cached_property
    def groups(self) -> GroupColumns:
        """The columns of the table."""
        return GroupColumns.from_plan(self._plan, has_bounds=self._timeline is not None)

    def name_of(self, aggregation: Aggregation) -> Sql:
        """Return the column of an aggregation."""
        return self.groups.value(over_own_rows(aggregation))

    def select(self, names: Sequence[Sql]) -> Sql:
        """Render a query for the different values of some columns."""
        where = where_clause(self.conditions, before=" ")
        return sql("SELECT DISTINCT {} FROM {}{}", join(", ", names), self.name, where)

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The conditions for the rows of the table that are groups."""
        return self._scanned.conditions if self._scans_each_bucket else ()

    @property
    def tables(self) -> list[Sql]:
        """The definition of the table, and of the bounds that it reads."""
        if self.by_value is not None:
            return [self._merged(self.by_value)]
        if self._scans_each_bucket:
            return [*self._tables_of_bounds, self._scanned.table]
        table = grouped_table(self.name, self.groups, self._columns, self._source)
        return [*self._tables_of_bounds, table]

    def _merged(self, by_value: "Subgroups") -> Sql:
        """Render the table from groups by all values."""
        keys: list[Sql] = []
        conditions = [*by_value.conditions]
        for key in self.keys:
            if not isinstance(key, TopValues):
                keys += by_value.names_of_key(key)
                continue
            table = dict(self.top_tables)[key]
            (value,) = by_value.names_of_key(key.reference)
            keys += render_top_key(key, table, value, self.plan.json_values)
            if key.other is None:
                conditions.append(render_is_top(table, value))
        # Two names of one aggregation are one column.
        merged = {self.name_of(one): one for one in self.aggregations}
        values = (
            sql(f"{one.aggregate.merge}({{}})", by_value.name_of(one)) for one in merged.values()
        )
        numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
        return sql(
            "{} ({}) AS (\nSELECT {}\nFROM {}{}\nGROUP BY {}\n)",
            self.name,
            join(", ", [*self.groups.key_names, *merged]),
            join(", ", [*keys, *values]),
            by_value.name,
            where_clause(conditions),
            Sql(numbers),
        )

    def tables_of_values(self, name: Sql, aggregation: Aggregation) -> list[Sql]:
        """Render a table of the different values in each group that an aggregation counts."""
        value = self._columns.distinct(aggregation)
        keys = [part for key in self.keys for part in self._columns.key(key)]
        source = self._source
        return [
            *self._tables_of_bounds,
            sql(
                "{} ({}) AS MATERIALIZED (\nSELECT DISTINCT {}\nFROM {} AND {} IS NOT NULL\n)",
                name,
                join(", ", [*self.groups.key_names, Sql("value")]),
                join(", ", [*keys, value]),
                source,
                value,
            ),
        ]

    @property
    def _tables_of_bounds(self) -> list[Sql]:
        timeline = self._timeline
        if timeline is None:
            return []
        time_range = self._plan.times.time_range
        return [bounds_table(self._bounds, timeline.buckets, time_range)]

    @property
    def _columns(self) -> RowColumns:
        bounds = None if self._timeline is None else self._bounds
        return RowColumns(self.plan.json_values, self.context, bounds, self.top_tables)

    @property
    def _source(self) -> Sql:
        """The clauses from FROM up to WHERE."""
        if self._timeline is None:
            time_range = self._plan.times.time_range
            where = where_clause(render_time_range(self.plan, time_range))
            return sql("{} AS e{}", self.rows, where)
        by_index = has_selective_filter(self._plan, self.groups, self.context)
        return bounded_rows(self.plan, self.rows, self._bounds, by_index=by_index)

    @property
    def _bounds(self) -> Sql:
        return sql("{}_bounds", self.name)

    @property
    def _scanned(self) -> ScannedBuckets:
        return ScannedBuckets(
            self.name,
            self.groups,
            self._plan,
            self.context,
            self.rows,
            self._bounds,
            keeps_empty=self.plan.fill,
        )

    @cached_property
    def _scans_each_bucket(self) -> bool:
        if self._timeline is None:
            return False
        found = find_index_range(self._plan, self.groups, self.context)
        return not isinstance(found, Ineligible)

    @cached_property
    def _timeline(self) -> Timeline | None:
        planned = self.planned_range
        if planned is None or planned.timeline is None or time_bucket(self._keyed_plan) is None:
            return None
        if isinstance(self.window, Over):
            return Timeline(moving_windows(planned.timeline, self.window.buckets))
        return planned.timeline if self.buckets is None else Timeline(self.buckets)

    @property
    def planned_range(self) -> PlannedRange | None:
        """The range that the table goes over."""
        return self.plan.compared_range if self.compared else self.plan.range

    @cached_property
    def _keyed_plan(self) -> Plan:
        return evolve(self.plan, groups=self.keys)

    @cached_property
    def _plan(self) -> Plan:
        """The plan of the table by itself."""
        planned, timeline = self.planned_range, self._timeline
        has_range = self.buckets is None and not isinstance(self.window, Over)
        if planned is not None and timeline is not None and not has_range:
            planned = PlannedRange(_hull(timeline.buckets, planned), timeline)
        return evolve(
            self._keyed_plan,
            columns=(*self.keys, *map(over_own_rows, self.aggregations)),
            order=(),
            having=None,
            fill=False,
            range=planned,
            compared_range=None,
        )


def _hull(buckets: Sequence[TimeBucket], planned: PlannedRange) -> Interval:
    """Return the interval from the first instant of any bucket to the end of a range."""
    starts = [piece.start for bucket in buckets for piece in bucket.pieces]
    end = planned.interval.end
    return Interval(min(starts, default=end), end)

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
from evsrv.sqlite.compiler.bounds import moving_windows
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_source import GroupSource, GroupTable
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.row_groups import RowGroups
from evsrv.sqlite.compiler.top_values import TopTables, render_is_top, render_top_key
from evsrv.sqlite.compiler.where_clause import where_clause


@frozen
class Subgroups(AggregateTable):
    """The table of groups `name`."""

    name: Sql
    plan: Plan
    """The whole plan."""
    source: GroupSource
    """The rows that pass the filter, at any time."""
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
        return self._table.conditions

    @property
    def tables(self) -> Sequence[Sql]:
        """The definition of the table, and of those that it reads."""
        return self._table.tables

    @cached_property
    def _table(self) -> GroupTable:
        if self.by_value is not None:
            return GroupTable((self._merged(self.by_value),))
        return self.source.groups(self.row_groups)

    @property
    def row_groups(self) -> RowGroups:
        """The table as it is made of rows."""
        return RowGroups(
            self.name,
            self._plan,
            self.groups,
            self._timeline,
            self.top_tables,
            keeps_empty=self.plan.fill,
        )

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

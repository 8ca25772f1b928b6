"""A table of groups by some of a plan's keys, with the aggregations over one set of rows."""

from collections.abc import Sequence

from attrs import evolve, frozen

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket, Timeline
from evsrv.core.sql import Sql, join, sql
from evsrv.query.columns import Aggregation, GroupKey, Over, TopValues, Within
from evsrv.query.plan import Plan, PlannedRange
from evsrv.query.time_predicate import extract_time_range
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
from evsrv.sqlite.compiler.where import render_time_range


@frozen
class Subgroups:
    """The table of groups `name`."""

    name: Sql
    plan: Plan
    """The whole plan."""
    context: CompileContext
    rows: Sql
    """The table of the rows that pass the filter, at any time."""
    top_tables: tuple[tuple[TopValues, Sql], ...]
    window: Over | Within | None = None
    compared: bool = False
    aggregations: tuple[Aggregation, ...] = ()

    def with_aggregations(self, aggregations: tuple[Aggregation, ...]) -> "Subgroups":
        """Return the table with these aggregations."""
        return evolve(self, aggregations=aggregations)

    @property
    def is_compared_groups(self) -> bool:
        """Whether this has the groups of the compared range."""
        return self.compared and self.window is None

    @property
    def keys(self) -> tuple[GroupKey, ...]:
        """The group keys of the table."""
        every = self.plan.groups or ()
        if isinstance(self.window, Within):
            return tuple(key for key in every if key in self.window.keys)
        return every

    @property
    def groups(self) -> GroupColumns:
        """The columns of the table."""
        return GroupColumns.from_plan(self._plan, has_bounds=self._timeline is not None)

    def name_of(self, aggregation: Aggregation) -> Sql:
        """Return the column of an aggregation."""
        return self.groups.value(_of_own_rows(aggregation))

    def select(self, names: Sequence[Sql]) -> Sql:
        """Render a query for the different values of some columns."""
        conditions = self.conditions
        where = sql(" WHERE {}", join(" AND ", conditions)) if conditions else Sql("")
        return sql("SELECT DISTINCT {} FROM {}{}", join(", ", names), self.name, where)

    @property
    def conditions(self) -> tuple[Sql, ...]:
        """The conditions for the rows of the table that are groups."""
        return self._scanned.conditions if self._scans_each_bucket else ()

    @property
    def tables(self) -> list[Sql]:
        """The definition of the table, and of the bounds that it reads."""
        timeline = self._timeline
        columns = RowColumns(self.plan.json_values, self.context, top_tables=self.top_tables)
        time_range = extract_time_range(self._plan).time_range
        if timeline is None:
            conditions = render_time_range(self.plan, time_range)
            where = sql("\nWHERE {}", join(" AND ", conditions)) if conditions else Sql("")
            source = sql("{} AS e{}", self.rows, where)
            return [grouped_table(self.name, self.groups, columns, source)]
        bounds = bounds_table(self._bounds, timeline.buckets, time_range)
        if self._scans_each_bucket:
            return [bounds, self._scanned.table]
        by_index = has_selective_filter(self._plan, self.groups, self.context)
        source = bounded_rows(self.plan, self.rows, self._bounds, by_index=by_index)
        columns = evolve(columns, bounds=self._bounds)
        return [bounds, grouped_table(self.name, self.groups, columns, source)]

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

    @property
    def _scans_each_bucket(self) -> bool:
        if self._timeline is None:
            return False
        found = find_index_range(self._plan, self.groups, self.context)
        return not isinstance(found, Ineligible)

    @property
    def _timeline(self) -> Timeline | None:
        planned = self._range
        if planned is None or planned.timeline is None or time_bucket(self._keyed_plan) is None:
            return None
        if isinstance(self.window, Over):
            return Timeline(moving_windows(planned.timeline, self.window.buckets))
        return planned.timeline

    @property
    def _range(self) -> PlannedRange | None:
        return self.plan.compared_range if self.compared else self.plan.range

    @property
    def _keyed_plan(self) -> Plan:
        return evolve(self.plan, groups=self.keys)

    @property
    def _plan(self) -> Plan:
        """The plan of the table by itself."""
        planned, timeline = self._range, self._timeline
        if planned is not None and timeline is not None and isinstance(self.window, Over):
            planned = PlannedRange(_hull(timeline.buckets, planned), timeline)
        return evolve(
            self._keyed_plan,
            columns=(*self.keys, *map(_of_own_rows, self.aggregations)),
            order=(),
            having=None,
            fill=False,
            range=planned,
            compared_range=None,
        )


def _of_own_rows(aggregation: Aggregation) -> Aggregation:
    return evolve(aggregation, window=None, compared=False)


def _hull(buckets: Sequence[TimeBucket], planned: PlannedRange) -> Interval:
    """Return the interval from the first instant of any bucket to the end of a range."""
    starts = [piece.start for bucket in buckets for piece in bucket.pieces]
    end = planned.interval.end
    return Interval(min(starts, default=end), end)

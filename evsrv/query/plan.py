"""The Plan: a query with every name resolved, which every engine can execute."""

from functools import cached_property
from typing import Literal

from attrs import frozen

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import Timeline
from evsrv.core.datasets import Dataset
from evsrv.core.record import record
from evsrv.core.scope import Scope
from evsrv.query.column_predicate import ColumnPredicate
from evsrv.query.columns import Column, GroupKey
from evsrv.query.predicate import Predicate
from evsrv.query.time_predicate import TimePredicate, split_filter

ALL_ROWS = 2**63 - 1
"""The limit of a plan for all rows."""

JsonValues = Literal["text", "native"]
"""The form of JSON values in rows: members as text, or as they were sent."""


@frozen
class Ordering:
    """A column to sort by; nulls come last in both directions."""

    by: Column
    descending: bool


@frozen
class PlannedRange:
    """A range of the time field, and its buckets if the plan needs them."""

    interval: Interval
    timeline: Timeline | None = None
    """The buckets of the plan's one time selection on the time field; None if it has none, or if
    the buckets are too many to be listed, which only a plan without `fill` can have."""


@record(kw_only=True)
class Plan:
    """A valid query."""

    dataset: Dataset
    scope: Scope
    columns: tuple[Column, ...]
    """The columns of a row, in order."""
    groups: tuple[GroupKey, ...] | None
    """The group keys; None for a raw query, empty if all rows are one group."""
    where: Predicate
    """The filter, without the range."""
    zone: str = "UTC"
    """The time zone of functions of time and of starts of buckets in rows."""
    range: PlannedRange | None = None
    """The range of the rows; None for all time."""
    compared_range: PlannedRange | None = None
    """The range of the aggregations that are compared."""
    fill: bool = False
    """Whether every bucket of the range is a group, for each combination of the other keys."""
    having: ColumnPredicate | None = None
    """The condition for the groups that are rows."""
    order: tuple[Ordering, ...]
    """A total order: no two rows are equal in all of it."""
    limit: int
    offset: int
    json_values: JsonValues
    has_meta: bool = False
    """Whether the answer describes its columns."""

    @cached_property
    def own_times(self) -> TimePredicate:
        """The filter with the conditions that are ranges of the time field apart."""
        return split_filter(self.where, self.dataset.time_field)

    @cached_property
    def times(self) -> TimePredicate:
        """The same with the plan's range among the times, so that they are those of its rows.

        Aggregations over other rows than those of the range need `own_times`.
        """
        own = self.own_times
        if self.range is None:
            return own
        return TimePredicate(own.time_range & self.range.interval.time_range, own.rest)

    @property
    def has_all_rows(self) -> bool:
        """Whether neither a limit nor an offset leaves rows out."""
        return self.limit == ALL_ROWS and self.offset == 0

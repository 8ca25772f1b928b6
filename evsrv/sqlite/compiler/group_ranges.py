"""The ranges of an index that are the groups of a plan, one a group."""

from attrs import frozen

from evsrv.core.sql import Sql, bind, sql
from evsrv.core.time_range import TimeRange
from evsrv.plugin.time_unit import FixedLength
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.time_buckets import render_bucket_number, render_numbered_start
from evsrv.sqlite.compiler.values import value_of


@frozen
class IndexRange:
    """The ranges of an index, one a group; conditions are to be joined by AND."""

    index: str
    """The field that the index is ordered by."""
    key: Sql
    """The key of the first of some rows, as an aggregate."""
    first: tuple[Sql, ...]
    """The conditions for rows of all groups, to find the first key."""
    next_group: tuple[Sql, ...]
    """The conditions for rows of the groups after `group_keys.key`, to find the next key."""
    in_group: tuple[Sql, ...]
    """The conditions for the rows of the group `group_keys.key`."""


def type_ranges(plan: Plan, time_range: TimeRange) -> IndexRange:
    """Return the ranges of the index of types."""
    type_ = value_of(Reference(plan.dataset.fields["type"])).plain
    time = _time_column(plan)
    return IndexRange(
        index="type",
        key=sql("min({})", type_),
        first=(),
        next_group=(sql("{} > group_keys.key", type_),),
        in_group=(
            sql("{} = group_keys.key", type_),
            *_from_start(time, time_range),
            *_up_to_end(time, time_range),
        ),
    )


def bucket_ranges(plan: Plan, time_range: TimeRange, length: FixedLength) -> IndexRange:
    """Return the ranges of the index in the order of time."""
    start = render_numbered_start(length, Sql("group_keys.key"))
    end = render_numbered_start(length, Sql("(group_keys.key + 1)"))
    time, last = _time_column(plan), time_range.end_inclusive
    return IndexRange(
        index=plan.dataset.time_field.name,
        key=render_bucket_number(length, sql("min({})", time)),
        first=(*_from_start(time, time_range), *_up_to_end(time, time_range)),
        next_group=(sql("{} >= {}", time, end), *_up_to_end(time, time_range)),
        # One bound on each side, since an index uses no more: of two it may take the wider one.
        in_group=(
            sql("{} >= {}", time, _narrowed("max", start, time_range.start)),
            sql("{} < {}", time, _narrowed("min", end, None if last is None else last + 1)),
        ),
    )


def _time_column(plan: Plan) -> Sql:
    return value_of(Reference(plan.dataset.time_field)).plain


def _from_start(time: Sql, time_range: TimeRange) -> tuple[Sql, ...]:
    start = time_range.start
    return () if start is None else (sql("{} >= {}", time, bind(start)),)


def _up_to_end(time: Sql, time_range: TimeRange) -> tuple[Sql, ...]:
    end = time_range.end_inclusive
    return () if end is None else (sql("{} <= {}", time, bind(end)),)


def _narrowed(function: str, bound: Sql, limit: int | None) -> Sql:
    return bound if limit is None else sql(f"{function}({{}}, {{}})", bound, bind(limit))

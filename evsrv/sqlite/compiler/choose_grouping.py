"""The choice of the way to make a plan's groups."""

from attrs import evolve

from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.bounded_groups import BoundedGroups
from evsrv.sqlite.compiler.composed_groups import compose_groups, is_composed
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.group_by import SortedGroups
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.index_range import (
    Ineligible,
    ListedBuckets,
    find_index_range,
    has_selective_filter,
)
from evsrv.sqlite.compiler.index_range_groups import IndexRangeGroups
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.table_source import TableSource
from evsrv.sqlite.compiler.time_buckets import is_arithmetic


def choose_grouping(plan: Plan, context: CompileContext) -> tuple[Grouping, GroupColumns]:
    """Return the way to make a plan's groups, and the columns of the table that it makes."""
    groups = GroupColumns.from_plan(plan)
    bucket = time_bucket(plan)
    timeline = None if plan.range is None else plan.range.timeline
    has_bounds = bucket is not None and timeline is not None
    if is_composed(plan, groups):
        groups = GroupColumns.from_plan(plan, has_bounds=has_bounds)
        return compose_groups(plan, groups, TableSource.from_plan(plan, context)), groups
    found = find_index_range(plan, groups, context)
    if bucket is not None and timeline is not None:
        reason = found.reason if isinstance(found, Ineligible) else None
        # A filter that finds few rows by another index does not read all rows of each bucket.
        if isinstance(found, ListedBuckets) or not (
            is_arithmetic(bucket) or has_selective_filter(plan, groups, context)
        ):
            groups = evolve(groups, buckets_with_start=(bucket,))
            return BoundedGroups(plan, groups, context, timeline, reason), groups
    if isinstance(found, Ineligible):
        return SortedGroups(plan, groups, context, found.reason), groups
    if isinstance(found, ListedBuckets):
        raise AssertionError("buckets are listed without a timeline")
    return IndexRangeGroups.from_plan(plan, groups, context, found), groups

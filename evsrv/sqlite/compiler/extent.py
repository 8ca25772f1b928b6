"""The extent of a plan without a range: the interval of all its rows, which then is its range.

So the buckets of a calendar can be listed for it.
"""

from attrs import evolve

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TooManyBuckets, make_timeline
from evsrv.core.sql import Sql, sql
from evsrv.core.timestamps import DAY_MS
from evsrv.query.plan import Plan, PlannedRange
from evsrv.sqlite.compiler.plan_parts import time_bucket
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.compiler.time_buckets import is_arithmetic
from evsrv.sqlite.compiler.where import time_column

MAX_LISTED_BUCKETS = 10_000
"""Buckets of an extent; of more of them the start is computed for each row."""


def needs_extent(plan: Plan) -> bool:
    """Return whether a plan's groups are made faster if its buckets are listed."""
    bucket = time_bucket(plan)
    if plan.range is not None or bucket is None:
        return False
    if is_arithmetic(bucket):
        return plan.groups == (bucket,) and bucket.unit.fixed_length is None
    return True


def compile_extent(plan: Plan) -> Sql:
    """Compile a query for the first and the last time of the rows in a plan's scope."""
    time, scope, table = time_column(plan), render_scope(plan.scope), Sql(plan.dataset.name)
    # As two subqueries, each of them is one lookup in an index.
    return sql(
        "SELECT (SELECT min({}) FROM {} AS e WHERE {}), (SELECT max({}) FROM {} AS e WHERE {})",
        *(time, table, scope),
        *(time, table, scope),
    )


def whole_days(first: int, last: int) -> Interval:
    """Return the days in UTC from the first to the last time of some rows."""
    # A list of buckets is cached by its interval, which so stays the same while rows come in.
    return Interval(first // DAY_MS * DAY_MS, (last // DAY_MS + 1) * DAY_MS)


def with_extent(plan: Plan, extent: Interval) -> Plan:
    """Return a plan whose range is the part of an extent that its filter allows."""
    bucket = time_bucket(plan)
    if bucket is None:
        return plan
    allowed = plan.own_times.time_range & extent.time_range
    start, last = allowed.start, allowed.end_inclusive
    if start is None or last is None:
        return plan
    interval = Interval(start, max(start, last + 1))
    try:
        timeline = make_timeline(
            bucket.unit, bucket.calendar, interval, earlier=0, max_buckets=MAX_LISTED_BUCKETS
        )
    except TooManyBuckets:
        return plan
    return evolve(plan, range=PlannedRange(interval, timeline))

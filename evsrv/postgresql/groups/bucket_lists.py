"""The buckets of keys that PostgreSQL does not compute, listed over all instants of the rows."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TypeAlias

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket, TooManyBuckets, list_buckets
from evsrv.core.errors import Unprocessable
from evsrv.core.sql import Sql, join, sql
from evsrv.core.timestamps import DAY_MS
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.values import value_of
from evsrv.postgresql.compiler.where import render_scope
from evsrv.postgresql.groups.group_keys import is_computed
from evsrv.query.columns import Bucket
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.plan_parts import time_bucket

Buckets: TypeAlias = tuple[TimeBucket, ...]

MAX_KEY_BUCKETS = 100_000
"""Of one key; they are literals of a statement, at some 30 bytes each."""

MAX_KEY_DAYS = 10_000
"""Of the instants of one key, if its buckets are too many between the first and the last one."""


def unlisted_buckets(plan: Plan) -> list[Bucket]:
    """Return the keys of a plan whose buckets have to be listed."""
    timeline = None if plan.range is None else plan.range.timeline
    of_time = time_bucket(plan) if timeline is not None else None
    keys = (key for key in plan.groups or () if isinstance(key, Bucket) and key != of_time)
    return [key for key in keys if not is_computed(key)]


def render_bounds(bucket: Bucket, plan: Plan, clock: Clock) -> Sql:
    """Render a query for the first and the last instant of a key in the scope of a plan."""
    instant = value_of(bucket.reference, clock).instant
    return sql(
        "SELECT min({}), max({}) FROM {} AS e WHERE {}",
        instant,
        instant,
        Sql(plan.dataset.name),
        join(" AND ", render_scope(plan.scope)),
    )


def render_days(bucket: Bucket, plan: Plan, clock: Clock) -> Sql:
    """Render a query for the starts of the days that instants of a key lie in, one day each row.

    They are those of UTC, and at most one more than `list_buckets_of_days` takes.
    """
    instant = value_of(bucket.reference, clock).instant
    return sql(
        "SELECT DISTINCT floor({} / {}.0)::bigint * {} AS day FROM {} AS e"
        " WHERE {} AND {} IS NOT NULL ORDER BY day LIMIT {}",
        instant,
        Sql(str(DAY_MS)),
        Sql(str(DAY_MS)),
        Sql(plan.dataset.name),
        join(" AND ", render_scope(plan.scope)),
        instant,
        Sql(str(MAX_KEY_DAYS + 1)),
    )


def list_buckets_between(bucket: Bucket, first: int | None, last: int | None) -> Buckets | None:
    """Return the buckets of a key between two instants; None if they are too many."""
    if first is None or last is None:
        return ()
    try:
        return _list_buckets(bucket, Interval(first, last + 1))
    except TooManyBuckets:
        return None


def list_buckets_of_days(bucket: Bucket, days: Sequence[int]) -> Buckets:
    """Return the buckets of a key in some days. Raises `Unprocessable` for too many."""
    buckets: list[TimeBucket] = []
    for day in days:
        with suppress(TooManyBuckets):
            buckets += _list_buckets(bucket, Interval(day, day + DAY_MS))
            if len(buckets) <= MAX_KEY_BUCKETS and len(days) <= MAX_KEY_DAYS:
                continue
        raise Unprocessable(
            f"the values of {bucket.reference.name!r} lie on too many days of too many buckets; at"
            f" most {MAX_KEY_DAYS} days and {MAX_KEY_BUCKETS} buckets can be told apart, so take a"
            " longer unit"
        )
    return tuple(buckets)


def _list_buckets(bucket: Bucket, interval: Interval) -> Buckets:
    return list_buckets(bucket.unit, bucket.calendar, interval, MAX_KEY_BUCKETS)

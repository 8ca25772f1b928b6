"""The buckets of keys that PostgreSQL does not compute, listed over all instants of the rows."""

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket, TooManyBuckets, list_buckets
from evsrv.core.errors import Unprocessable
from evsrv.core.sql import Sql, join, sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.values import value_of
from evsrv.postgresql.compiler.where import render_scope
from evsrv.postgresql.groups.group_keys import is_computed
from evsrv.query.columns import Bucket
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.plan_parts import time_bucket

MAX_KEY_BUCKETS = 100_000
"""Of one key; they are literals of a statement, at some 30 bytes each."""


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


def list_key_buckets(bucket: Bucket, first: int | None, last: int | None) -> tuple[TimeBucket, ...]:
    """Return the buckets of a key between two instants. Raises `Unprocessable` for too many."""
    if first is None or last is None:
        return ()
    interval = Interval(first, last + 1)
    try:
        return list_buckets(bucket.unit, bucket.calendar, interval, MAX_KEY_BUCKETS)
    except TooManyBuckets as error:
        raise Unprocessable(
            f"the values of {bucket.reference.name!r} lie in {error}; at most {MAX_KEY_BUCKETS}"
            " can be told apart, so narrow the range or take a longer unit"
        ) from error

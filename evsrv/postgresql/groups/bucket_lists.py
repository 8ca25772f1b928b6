"""The buckets of keys that PostgreSQL does not compute, listed over all instants of the rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
"""Of the instants of one key whose buckets are listed day by day."""


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

    They are those of UTC, and at most one more than the limit.
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


def has_few_days(first: int, last: int) -> bool:
    """Return whether all buckets between two instants are quickly listed."""
    return last - first < MAX_KEY_DAYS * 10 * DAY_MS


def list_buckets_between(bucket: Bucket, first: int, last: int) -> Buckets:
    """Return the buckets of a key between two instants. Raises `Unprocessable` for too many."""
    with _refused(bucket):
        return _list_buckets(bucket, Interval(first, last + 1))


def list_buckets_of_days(bucket: Bucket, days: Sequence[int]) -> Buckets:
    """Return the buckets of a key in some days. Raises `Unprocessable` for too many."""
    buckets: list[TimeBucket] = []
    with _refused(bucket):
        for day in days:
            buckets += _list_buckets(bucket, Interval(day, day + DAY_MS))
            if len(buckets) > MAX_KEY_BUCKETS:
                raise TooManyBuckets(len(buckets), is_exact=False)
    return tuple(buckets)


@contextmanager
def _refused(bucket: Bucket) -> Iterator[None]:
    try:
        yield
    except TooManyBuckets as error:
        raise Unprocessable(
            f"the values of {bucket.reference.name!r} lie in {error}; at most {MAX_KEY_BUCKETS}"
            " can be told apart, so narrow the range or take a longer unit"
        ) from error


def _list_buckets(bucket: Bucket, interval: Interval) -> Buckets:
    return list_buckets(bucket.unit, bucket.calendar, interval, MAX_KEY_BUCKETS)

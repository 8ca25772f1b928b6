"""Buckets of time, over epoch milliseconds."""

from evsrv.calendar.calendar import UTC
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.time_unit import FixedLength, TimeUnit
from evsrv.query.columns import Bucket

_YEAR_1_MS = -62_135_596_800_000
"""The first instant of the year 1, and so the earliest of an event."""


def is_arithmetic(bucket: Bucket) -> bool:
    """Return whether the engine can compute the buckets of a calendar by itself."""
    return bucket.calendar.zone == UTC.zone


def render_bucket_key(bucket: Bucket, instant: Sql) -> Sql:
    """Render a key that is equal for the instants of one bucket and orders buckets by time."""
    unit = bucket.unit
    if not is_arithmetic(bucket):
        return sql(
            "evsrv_bucket_start({}, {}, {}, {})",
            Sql(f"'{unit.name}'"),
            bind(bucket.calendar.zone),
            Sql(str(bucket.calendar.week_start)),
            instant,
        )
    if unit.fixed_length is not None:
        # Numbers are small, and so faster to group by than starts.
        return render_bucket_number(unit.fixed_length, instant)
    if unit.render is not None:
        return unit.render(instant)
    return sql("evsrv_unit_start({}, {})", Sql(f"'{unit.name}'"), instant)


def render_bucket_start(unit: TimeUnit, key: Sql) -> Sql:
    """Render the start of the bucket with a key."""
    if unit.fixed_length is None:
        return key
    return sql("({})", render_numbered_start(unit.fixed_length, key))


def render_bucket_number(length: FixedLength, instant: Sql) -> Sql:
    """Render the number of an instant's bucket among those since the year 1."""
    return sql("({} + {}) / {}", instant, Sql(str(_shift(length))), Sql(str(length.milliseconds)))


def render_numbered_start(length: FixedLength, number: Sql) -> Sql:
    """Render the start of the bucket with a number."""
    return sql("{} * {} - {}", number, Sql(str(length.milliseconds)), Sql(str(_shift(length))))


def _shift(length: FixedLength) -> int:
    # It makes every instant positive, as SQLite's division rounds towards zero.
    first_bucket = _YEAR_1_MS // length.milliseconds * length.milliseconds
    return -length.offset % length.milliseconds - first_bucket

"""Buckets of numbers, in PostgreSQL."""

from evsrv.core.sql import Parameter, Sql, bind, bind_number, sql
from evsrv.postgresql.groups.numbers import numerics
from evsrv.query.columns import NumericBucket
from evsrv.sqlite.compiler.group_sql import KeySql, single


def numeric_bucket_key(bucket: NumericBucket, number: Sql) -> KeySql:
    """Render the key of a bucket of numbers: its start; NULL for a value that is in none."""
    if bucket.width is None:
        return _between_edges(bucket, number)
    width, offset = (sql("{}::float8", bind(float(one))) for one in (bucket.width, bucket.offset))
    return KeySql((sql("evsrv_numeric_bucket({}, {}, {})", number, width, offset),), single)


def _between_edges(bucket: NumericBucket, number: Sql) -> KeySql:
    edges = sorted(bucket.edges)
    # As SQLite takes them, which composes the groups.
    shown = [bind_number(edge).parameters[0] for edge in edges]

    def finish(place: int | None) -> tuple[Parameter]:
        return (None if place is None else shown[place - 1],)

    # How many edges are not above the number; NULL and 0 are one group.
    place = sql("nullif(width_bucket({}, {}), 0)", number, numerics(edges))
    return KeySql((place,), finish)

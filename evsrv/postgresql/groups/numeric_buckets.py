"""Buckets of numbers, in PostgreSQL."""

import sys

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.postgresql.groups.numbers import bind_numeric
from evsrv.query.columns import NumericBucket
from evsrv.sqlite.compiler.group_sql import KeySql, single

_MAX = sys.float_info.max * (1 - 2**-50)
"""Up to here no step of the arithmetic overflows, which PostgreSQL reports as an error."""


def numeric_bucket_key(bucket: NumericBucket, number: Sql) -> KeySql:
    """Render the key of a bucket of numbers: its start; NULL for a value that is in none."""
    if bucket.width is None:
        return _between_edges(bucket, number)
    # The steps of SQLite's arithmetic, in doubles.
    width, offset = _double(bucket.width), _double(bucket.offset)
    distance = sql("(({})::float8 - {})", number, offset)
    most = min(_MAX, _MAX * bucket.width)
    index = sql(
        "CASE WHEN {} >= 0 AND {} < {} THEN 0 WHEN {} < 0 AND {} > -{} THEN -1"
        " ELSE floor({} / {}) END",
        *(distance, distance, width),
        *(distance, distance, width),
        *(distance, width),
    )
    start = sql(
        "CASE WHEN abs({}) <= {} THEN CASE WHEN abs({}) <= {} THEN ({}) * {} + {} END END",
        *(number, bind_numeric(_MAX / 2), distance, _double(most), index, width, offset),
    )
    return KeySql((start,), single)


def _between_edges(bucket: NumericBucket, number: Sql) -> KeySql:
    edges = sorted(bucket.edges)
    cases = (
        sql("WHEN {} >= {} THEN {}", number, bind_numeric(edge), Sql(str(place)))
        for place, edge in reversed(list(enumerate(edges)))
    )

    def finish(place: int | None) -> tuple[float | None]:
        return (None if place is None else edges[place],)

    return KeySql((sql("CASE {} END", join(" ", cases)),), finish)


def _double(number: float) -> Sql:
    return sql("{}::float8", bind(float(number)))

"""Buckets of numbers, as the start of each."""

from evsrv.core.sql import Sql, bind, bind_number, join, sql
from evsrv.query.columns import NumericBucket
from evsrv.sqlite.compiler.finite import render_finite

_MAX_FRACTION = Sql("4503599627370496.0")
"""2 to the power of 52. From here on every double is a whole number."""


def render_numeric_bucket(bucket: NumericBucket, number: Sql) -> Sql:
    """Render the start of the bucket that a number is in; NULL if it is in none."""
    if bucket.width is None:
        cases = (
            sql("WHEN {} >= {} THEN {}", number, bind_number(edge), bind_number(edge))
            for edge in reversed(bucket.edges)
        )
        return sql("CASE {} END", join(" ", cases))
    width, offset = bind(float(bucket.width)), bind(float(bucket.offset))
    index = sql("((CAST({} AS REAL) - {}) / {})", number, offset, width)
    return render_finite(sql("({}) * {} + {}", _floor(index), width, offset))


def _floor(number: Sql) -> Sql:
    """Render the floor of a double. SQLite has its own only in builds with mathematics."""
    return sql(
        "CASE WHEN abs({}) < {} THEN CAST({} AS INTEGER) - (CAST({} AS INTEGER) > {}) ELSE {} END",
        number,
        _MAX_FRACTION,
        *[number] * 4,
    )

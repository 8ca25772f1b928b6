"""Numbers of a column in two parts, of which equal numbers have equal ones."""

from evsrv.columnar.column import Column
from evsrv.core.sql import Sql, sql


def whole_numbers(number: Column) -> Sql:
    """Render the integers of 64 bits, those among the doubles too: 1 equals 1.0."""
    doubles = number.doubles
    is_whole = _is_whole(doubles)
    return sql("coalesce({}, CASE WHEN {} THEN {}::BIGINT END)", number.integers, is_whole, doubles)


def broken_numbers(number: Column) -> Sql:
    """Render the doubles that are no integers of 64 bits."""
    doubles = number.doubles
    return sql("CASE WHEN NOT ({}) THEN {} END", _is_whole(doubles), doubles)


def _is_whole(doubles: Sql) -> Sql:
    return sql(
        "{} = trunc({}) AND {} >= -9223372036854775808e0 AND {} < 9223372036854775808e0",
        *[doubles] * 4,
    )

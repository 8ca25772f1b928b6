"""Numbers of a column in two parts, of which equal numbers have equal ones."""

from evsrv.columnar.column import Column
from evsrv.core.sql import Sql, sql


def whole_numbers(number: Column) -> Sql:
    """Render the integers of 64 bits, those among the doubles too: 1 equals 1.0."""
    whole = sql("CASE WHEN {} THEN {}::BIGINT END", _is_whole(number.doubles), number.doubles)
    return sql("coalesce({}, {})", number.integers, whole)


def broken_numbers(number: Column) -> Sql:
    """Render the doubles that are no integers of 64 bits."""
    return sql("CASE WHEN NOT ({}) THEN {} END", _is_whole(number.doubles), number.doubles)


def _is_whole(doubles: Sql) -> Sql:
    """Render whether a double is an integer of 64 bits; the greatest of these is no double."""
    return sql(f"{{}} = trunc({{}}) AND {{}} >= -{_PAST} AND {{}} < {_PAST}", *[doubles] * 4)


_PAST = "9223372036854775808::DOUBLE"
"""The first integer that has more than 64 bits."""

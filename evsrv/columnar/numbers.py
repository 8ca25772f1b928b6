"""Numbers of a column in two parts, of which equal numbers have equal ones."""

from evsrv.columnar.column import Column
from evsrv.core.sql import Sql, sql


def whole_numbers(number: Column) -> Sql:
    """Render the integers of 64 bits, those among the doubles too: 1 equals 1.0."""
    return sql(
        "coalesce({}, CASE WHEN {} = trunc({}) AND abs({}) < 9e18 THEN {}::BIGINT END)",
        number.integers,
        *[number.doubles] * 4,
    )


def broken_numbers(number: Column) -> Sql:
    """Render the doubles that are no integers of 64 bits."""
    return sql("CASE WHEN {} <> trunc({}) OR abs({}) >= 9e18 THEN {} END", *[number.doubles] * 4)

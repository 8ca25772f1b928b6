"""Percentiles over a copy."""

from evsrv.columnar.column import Column
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.percentiles import interpolate, percentile_rank
from evsrv.core.sql import Sql, sql
from evsrv.sqlite.compiler.group_sql import AggregateSql

_EXACT_DOUBLE = 2**53
"""Up to here every integer is a double."""


def render_percentile(percent: int, numbers: Column | Sql, condition: Sql) -> AggregateSql:
    """Render a percentile of the numbers of rows for which a condition holds."""
    if isinstance(numbers, Sql):
        integers, doubles, number = numbers, Sql("NULL::DOUBLE"), sql("{}::DOUBLE", numbers)
    else:
        integers, doubles = numbers.integers, numbers.doubles
        number = sql("coalesce({}::DOUBLE, {})", integers, doubles)
    only = sql(" FILTER (WHERE {} AND isfinite({}))", condition, number)
    listed = sql("list_sort(list({}){})", number, only)
    count = sql("count({}){}", number, only)
    # The place among the sorted numbers, as `percentile_rank` has it; lists begin at 1.
    place = sql("({} * (greatest({}, 1) - 1)) // 100", Sql(str(percent)), count)

    def finish(
        count: int, low: float | None, high: float | None, largest: int | None, wholes: int
    ) -> int | float | None:
        if low is None:
            return None
        if (largest or 0) > _EXACT_DOUBLE:
            raise Unsupported("only SQLite sorts integers that are no doubles")
        _, hundredths = percentile_rank(percent, count)
        if hundredths and low != high:
            return interpolate(low, low if high is None else high, hundredths)
        if not low.is_integer():
            return low
        if largest is not None and wholes:
            raise Unsupported("only SQLite tells whether a percentile is an integer or a double")
        return low if largest is None else int(low)

    return AggregateSql(
        (
            count,
            sql("{}[{} + 1]", listed, place),
            sql("{}[{} + 2]", listed, place),
            sql("max(abs({}::HUGEINT)) FILTER (WHERE {})", integers, condition),
            sql("count(*) FILTER (WHERE {} AND {} = trunc({}))", condition, doubles, doubles),
        ),
        finish,
    )

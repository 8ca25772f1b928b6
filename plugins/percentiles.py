"""Percentiles of numbers: median, p75, p90, p95 and p99.

They interpolate between two values as PostgreSQL's percentile_cont does. The numbers of a group are
in memory until the group is done, at some 40 bytes each.
"""

import math
import sqlite3
from fractions import Fraction

from evsrv.plugin import Aggregate, Sql, Value, bind, checkpoint, hookimpl, sql

_RUN_NUMBERS = 100_000
"""So many are sorted in one call at first, in some 50 ms."""

PERCENTS = {"median": 50, "p75": 75, "p90": 90, "p95": 95, "p99": 99}


@hookimpl
def evsrv_aggregates() -> list[Aggregate]:
    """Return the aggregations."""
    return [_aggregate(name, percent) for name, percent in PERCENTS.items()]


@hookimpl
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register the SQL function of all of them: percentile(number, percent)."""
    connection.create_aggregate("percentile", 2, Percentile)  # type: ignore[arg-type]


def _aggregate(name: str, percent: int) -> Aggregate:
    def render(value: Value) -> Sql:
        return sql("percentile({}, {})", value.number, bind(percent))

    summary = f"The number that {percent} % of the numbers are below, interpolated."
    return Aggregate(name=name, summary=summary, render=render)


class Percentile:
    """An SQL aggregate; it is NULL if there is no number."""

    def __init__(self) -> None:
        self._numbers: list[int | float] = []
        self._percent = 0

    def step(self, number: int | float | None, percent: int) -> None:
        """Add one row."""
        self._percent = percent
        if number is not None and math.isfinite(number):
            self._numbers.append(number)

    def finalize(self) -> int | float | None:
        """Return the result."""
        if not self._numbers:
            return None
        _sort(self._numbers)
        rank, rest = divmod(self._percent * (len(self._numbers) - 1), 100)
        low = self._numbers[rank]
        if not rest or low == self._numbers[rank + 1]:
            return low
        # Fractions: the difference of two doubles can overflow, and large integers lose digits.
        share = Fraction(rest, 100)
        return float(Fraction(low) * (1 - share) + Fraction(self._numbers[rank + 1]) * share)


def _sort(numbers: list[int | float]) -> None:
    """Sort numbers in many short calls, between which the query can be interrupted."""
    size = _RUN_NUMBERS
    while True:
        for start in range(0, len(numbers), size):
            checkpoint()
            # From the second round on these are two sorted runs, which take linear time.
            numbers[start : start + size] = sorted(numbers[start : start + size])
        if size >= len(numbers):
            return
        size *= 2

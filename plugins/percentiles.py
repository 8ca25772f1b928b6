"""Percentiles of numbers: median, p75, p90, p95 and p99.

They interpolate between two values as PostgreSQL's percentile_cont does. The numbers of a group are
in memory until the group is done, at some 40 bytes each, once for all percentiles of one value.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from math import inf
from typing import ClassVar

import orjson

from evsrv.plugin import (
    Aggregate,
    Sql,
    Value,
    bind,
    checkpoint,
    hookimpl,
    interpolate,
    percentile_rank,
    sql,
)

_RUN_NUMBERS = 100_000
"""So many are sorted in one call at first, in some 50 ms."""

PERCENTS = {"median": 50, "p75": 75, "p90": 90, "p95": 95, "p99": 99}


@hookimpl
def evsrv_aggregates() -> list[Aggregate]:
    """Return the aggregations."""
    return [_aggregate(name, number) for number, name in enumerate(PERCENTS)]


@hookimpl
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register the SQL functions of all of them."""
    connection.create_aggregate("percentiles", 1, Percentiles)  # type: ignore[arg-type]
    connection.create_function("percentile_of", 2, percentile_of, deterministic=True)


def _aggregate(name: str, number: int) -> Aggregate:
    def render(value: Value) -> Sql:
        return sql("percentile_of(percentiles({}), {})", value.number, bind(number))

    percent = PERCENTS[name]
    summary = f"The number that {percent} % of the numbers are below, interpolated."
    return Aggregate(name=name, summary=summary, render=render, shares_inputs=True, percent=percent)


class Percentiles:
    """An SQL aggregate: all percentiles as JSON in a blob, or NULL if there is no number."""

    short_methods: ClassVar = ("step",)

    def __init__(self) -> None:
        self._values: list[int | float | None] = []
        # A method in Python would take ten times as long, for every row.
        self.step = self._values.append

    def finalize(self) -> bytes | None:
        """Return the result."""
        numbers = _sorted_numbers(self._values)
        if not numbers:
            return None
        return orjson.dumps([_percentile(numbers, percent) for percent in PERCENTS.values()])


def percentile_of(percentiles: bytes | None, number: int) -> int | float | None:
    """Return one of the percentiles."""
    if percentiles is None:
        return None
    result: int | float = orjson.loads(percentiles)[number]
    return result


def _percentile(numbers: list[int | float], percent: int) -> int | float:
    rank, hundredths = percentile_rank(percent, len(numbers))
    return interpolate(numbers[rank], numbers[rank + (hundredths > 0)], hundredths)


def _sorted_numbers(values: list[int | float | None]) -> list[int | float]:
    """Return the finite numbers in their order."""
    numbers: list[int | float] = []
    for start in range(0, len(values), _RUN_NUMBERS):
        checkpoint()
        numbers += [one for one in values[start : start + _RUN_NUMBERS] if one is not None]
    _sort(numbers)
    return numbers[bisect_right(numbers, -inf) : bisect_left(numbers, inf)]


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

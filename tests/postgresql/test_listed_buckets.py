"""The key of listed buckets of time: rows that are in none are left out."""

import pytest

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.sql import Sql, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.postgresql.groups.listed_buckets import bucket_of
from postgresql.server import Database

TIMES = range(-5, 45)


def buckets(*pieces: tuple[int, int]) -> list[TimeBucket]:
    return [TimeBucket(start, (Interval(start, end),)) for start, end in pieces]


@pytest.mark.parametrize(
    ("pieces", "time_range", "is_covered"),
    [
        ([(0, 10), (10, 30)], TimeRange(0, 29), True),
        ([(0, 10), (10, 30)], TimeRange(5, 12), True),
        ([(0, 10), (10, 30)], TimeRange(-1, 29), False),
        ([(0, 10), (10, 30)], TimeRange(0, 30), False),
        ([(0, 10), (11, 30)], TimeRange(0, 29), False),
        ([(0, 10), (10, 30)], TimeRange(None, 29), False),
        ([(0, 10), (10, 30)], TimeRange(0, None), False),
        ([], TimeRange(0, 29), False),
    ],
)
def test_rows_in_no_bucket_are_left_out(
    golden: Database, pieces: list[tuple[int, int]], time_range: TimeRange, is_covered: bool
) -> None:
    key = bucket_of(Sql("t"), buckets(*pieces), time_range)
    assert (key.conditions == ()) == is_covered
    rows = [time for time in TIMES if is_in(time, time_range)]
    found = golden.rows(
        sql(
            "SELECT t, {} FROM unnest({}) AS t WHERE {} ORDER BY t",
            key.expressions[0],
            Sql(f"'{{{','.join(map(str, rows))}}}'::bigint[]"),
            join(" AND ", key.conditions or (Sql("true"),)),
        )
    )
    assert found == [(time, start) for time in rows for start, end in pieces if start <= time < end]


def is_in(time: int, time_range: TimeRange) -> bool:
    start, end = time_range.start, time_range.end_inclusive
    return (start is None or time >= start) and (end is None or time <= end)

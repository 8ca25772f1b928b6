"""The functions of calendar_parts against Python's calendar, one instant at a time."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from evsrv.core.sql import Sql

EPOCH = datetime(1970, 1, 1)
PARTS = {
    "dayOfWeek": datetime.isoweekday,
    "hourOfDay": lambda at: at.hour,
    "dayOfMonth": lambda at: at.day,
    "monthOfYear": lambda at: at.month,
}
TIMES = [
    datetime(1, 1, 1),
    datetime(1, 1, 1, 23, 59, 59, 999_000),
    datetime(1600, 2, 29, 12),
    datetime(1899, 12, 31, 23, 59, 59, 999_000),
    datetime(1900, 3, 1),
    datetime(1969, 12, 31, 23, 59, 59, 999_000),
    datetime(1969, 12, 28, 0, 0, 0, 1_000),
    EPOCH,
    datetime(2000, 2, 29, 23, 59),
    datetime(2024, 12, 30),
    datetime(2026, 3, 1, 0, 0, 0, 1_000),
    datetime(9999, 12, 31, 23, 59, 59, 999_000),
    *(datetime(1950, 1, 1) + number * timedelta(days=397, hours=5) for number in range(100)),
]


class LocalTime:
    """A value of which functions of time read the local time alone."""

    local = Sql("e.search_query + 0")


@pytest.mark.parametrize(("name", "part"), PARTS.items())
def test_part_is_that_of_the_local_time(bench: Any, name: str, part: Any) -> None:
    milliseconds = [(at - EPOCH) // timedelta(milliseconds=1) for at in TIMES]
    bench.fill("search_query", milliseconds)
    rendered = bench.vocabulary.functions[name].render(LocalTime())
    assert bench.ask("{}", rendered) == [part(at) for at in TIMES]


@pytest.mark.parametrize(
    ("name", "parts"),
    {
        "dayOfWeek": (6, 7),
        "hourOfDay": (3, 20),
        "dayOfMonth": (1, 31),
        "monthOfYear": (1, 12),
    }.items(),
)
def test_part_is_known_beyond_the_years_of_timestamps(bench: Any, name: str, parts: Any) -> None:
    # 10000-01-01T03:00 in an eastern zone, and 0000-12-31T20:00 in a western one.
    after = (datetime(9999, 12, 31) - EPOCH) // timedelta(milliseconds=1) + 27 * 3_600_000
    before = (datetime(1, 1, 1) - EPOCH) // timedelta(milliseconds=1) - 4 * 3_600_000
    bench.fill("search_query", [after, before])
    rendered = bench.vocabulary.functions[name].render(LocalTime())
    assert tuple(bench.ask("{}", rendered)) == parts


@pytest.mark.parametrize("name", PARTS)
def test_part_of_null_is_null(bench: Any, name: str) -> None:
    bench.fill("search_query", [None])
    assert bench.ask("{}", bench.vocabulary.functions[name].render(LocalTime())) == [None]

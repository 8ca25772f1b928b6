"""Where each unit's buckets start, against Python's calendar."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv import builtin
from evsrv.plugin import bind, every
from evsrv.plugin.vocabulary import collect

UNITS = collect(builtin.PLUGINS).time_units
QUICK = settings(max_examples=150, deadline=None, derandomize=True)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
instants = st.integers(-62_135_596_800_000, 253_402_300_799_999)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def start(connection: sqlite3.Connection, unit: str, instant: int | None) -> int | None:
    query = UNITS[unit].start(bind(instant))
    (found,) = connection.execute(f"SELECT {query.text}", query.parameters).fetchone()
    return found


def expected(unit: str, instant: int) -> int:
    moment = EPOCH + timedelta(milliseconds=instant)
    hour = moment.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    begins = {
        "hour": hour,
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
    }
    return (begins[unit] - EPOCH) // timedelta(milliseconds=1)


@pytest.mark.parametrize("unit", UNITS)
@QUICK
@given(instant=instants)
def test_a_bucket_starts_where_the_calendar_says(
    connection: sqlite3.Connection, unit: str, instant: int
) -> None:
    found = start(connection, unit, instant)
    assert found == expected(unit, instant)
    assert isinstance(found, int)
    assert start(connection, unit, found) == found


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_no_instant_has_no_bucket(connection: sqlite3.Connection, unit: str) -> None:
    assert start(connection, unit, None) is None


def test_a_unit_of_fixed_length_can_start_anywhere(connection: sqlite3.Connection) -> None:
    for offset in (3, 3 - 10, 3 + 70):
        query = every(10, offset)(bind(-1))
        assert connection.execute(f"SELECT {query.text}", query.parameters).fetchone() == (-7,)

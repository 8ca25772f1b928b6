"""The buckets of the contract's and the bundled units: in Python, in SQL, and by the calendar."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from golden.harness import vocabulary
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evsrv.core.datasets import EVENTS
from evsrv.core.sql import Sql, bind
from evsrv.plugin.time_unit import FixedLength, TimeUnit
from evsrv.query.columns import Bucket
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.time_buckets import render_bucket_key, render_bucket_start

UNITS = vocabulary().time_units
TIME = Reference(EVENTS.time_field)
QUICK = settings(max_examples=150, deadline=None, derandomize=True)
EPOCH = datetime(1970, 1, 1)
MILLISECOND = timedelta(milliseconds=1)
FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999
"""The years 1 to 9999."""
instants = st.integers(FIRST, LAST) | st.builds(
    lambda year, month, shift: max(
        FIRST, (datetime(year, month, 1) - EPOCH) // MILLISECOND + shift
    ),
    st.integers(1, 9999),
    st.integers(1, 12),
    st.sampled_from([-1, 0, 1]),
)
every_unit = pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)


def local(instant: int) -> datetime:
    return EPOCH + instant * MILLISECOND


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def ask(connection: sqlite3.Connection, query: Sql) -> Any:
    (found,) = connection.execute(f"SELECT {query.text}", query.parameters).fetchone()
    return found


def start(connection: sqlite3.Connection, unit: TimeUnit, instant: int | None) -> object:
    return ask(
        connection, render_bucket_start(unit, render_bucket_key(Bucket(unit, TIME), bind(instant)))
    )


def by_the_calendar(name: str, at: datetime) -> datetime:
    minute = at.replace(second=0, microsecond=0)
    hour = minute.replace(minute=0)
    day = hour.replace(hour=0)
    return {
        "minute": minute,
        "hour": hour,
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(day=1, month=(at.month - 1) // 3 * 3 + 1),
        "year": day.replace(day=1, month=1),
    }[name]


@every_unit
@QUICK
@given(instant=instants)
@example(instant=FIRST)
@example(instant=LAST)
@example(instant=-1)
def test_floor_is_the_start_by_the_calendar(unit: TimeUnit, instant: int) -> None:
    floor = unit.floor(local(instant))
    assert floor == by_the_calendar(unit.name, local(instant))
    assert floor <= local(instant)
    assert unit.floor(floor) == floor


@every_unit
@QUICK
@given(instant=instants)
@example(instant=FIRST)
def test_next_is_the_start_of_the_adjacent_bucket(unit: TimeUnit, instant: int) -> None:
    at = local(instant)
    if unit.floor(at) == unit.floor(local(LAST)):
        with pytest.raises(OverflowError):
            unit.next(at)
        return
    following = unit.next(at)
    assert following > at
    assert unit.floor(following) == following
    assert unit.floor(following - MILLISECOND) == unit.floor(at)


@every_unit
@QUICK
@given(instant=instants)
@example(instant=FIRST)
@example(instant=LAST)
@example(instant=-1)
def test_sql_has_the_same_starts_as_floor(
    connection: sqlite3.Connection, unit: TimeUnit, instant: int
) -> None:
    found = start(connection, unit, instant)
    assert (found, type(found)) == (unit.floor_utc(instant), int)


@every_unit
@QUICK
@given(one=instants, other=instants)
def test_keys_are_equal_and_ordered_as_the_starts(
    connection: sqlite3.Connection, unit: TimeUnit, one: int, other: int
) -> None:
    keys = [
        ask(connection, render_bucket_key(Bucket(unit, TIME), bind(instant)))
        for instant in (one, other)
    ]
    starts = [unit.floor_utc(instant) for instant in (one, other)]
    assert (keys[0] < keys[1], keys[0] == keys[1]) == (
        starts[0] < starts[1],
        starts[0] == starts[1],
    )


@every_unit
def test_null_has_no_bucket(connection: sqlite3.Connection, unit: TimeUnit) -> None:
    assert start(connection, unit, None) is None


def test_units_of_days_are_known() -> None:
    made_of_days = {name for name, unit in UNITS.items() if unit.made_of_days}
    assert made_of_days == {"day", "week", "month", "quarter", "year"}


@QUICK
@given(
    length=st.integers(1, 10**10),
    offset=st.integers(-(10**11), 10**11),
    instant=st.integers(-(10**13), 10**13),
)
def test_a_fixed_length_can_start_anywhere(
    connection: sqlite3.Connection, length: int, offset: int, instant: int
) -> None:
    unit = TimeUnit(name="some", summary="Some.", fixed_length=FixedLength(length, offset))
    expected = (instant - offset) // length * length + offset
    assert start(connection, unit, instant) == unit.floor_utc(instant) == expected
    assert unit.next(local(instant)) == local(expected + length)

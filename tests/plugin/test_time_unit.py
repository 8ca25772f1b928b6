"""The two ways to define a time unit, and the fallback for one without SQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from evsrv.core.datasets import EVENTS
from evsrv.core.sql import bind
from evsrv.plugin import FixedLength, TimeUnit, hookimpl
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.vocabulary import collect
from evsrv.query.columns import Bucket
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.time_buckets import render_bucket_key, render_bucket_start

DAY_MS = 86_400_000
TIME = Reference(EVENTS.time_field)


def start_of_decade(local: datetime) -> datetime:
    return datetime(max(1, local.year // 10 * 10), 1, 1)


DECADE: Any = {
    "name": "decade",
    "summary": "Ten years.",
    "floor": start_of_decade,
    "next": lambda local: start_of_decade(start_of_decade(local) + timedelta(days=3653)),
    "made_of_days": True,
}


def test_a_fixed_length_gives_all_else() -> None:
    shift = TimeUnit(name="shift", summary="A shift.", fixed_length=FixedLength(8, 6))
    at = datetime(1970, 1, 1) + timedelta(milliseconds=13)
    assert shift.floor(at) == datetime(1970, 1, 1) + timedelta(milliseconds=6)
    assert shift.next(at) == datetime(1970, 1, 1) + timedelta(milliseconds=14)
    assert shift.made_of_days is False
    assert shift.render is None


@pytest.mark.parametrize(
    ("length", "made_of_days"),
    [
        (FixedLength(DAY_MS), True),
        (FixedLength(7 * DAY_MS, 4 * DAY_MS), True),
        (FixedLength(DAY_MS, 1), False),
        (FixedLength(DAY_MS // 24), False),
        (FixedLength(DAY_MS + 1), False),
    ],
)
def test_only_whole_days_are_made_of_days(length: FixedLength, made_of_days: bool) -> None:
    unit = TimeUnit(name="some", summary="Some.", fixed_length=length)
    assert unit.made_of_days is made_of_days


@pytest.mark.parametrize("missing", ["floor", "next", "made_of_days"])
def test_a_unit_without_a_length_needs_the_other_three(missing: str) -> None:
    given = {name: value for name, value in DECADE.items() if name != missing}
    with pytest.raises(ValueError, match="needs fixed_length, or floor, next and made_of_days"):
        TimeUnit(**given)


@pytest.mark.parametrize(
    "other",
    [
        {"floor": start_of_decade},
        {"next": start_of_decade},
        {"made_of_days": True},
        {"render": lambda instant: instant},
    ],
)
def test_a_fixed_length_contradicts_the_others(other: Any) -> None:
    with pytest.raises(ValueError, match="follow from fixed_length"):
        TimeUnit(name="hour", summary="The hour.", fixed_length=FixedLength(3_600_000), **other)


@pytest.mark.parametrize("milliseconds", [0, -1])
def test_a_length_is_positive(milliseconds: int) -> None:
    with pytest.raises(ValueError, match="milliseconds must be positive"):
        FixedLength(milliseconds)


WEEK_MS = 7 * DAY_MS
MONDAY_MS = 4 * DAY_MS


def weeks(length_ms: int = WEEK_MS, **options: Any) -> TimeUnit:
    length = FixedLength(length_ms, MONDAY_MS)
    return TimeUnit(name="weeks", summary="Weeks.", fixed_length=length, **options)


def test_unit_that_follows_the_week_start_is_moved_to_it() -> None:
    unit = weeks(follows_week_start=True)
    wednesday = datetime(2026, 3, 18, 12)
    starts = [unit.starting_on(weekday).floor(wednesday).day for weekday in range(7)]
    assert starts == [16, 17, 18, 12, 13, 14, 15]
    assert unit.starting_on(6).name == unit.name
    assert unit.starting_on(6).made_of_days


def test_unit_on_monday_is_the_unit_itself() -> None:
    unit = weeks(follows_week_start=True)
    assert unit.starting_on(0) is unit


def test_equal_week_starts_give_the_same_unit() -> None:
    unit = weeks(follows_week_start=True)
    assert unit.starting_on(3) is unit.starting_on(3)
    assert unit.starting_on(3).starting_on(3) is unit.starting_on(3)


def test_unit_that_does_not_follow_the_week_start_stays() -> None:
    unit = weeks()
    assert unit.starting_on(6) is unit
    decade = TimeUnit(**DECADE)
    assert decade.starting_on(6) is decade


def test_two_weeks_follow_the_week_start() -> None:
    unit = weeks(2 * WEEK_MS, follows_week_start=True).starting_on(6)
    start = unit.floor(datetime(2026, 3, 18))
    assert f"{start:%A}" == "Sunday"
    assert unit.next(start) == start + timedelta(days=14)


@pytest.mark.parametrize(
    "given",
    [{"fixed_length": FixedLength(DAY_MS)}, {name: DECADE[name] for name in list(DECADE)[2:]}],
)
def test_only_whole_weeks_follow_the_week_start(given: Any) -> None:
    with pytest.raises(ValueError, match="needs a fixed_length of whole weeks"):
        TimeUnit(name="some", summary="Some.", follows_week_start=True, **given)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    @hookimpl
    def evsrv_time_units() -> list[TimeUnit]:
        return [TimeUnit(**DECADE)]

    vocabulary = collect({"mine": SimpleNamespace(evsrv_time_units=evsrv_time_units)})
    with closing(sqlite3.connect(":memory:")) as connection:
        vocabulary.prepare_connection(connection)
        yield connection


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        (0, 0),
        (-1, -315_619_200_000),
        (253_402_300_799_999, 253_086_768_000_000),
        (-62_135_596_800_000, -62_135_596_800_000),
        (None, None),
    ],
)
def test_a_unit_without_sql_calls_floor(
    connection: sqlite3.Connection, instant: int | None, start: int | None
) -> None:
    unit = TimeUnit(**DECADE)
    query = render_bucket_start(unit, render_bucket_key(Bucket(unit, TIME), bind(instant)))
    assert connection.execute(f"SELECT {query.text}", query.parameters).fetchone() == (start,)


@pytest.mark.parametrize(
    ("name", "function", "reason"),
    [
        ("floor", lambda local: local + timedelta(1), "floor returned 2026-03-02 .* is earlier"),
        ("floor", lambda _: None, "floor returned None; expected a naive datetime"),
        ("next", lambda local: local, "next returned 2026-03-01 .* which is no earlier"),
        (
            "next",
            lambda local: local.date(),
            r"next returned datetime.date\(2026, 3, 1\); expected",
        ),
        ("next", lambda local: local.astimezone(UTC), ".*; expected a naive datetime"),
    ],
)
def test_unit_that_returns_no_bucket_of_the_time_is_a_failure_of_its_plugin(
    name: str, function: Any, reason: str
) -> None:
    @hookimpl
    def evsrv_time_units() -> list[TimeUnit]:
        return [TimeUnit(**DECADE | {name: function})]

    vocabulary = collect({"mine": SimpleNamespace(evsrv_time_units=evsrv_time_units)})
    unit = vocabulary.time_units["decade"]
    expected = rf"plugin mine, time unit 'decade': ValueError: {reason}.*test_time_unit.py:\d+"
    with pytest.raises(PluginFailure, match=expected):
        getattr(unit, name)(datetime(2026, 3, 1))

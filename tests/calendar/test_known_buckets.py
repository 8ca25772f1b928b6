"""Buckets that are looked up are those that are found one by one."""

import random

import pytest
from support.zones import DAY_MS, instant_of

from evsrv.builtin.time_units import evsrv_time_units
from evsrv.calendar import known_buckets as module
from evsrv.calendar.bucket_walk import bucket_at, first_of_bucket
from evsrv.calendar.calendar import Calendar
from evsrv.calendar.known_buckets import KnownBuckets, known_buckets

UNITS = {unit.name: unit for unit in evsrv_time_units()}


@pytest.mark.parametrize("most", [1, 7, 10_000])
@pytest.mark.parametrize("unit", list(UNITS))
def test_known_buckets_are_those_that_are_found(
    unit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_KNOWN_PIECES", most)
    zone = "America/St_Johns"
    draw = random.Random(unit)
    known = KnownBuckets(UNITS[unit], Calendar(zone, 6))
    around = instant_of("2010-11-07T00:01-02:30")
    moved = UNITS[unit].starting_on(6)
    for _ in range(500):
        instant = around + draw.randrange(-3 * DAY_MS, 3 * DAY_MS)
        expected = first_of_bucket(bucket_at(moved, zone, instant), zone)
        assert known.start_of_bucket(instant) == expected
        assert known.start_of_bucket(instant) == expected


def test_known_buckets_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownBuckets(UNITS["day"], Calendar("Asia/Tokyo"))
    start = instant_of("2026-03-01T00:00+09:00")
    assert known.start_of_bucket(start + DAY_MS // 2) == start
    monkeypatch.setattr(module, "bucket_at", None)
    assert known.start_of_bucket(start) == start
    assert known.start_of_bucket(start + DAY_MS - 1) == start
    with pytest.raises(TypeError):
        known.start_of_bucket(start + DAY_MS)


def test_known_buckets_are_shared_by_calendar() -> None:
    unit = UNITS["day"]
    assert known_buckets(unit, Calendar("Asia/Tokyo")) is known_buckets(
        unit, Calendar("Asia/Tokyo")
    )
    assert known_buckets(unit, Calendar("Asia/Tokyo")) is not known_buckets(unit, Calendar())

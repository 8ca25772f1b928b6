"""Offsets and their changes, against the files of the database and against zoneinfo."""

import random
from itertools import pairwise

import pytest
from semantics.budget import SEED
from support.tzif import offset_changes
from support.zones import DAY_MS, HOUR_MS, MILLISECOND, clock_of, instant_of, some_zones

from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT, offsets_between, utc_offset
from evsrv.calendar.zones import zone_names


@pytest.mark.parametrize("name", some_zones(9))
def test_changes_are_those_of_the_database(name: str) -> None:
    changes = offset_changes(name)
    # Later changes follow a rule, not a list.
    listed_until = changes[-1][0] * 1000 if changes else 0
    (_, first), *found = offsets_between(name, instant_of("1700-01-01"), listed_until + 1)
    assert first == (changes[0][1] * 1000 if changes else utc_offset(name, 0))
    assert found == [(second * 1000, after * 1000) for second, _, after in changes]


def test_no_zone_changes_earlier_or_faster_than_the_search_assumes() -> None:
    for name in zone_names():
        seconds = [second for second, _, _ in offset_changes(name)]
        assert all(second * 1000 > instant_of("1801-06-01") for second in seconds), name
        gaps = [after - before for before, after in pairwise(seconds)]
        assert min(gaps, default=DAY_MS) > 5 * 86_400, name


@pytest.mark.parametrize("name", some_zones(3))
def test_offsets_of_all_centuries_are_those_of_zoneinfo(name: str) -> None:
    draw = random.Random(SEED)
    for _ in range(300):
        instant = draw.randrange(MIN_INSTANT + DAY_MS, MAX_INSTANT - DAY_MS)
        assert utc_offset(name, instant) * MILLISECOND == clock_of(name, instant)[1], instant


@pytest.mark.parametrize("name", ["America/New_York", "Asia/Tokyo", "Pacific/Apia", "UTC"])
def test_offsets_beyond_the_years_are_those_of_the_first_and_last_day(name: str) -> None:
    first, last = utc_offset(name, MIN_INSTANT + DAY_MS), utc_offset(name, MAX_INSTANT - DAY_MS)
    for days in (0, 1, 400):
        assert utc_offset(name, MIN_INSTANT - days * DAY_MS) == first
        assert utc_offset(name, MAX_INSTANT + days * DAY_MS) == last


def test_all_years_are_searched() -> None:
    changes = offsets_between("America/New_York", MIN_INSTANT, MAX_INSTANT + 1)
    assert changes[0] == (MIN_INSTANT, -17_762_000)
    # Local mean time ended in 1883; since 2007 summer time is from March to November.
    assert changes[1] == (instant_of("1883-11-18T17:00:00Z"), -5 * HOUR_MS)
    assert changes[-2:] == (
        (instant_of("9999-03-14T07:00:00Z"), -4 * HOUR_MS),
        (instant_of("9999-11-07T06:00:00Z"), -5 * HOUR_MS),
    )
    since_2007 = [one for one in changes if one[0] >= instant_of("2007-01-01")]
    assert len(since_2007) == 2 * (9999 - 2007 + 1)


def test_interval_without_instants_has_no_offsets() -> None:
    assert offsets_between("Europe/Berlin", 1, 1) == ()


def test_change_at_the_start_of_an_interval_is_its_first_offset() -> None:
    change = instant_of("2026-03-29T01:00:00Z")
    assert offsets_between("Europe/Berlin", change, change + 1) == ((change, 2 * HOUR_MS),)
    assert offsets_between("Europe/Berlin", change - 1, change) == ((change - 1, HOUR_MS),)
    assert offsets_between("Europe/Berlin", change - 1, change + 1) == (
        (change - 1, HOUR_MS),
        (change, 2 * HOUR_MS),
    )

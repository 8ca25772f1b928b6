"""Buckets and local times around the changes of clocks, against zoneinfo.

A bucket's instants are defined one by one: by the local time that zoneinfo has for each. The test
asks it at the ends of each piece, and looks back for an earlier first instant.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any

import pytest
from semantics.budget import EXAMPLES, SEED
from support.zones import DAY_MS, EPOCH, HOUR_MS, MILLISECOND, clock_of, instant_of, some_zones

from evsrv.builtin.time_units import evsrv_time_units
from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import first_instant, from_local, to_local
from evsrv.calendar.offsets import offsets_between
from evsrv.calendar.time_buckets import bucket_start, list_buckets
from evsrv.calendar.zones import zone
from evsrv.plugin import FixedLength, TimeUnit

MINUTE_MS = 60_000
QUARTER_OF_AN_HOUR_MS = 15 * MINUTE_MS
CHANGES_OF_A_ZONE = 16
"""In a run of the usual budget; a run of ten times as many examples takes all."""
UNITS = {unit.name: unit for unit in evsrv_time_units()} | {
    "minute": TimeUnit(name="minute", summary="The minute.", fixed_length=FixedLength(MINUTE_MS)),
    "shift": TimeUnit(
        name="shift",
        summary="Half a day from six to six.",
        fixed_length=FixedLength(12 * HOUR_MS, 6 * HOUR_MS),
    ),
}
MARGINS = {
    "minute": 3 * MINUTE_MS,
    "hour": 4 * HOUR_MS,
    "shift": 30 * HOUR_MS,
    "day": 50 * HOUR_MS,
    "week": 9 * DAY_MS,
    "month": 40 * DAY_MS,
}
"""How far the intervals reach to both sides of a change."""

Label = tuple[Any, ...]


def label_of(unit: str, calendar: Calendar, instant: int) -> Label:
    """Return the local unit that an instant is in, with its offset if it is no day or longer."""
    local, offset = clock_of(calendar.zone, instant)
    match unit:
        case "minute":
            return (local.replace(second=0, microsecond=0), offset)
        case "hour":
            return (local.replace(minute=0, second=0, microsecond=0), offset)
        case "shift":
            earlier = local - timedelta(hours=6)
            return (earlier.date(), earlier.hour // 12, offset)
        case "day":
            return (local.date(),)
        case "week":
            days = (local.weekday() - calendar.week_start) % 7
            return (local.date() - timedelta(days=days),)
        case _:
            return (local.year, local.month)


def changes_of(name: str) -> list[int]:
    found = [start for start, _ in offsets_between(name, 0, instant_of("2038-01-01"))[1:]]
    if EXAMPLES >= 10 or len(found) <= CHANGES_OF_A_ZONE:
        return found
    return random.Random(SEED).sample(found, CHANGES_OF_A_ZONE)


def intervals_around(change: int, margin: int, draw: random.Random) -> Iterator[Interval]:
    start, end = change - draw.randrange(margin), change + draw.randrange(margin)
    yield Interval(start, end + 1)
    # Cut at the change, and between the two times that clocks show twice.
    yield draw.choice(
        (
            Interval(change, end + 1),
            Interval(start, change + 1),
            Interval(change - 1, change + 1),
            Interval(
                change - draw.randrange(2 * HOUR_MS), change + 1 + draw.randrange(2 * HOUR_MS)
            ),
        )
    )


def assert_no_earlier(label: Callable[[int], Label], start: int) -> int:
    """Assert that no earlier instant has the label of `start`; return how many were looked at."""
    wanted = label(start)
    looked_at = [
        start - 1,
        *(start - QUARTER_OF_AN_HOUR_MS * n for n in range(1, 8)),
        *(start - HOUR_MS * n for n in range(2, 27)),
    ]
    assert all(label(instant) != wanted for instant in looked_at), start
    return len(looked_at)


def check_buckets(unit: str, calendar: Calendar, interval: Interval) -> int:
    """Check the buckets of an interval; return the number of instants that zoneinfo was asked."""

    def label(instant: int) -> Label:
        return label_of(unit, calendar, instant)

    buckets = list_buckets(UNITS[unit], calendar, interval, 10_000)
    pieces = sorted((piece.start, piece.end) for one in buckets for piece in one.pieces)
    assert (pieces[0][0], pieces[-1][1]) == (interval.start, interval.end)
    assert all(start < end for start, end in pieces)
    assert [end for _, end in pieces[:-1]] == [start for start, _ in pieces[1:]]
    assert [one.start for one in buckets] == sorted({one.start for one in buckets})
    asked = 0
    for one in buckets:
        wanted = label(one.start)
        for piece in one.pieces:
            ends = (piece.start, (piece.start + piece.end) // 2, piece.end - 1)
            assert [label(instant) for instant in ends] == [wanted] * 3, piece
            starts = {bucket_start(UNITS[unit], calendar, instant) for instant in ends}
            assert starts == {one.start}, piece
            asked += 3
        # Two pieces that touch would be one.
        assert all(piece.end < after.start for piece, after in pairwise(one.pieces))
        assert one.start <= one.pieces[0].start
    labels = [label(one.start) for one in buckets]
    assert len(set(labels)) == len(labels)
    first = buckets[0].start
    return asked + assert_no_earlier(label, first)


def check_local_times(name: str, change: int, draw: random.Random) -> int:
    """Check local times around a change; return the number of instants that were checked."""
    instants = [change - 1, change, *(change + draw.randrange(-DAY_MS, DAY_MS) for _ in range(2))]
    for instant in instants:
        local, _ = clock_of(name, instant)
        assert to_local(name, instant) == local
        # Clock times around the change, some of which occur twice or never.
        shown = local + timedelta(minutes=draw.randrange(-90, 90))
        expected = shown.replace(tzinfo=zone(name), fold=0).astimezone(UTC)
        assert from_local(name, shown) == (expected - EPOCH) // MILLISECOND, shown
        day = first_instant(name, local.date())
        assert clock_of(name, day)[0].date() == local.date()
        assert_no_earlier(lambda one: (clock_of(name, one)[0].date(),), day)
    return len(instants)


@pytest.mark.parametrize("name", some_zones(9))
def test_buckets_and_local_times_around_changes_are_those_of_zoneinfo(name: str) -> None:
    draw = random.Random(f"{SEED} {name}")
    asked = 0
    changes = changes_of(name)
    for change in changes or [instant_of("2026-03-01T12:00")]:
        asked += check_local_times(name, change, draw)
        for unit in draw.sample(sorted(MARGINS), 2):
            calendar = Calendar(name, draw.randrange(7))
            for interval in intervals_around(change, MARGINS[unit], draw):
                asked += check_buckets(unit, calendar, interval)
    assert asked >= 100 * len(changes)
    print(f"{asked} instants around {len(changes)} changes of {name}")

"""Walks through the buckets of a time unit along a zone's clocks."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import first_between, nearest_wall_clock, stretches, wall_clock_ms
from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT, utc_offset
from evsrv.calendar.unit import Unit
from evsrv.core.timestamps import DAY_MS

# Clocks never show these: a bucket that starts before the year 1, or ends after 9999, has them.
_BEFORE_ALL = MIN_INSTANT - 2 * DAY_MS
_AFTER_ALL = MAX_INSTANT + 2 * DAY_MS


class UnusableUnit(Exception):
    """A unit whose floor and next contradict each other; the message names it."""


class Key(NamedTuple):
    """A bucket, identified by the clock times from `start` on and before `end`.

    All instants of a bucket have its offset, unless it is made of days: then `offset` is None.
    """

    start: int
    end: int
    offset: int | None


def bucket_at(unit: Unit, zone: str, instant: int) -> Key:
    """Return the bucket that an instant is in."""
    offset = utc_offset(zone, instant)
    return _bucket(unit, instant + offset, offset)


def first_of_bucket(key: Key, zone: str) -> int:
    """Return the first instant of a bucket that has any."""
    first = first_between(zone, key.start, key.end, key.offset)
    return MIN_INSTANT if first is None else max(first, MIN_INSTANT)


def walk_buckets(unit: Unit, zone: str, interval: Interval) -> Iterator[tuple[Key, Interval]]:
    """Yield the parts of an interval that lie in one bucket, with that bucket.

    A bucket comes several times if the offset changes within it.
    """
    for stretch, offset in stretches(zone, interval):
        start = stretch.start
        while start < stretch.end:
            key = _bucket(unit, start + offset, offset)
            end = min(key.end - offset, stretch.end)
            yield key, Interval(start, end)
            start = end


def count_buckets(unit: Unit, zone: str, interval: Interval) -> int | None:
    """Return how many buckets an interval touches; None if the unit has no fixed length."""
    length = unit.fixed_length
    if length is None:
        return None
    spans: dict[int | None, list[tuple[int, int]]] = {}
    for stretch, offset in stretches(zone, interval):
        shift = offset - length.offset
        first = (stretch.start + shift) // length.milliseconds
        last = (stretch.end - 1 + shift) // length.milliseconds
        spans.setdefault(None if unit.made_of_days else offset, []).append((first, last))
    return sum(map(_size_of_union, spans.values()))


def _size_of_union(spans: list[tuple[int, int]]) -> int:
    size = 0
    after = min(first for first, _ in spans)
    for first, last in sorted(spans):
        size += max(last + 1 - max(first, after), 0)
        after = max(after, last + 1)
    return size


def _bucket(unit: Unit, clock: int, offset: int) -> Key:
    length = unit.fixed_length
    if length is not None:
        # The same as floor and next, and many times as fast.
        start = clock - (clock - length.offset) % length.milliseconds
        end = start + length.milliseconds
    else:
        start, end = _call_unit(unit, nearest_wall_clock(clock))
    return Key(start, end, None if unit.made_of_days else offset)


def _call_unit(unit: Unit, local: datetime) -> tuple[int, int]:
    """Return the ends of the bucket that a local time is in, by the unit's own functions."""
    try:
        floor = unit.floor(local)
    except OverflowError:
        floor = datetime.min
    try:
        after = unit.next(local)
    except OverflowError:
        after = None
    if floor > local or (after is not None and after <= local):
        raise UnusableUnit(
            f"the time unit {unit.name!r} contradicts itself: for {local} its floor returned"
            f" {floor}, and next {after}; floor must not return a later time, and next must"
        )
    start = _BEFORE_ALL if floor == datetime.min else wall_clock_ms(floor)
    return start, _AFTER_ALL if after is None else wall_clock_ms(after)

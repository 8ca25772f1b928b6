"""Walks through the buckets of a time unit along a zone's clocks."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import (
    OutsideOfTime,
    first_between,
    stretches,
    wall_clock,
    wall_clock_ms,
)
from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT, utc_offset
from evsrv.calendar.unit import Unit
from evsrv.core.timestamps import DAY_MS

_END_OF_TIME = MAX_INSTANT + DAY_MS + 1
"""A wall clock's end, for a bucket that ends after the year 9999."""


class UnusableUnit(Exception):
    """A unit whose floor and next contradict each other; the message names it."""


class Key(NamedTuple):
    """A bucket, identified by the clock times from `start` on and before `end`.

    A bucket shorter than a day has one offset; one that is made of days has any.
    """

    start: int
    end: int
    offset: int | None


def bucket_at(unit: Unit, zone: str, instant: int) -> Key:
    """Return the bucket that an instant is in."""
    offset = utc_offset(zone, instant)
    clock = instant + offset
    label = _floor(unit, wall_clock(clock))
    after = _next(unit, wall_clock(clock))
    return _key(unit, label, after, clock, offset)


def first_of_bucket(key: Key, zone: str) -> int:
    """Return the first instant of a bucket that has any."""
    first = first_between(zone, key.start, key.end, key.offset)
    if first is None or first < MIN_INSTANT:
        raise OutsideOfTime("the start of a bucket")
    return first


def walk_buckets(unit: Unit, zone: str, interval: Interval) -> Iterator[tuple[Key, Interval]]:
    """Yield the parts of an interval that lie in one bucket, with that bucket.

    A bucket comes several times if the offset changes within it.
    """
    for stretch, offset in stretches(zone, interval):
        key = bucket_at(unit, zone, stretch.start)
        end = key.end - offset
        yield key, Interval(stretch.start, min(end, stretch.end))
        while end < stretch.end:
            start = end
            label = wall_clock(key.end)
            key = _key(unit, label, _next(unit, label), key.end, offset)
            end = key.end - offset
            yield key, Interval(start, min(end, stretch.end))


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


def _key(unit: Unit, label: datetime, after: datetime | None, clock: int, offset: int) -> Key:
    start = wall_clock_ms(label)
    end = _END_OF_TIME if after is None else wall_clock_ms(after)
    if not start <= clock < end:
        shown = f"from {label} to {after}"
        raise UnusableUnit(
            f"the time unit {unit.name!r} has a bucket {shown} for the time {wall_clock(clock)},"
            " which is not in it; floor must not return a later time, and next must return one"
        )
    return Key(start, end, None if unit.made_of_days else offset)


def _floor(unit: Unit, local: datetime) -> datetime:
    try:
        return unit.floor(local)
    except OverflowError:
        raise OutsideOfTime(f"the start of its {unit.name}") from None


def _next(unit: Unit, local: datetime) -> datetime | None:
    try:
        return unit.next(local)
    except OverflowError:
        return None

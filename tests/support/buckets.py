"""Buckets of the tests: units, and intervals and starts as text."""

from typing import Any

from evsrv.builtin.time_units import evsrv_time_units
from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import format_local, parse_local
from evsrv.calendar.time_buckets import (
    TimeBucket,
    list_buckets,
)
from evsrv.plugin import FixedLength, TimeUnit

UNITS = {unit.name: unit for unit in evsrv_time_units()}
MINUTE = TimeUnit(name="minute", summary="The minute.", fixed_length=FixedLength(60_000))


def interval_of(zone: str, start: str, end: str) -> Interval:
    first, after = parse_local(start, zone), parse_local(end, zone)
    assert first is not None
    assert after is not None
    return Interval(first, after)


def buckets_of(unit: str, zone: str, start: str, end: str) -> tuple[TimeBucket, ...]:
    return list_buckets(UNITS[unit], Calendar(zone), interval_of(zone, start, end), 10_000)


def starts_of(buckets: tuple[TimeBucket, ...], zone: str) -> list[str]:
    return [format_local(bucket.start, zone) for bucket in buckets]


def unit_of(floor: Any, after: Any, *, made_of_days: bool = True) -> TimeUnit:
    return TimeUnit(name="odd", summary="Odd.", floor=floor, next=after, made_of_days=made_of_days)

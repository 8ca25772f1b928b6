"""Buckets of time: the bucket of an instant, and those that a range touches."""

from datetime import date, datetime, timedelta
from functools import cache

from attrs import frozen

from semantics.language.zones import (
    as_if_utc,
    changes_of_offset,
    first_instant,
    local_time,
    offset_at,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LENGTHS = {"minute": 60_000, "hour": 3_600_000}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = (*LENGTHS, "day", "week", *MONTHS)


@frozen
class Calendar:
    """A time zone and the first day of a week."""

    zone: str = "UTC"
    week_start: str = "monday"

    def first_day(self, unit: str, day: date) -> date:
        """Return the first day of the unit that a day lies in."""
        if unit == "day":
            return day
        if unit == "week":
            return day - timedelta(days=(day.weekday() - WEEKDAYS.index(self.week_start)) % 7)
        month = (day.month - 1) // MONTHS[unit] * MONTHS[unit] + 1
        return date(day.year, month, 1)

    def next_first_day(self, unit: str, day: date) -> date:
        """Return the first day of the unit after that of a day."""
        first = self.first_day(unit, day)
        if unit in MONTHS:
            months = first.year * 12 + first.month - 1 + MONTHS[unit]
            return date(months // 12, months % 12 + 1, 1)
        return first + timedelta(days=7 if unit == "week" else 1)


@cache
def start_of(calendar: Calendar, unit: str, instant: int) -> int:
    """Return the first instant of the bucket that an instant lies in, which identifies it."""
    zone = calendar.zone
    if unit not in LENGTHS:
        return first_instant(zone, calendar.first_day(unit, local_time(zone, instant).date()))
    offset = offset_at(zone, instant)
    start = (instant + offset) // LENGTHS[unit] * LENGTHS[unit] - offset
    changes = changes_of_offset(zone, start, instant + 1)
    # With another offset at its start, the bucket begins at the change to the present offset.
    return max([change for change in changes if offset_at(zone, change) == offset], default=start)


def _end_of_piece(calendar: Calendar, unit: str, instant: int) -> int:
    """Return the end of the bucket of an instant if the offset did not change."""
    offset = offset_at(calendar.zone, instant)
    if unit in LENGTHS:
        return ((instant + offset) // LENGTHS[unit] + 1) * LENGTHS[unit] - offset
    day = calendar.next_first_day(unit, local_time(calendar.zone, instant).date())
    return as_if_utc(datetime(day.year, day.month, day.day)) - offset


def buckets_of(calendar: Calendar, unit: str, start: int, end: int) -> dict[int, int]:
    """Return the starts of the buckets that a range touches, with their lengths inside of it."""
    lengths: dict[int, int] = {}
    changes = [*changes_of_offset(calendar.zone, start, end), end]
    instant = start
    for change in changes:
        while instant < change:
            piece_end = min(change, _end_of_piece(calendar, unit, instant))
            bucket = start_of(calendar, unit, instant)
            lengths[bucket] = lengths.get(bucket, 0) + piece_end - instant
            instant = piece_end
    return dict(sorted(lengths.items()))


def buckets_before(calendar: Calendar, unit: str, start: int, count: int) -> list[int]:
    """Return the starts of so many buckets before the one that starts at `start`."""
    starts: list[int] = []
    for _ in range(count):
        start = start_of(calendar, unit, start - 1)
        starts.insert(0, start)
    return starts

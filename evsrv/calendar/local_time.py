"""Local times: instants as a zone's clocks show them, and back."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from evsrv.calendar.interval import Interval
from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT, offsets_between, utc_offset
from evsrv.core.timestamps import (
    DAY_MS,
    explain_timestamp,
    format_timestamp,
    has_offset,
    parse_timestamp,
)

_EPOCH = datetime(1970, 1, 1)
_MILLISECOND = timedelta(milliseconds=1)
_MINUTE_MS = 60_000
_DATE_CHARACTERS = len("2026-03-02")


class OutsideOfTime(ValueError):
    """A time outside of the years 1 to 9999."""

    def __init__(self, of: str) -> None:
        super().__init__(f"{of} is outside of the years 0001 to 9999")


def to_local(zone: str, instant: int) -> datetime:
    """Return the local time at an instant, as a naive datetime.

    Raises `OutsideOfTime` if its year is not from 1 to 9999.
    """
    return wall_clock(instant + utc_offset(zone, instant))


def wall_clock(milliseconds: int) -> datetime:
    """Return milliseconds since 1970-01-01T00:00 in local time as a naive datetime."""
    try:
        return _EPOCH + milliseconds * _MILLISECOND
    except OverflowError:
        raise OutsideOfTime("a local time") from None


def nearest_wall_clock(milliseconds: int) -> datetime:
    """Return the same as `wall_clock`; before the year 1 its start, after 9999 its end."""
    try:
        return wall_clock(milliseconds)
    except OutsideOfTime:
        return datetime.min if milliseconds < 0 else datetime.max


def wall_clock_ms(local: datetime) -> int:
    """Return a naive datetime as milliseconds since 1970-01-01T00:00 in local time.

    A part of a millisecond is rounded up: instants are whole milliseconds, and the first one that
    is not before a local time is meant.
    """
    return -((_EPOCH - local) // _MILLISECOND)


def from_local(zone: str, local: datetime) -> int:
    """Return the instant of a local time.

    A local time that occurs twice is the earlier; one that clocks skipped is read with the offset
    before the gap. Raises `OutsideOfTime` if the instant is not in the years 1 to 9999.
    """
    clock = wall_clock_ms(local)
    found = list(stretches_around(zone, clock, clock))
    for stretch, offset in found:
        if stretch.start <= clock - offset < stretch.end:
            return _checked(clock - offset)
    # Clocks skipped it: not yet shown at the end of one stretch, it is past when the next begins.
    before = next(
        offset
        for (stretch, offset), (following, after) in pairwise(found)
        if stretch.end + offset <= clock < following.start + after
    )
    return _checked(clock - before)


def stretches_around(zone: str, start: int, end: int) -> Iterator[tuple[Interval, int]]:
    """Yield the stretches of equal offset in which clocks may show `start` to `end`.

    Both are milliseconds of a wall clock, and no offset is as long as a day.
    """
    first, last = start - DAY_MS, end + DAY_MS
    yield from stretches(zone, Interval(first, last))


def stretches(zone: str, interval: Interval) -> Iterator[tuple[Interval, int]]:
    """Yield the parts of an interval in which one offset is in force, with that offset."""
    offsets = offsets_between(zone, interval.start, interval.end)
    for (start, offset), (end, _) in pairwise((*offsets, (interval.end, 0))):
        yield Interval(start, end), offset


def first_instant(zone: str, day: date) -> int:
    """Return the first instant of a local day; of the next day if clocks skipped all of it.

    A day without a midnight starts where its clocks do, and a day with two at the earlier. Raises
    `OutsideOfTime` if the instant is not in the years 1 to 9999.
    """
    midnight = datetime.combine(day, time())
    clock = wall_clock_ms(midnight)
    found = first_between(zone, clock, clock + DAY_MS)
    return from_local(zone, midnight) if found is None else _checked(found)


def first_between(zone: str, start: int, end: int, offset: int | None = None) -> int | None:
    """Return the first instant at which clocks show a time from `start` on and before `end`.

    Both are milliseconds of a wall clock. With an offset, it is in force at the instant. Returns
    None if clocks skipped all of these times.
    """
    for stretch, in_force in stretches_around(zone, start, end):
        if offset is None or in_force == offset:
            first = max(stretch.start, start - in_force)
            if first < min(stretch.end, end - in_force):
                return first
    return None


def _checked(instant: int) -> int:
    if not MIN_INSTANT <= instant <= MAX_INSTANT:
        raise OutsideOfTime("in UTC it")
    return instant


def parse_local(text: str, zone: str) -> int | None:
    """Parse an ISO 8601 timestamp to epoch milliseconds; return None for other text.

    Text without an offset is local time, and a date alone the first instant of the local day.
    """
    instant = parse_timestamp(text)
    if instant is None or zone == "UTC" or has_offset(text):
        return instant
    local = wall_clock(instant)
    try:
        if len(text) == _DATE_CHARACTERS:
            return first_instant(zone, local.date())
        return from_local(zone, local)
    except OutsideOfTime:
        return None


def explain_local(text: str, zone: str) -> str:
    """Return why text in the form of a timestamp names no instant, to end a message with.

    It begins with a colon; for other text it is empty.
    """
    if parse_timestamp(text) is not None and parse_local(text, zone) is None:
        return f": {OutsideOfTime('in UTC it')}"
    return explain_timestamp(text)


def format_local(instant: int, zone: str) -> str:
    """Render an instant as local time with its offset, `2026-03-08T00:00:00.000-05:00`.

    It is rendered in UTC in the zone `UTC`, and where local time has no such form: its offset is no
    whole number of minutes, or its year is not from 1 to 9999.
    """
    offset = 0 if zone == "UTC" else utc_offset(zone, instant)
    minutes, rest = divmod(abs(offset), _MINUTE_MS)
    local = instant + offset
    if zone == "UTC" or rest or not MIN_INSTANT <= local <= MAX_INSTANT:
        return format_timestamp(instant)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if offset < 0 else "+"
    return f"{format_timestamp(local)[:-1]}{sign}{hours:02}:{minutes:02}"

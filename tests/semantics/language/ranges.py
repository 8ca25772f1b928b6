"""Ranges and compared ranges: intervals of instants."""

import re
from datetime import date, datetime

from attrs import frozen

from semantics.language.buckets import LENGTHS, MONTHS, Calendar, start_of
from semantics.language.zones import first_instant, instant_of, local_time, read_local, show_start

_UNIT = r"(?P<unit>minute|hour|day|week|month|quarter|year)s?"
_PHRASES = {
    "past": re.compile(rf"past (?P<count>\d+) {_UNIT}"),
    "previous": re.compile(rf"previous (?:(?P<count>\d+) )?{_UNIT}"),
    "to date": re.compile(rf"(?:(?P<count>\d+) )?{_UNIT} to date"),
}
_LENGTH = re.compile(rf"(?P<count>\d+) {_UNIT}")


@frozen
class Range:
    """The instants from `start` up to and without `end`."""

    start: int
    end: int
    step: tuple[int, str]
    """The number and unit that the range is made of; the unit may be `millisecond`."""

    def holds(self, instant: int) -> bool:
        """Return whether an instant lies in the range."""
        return self.start <= instant < self.end

    def shown(self, zone: str) -> str:
        """Render the range as answers show it."""
        return f"{show_start(zone, self.start)}/{show_start(zone, self.end)}"


def read_range(text: str, calendar: Calendar, now: int) -> Range:
    """Read a range."""
    if "/" in text:
        return _interval(text, calendar.zone)
    for kind, pattern in _PHRASES.items():
        if match := pattern.fullmatch(text):
            count, unit = int(match["count"] or 1), match["unit"]
            current = start_of(calendar, unit, now)
            start, end = {
                "past": (moved(calendar.zone, now, -count, unit), now),
                "previous": (moved(calendar.zone, current, -count, unit), current),
                "to date": (moved(calendar.zone, current, 1 - count, unit), now),
            }[kind]
            return Range(min(start, end), end, (count, unit))
    raise AssertionError(f"not a range: {text}")


def compared_range(text: str, first: Range, calendar: Calendar) -> Range:
    """Read the range that a range is compared with."""
    if "/" in text:
        return _interval(text, calendar.zone)
    match = _LENGTH.fullmatch(text)
    count, unit = (int(match["count"]), match["unit"]) if match else first.step
    assert match or text == "previous", text
    start, end = (moved(calendar.zone, at, -count, unit) for at in (first.start, first.end))
    # The wall clock of an earlier instant can be the later one, if clocks went back between.
    return Range(min(start, end), end, (count, unit))


def _interval(text: str, zone: str) -> Range:
    start, end = (read_local(zone, part) for part in text.split("/"))
    days = [local_time(zone, instant).date() for instant in (start, end)]
    if [first_instant(zone, day) for day in days] == [start, end]:
        return Range(start, end, ((days[1] - days[0]).days, "day"))
    return Range(start, end, (end - start, "millisecond"))


def moved(zone: str, instant: int, count: int, unit: str) -> int:
    """Move an instant: exact time by hours and less, the wall clock by days and more."""
    if unit in (*LENGTHS, "millisecond"):
        return instant + count * LENGTHS.get(unit, 1)
    local = local_time(zone, instant)
    day = _moved_day(local.date(), count, unit)
    if instant == first_instant(zone, local.date()):
        return first_instant(zone, day)
    return instant_of(zone, datetime.combine(day, local.time()))


def _moved_day(day: date, count: int, unit: str) -> date:
    if unit not in MONTHS:
        return date.fromordinal(day.toordinal() + count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
    year, month = months // 12, months % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, date.fromordinal(after.toordinal() - 1).day))

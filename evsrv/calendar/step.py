"""Units of time that ranges are made of, and steps back by them along a zone's clocks."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from attrs import frozen

from evsrv.calendar.calendar import Calendar
from evsrv.calendar.local_time import (
    OutsideOfTime,
    first_between,
    first_instant,
    from_local,
    to_local,
)
from evsrv.calendar.offsets import MIN_INSTANT, utc_offset

_MONTHS = 12
_WEEKDAYS = 7


@frozen
class Step:
    """A number of months, of days or of milliseconds; the others are 0."""

    months: int = 0
    days: int = 0
    milliseconds: int = 0

    def times(self, number: int) -> "Step":
        """Return so many of these steps as one."""
        return Step(self.months * number, self.days * number, self.milliseconds * number)

    def back_from(self, instant: int, zone: str) -> int:
        """Return the instant that lies this step before another.

        Milliseconds are exact time. Days and months move the wall clock: a day that the month lacks
        becomes its last, and the start of a local day moves to the start of a local day. Raises
        `OutsideOfTime` if the result is not in the years 1 to 9999.
        """
        if self.milliseconds:
            return _not_before_all(instant - self.milliseconds)
        local = to_local(zone, instant)
        day = self._back_from_day(local.date())
        if instant == first_instant(zone, local.date()):
            return first_instant(zone, day)
        return from_local(zone, local.combine(day, local.time()))

    def start_of_unit(self, instant: int, calendar: Calendar) -> int:
        """Return the first instant of the unit of this length that an instant is in.

        The step is one of `UNITS`. Raises `OutsideOfTime` if the unit starts before the year 1.
        """
        zone = calendar.zone
        if self.milliseconds:
            offset = utc_offset(zone, instant)
            clock = instant + offset
            clock -= clock % self.milliseconds
            start = first_between(zone, clock, clock + self.milliseconds, offset)
            return _not_before_all(clock - offset if start is None else start)
        return first_instant(zone, self._first_day(to_local(zone, instant).date(), calendar))

    def _first_day(self, day: date, calendar: Calendar) -> date:
        if self.months:
            return day.replace(month=(day.month - 1) // self.months * self.months + 1, day=1)
        if self.days == _WEEKDAYS:
            days = (day.weekday() - calendar.week_start) % _WEEKDAYS
            return Step(days=days)._back_from_day(day)
        return day

    def _back_from_day(self, day: date) -> date:
        year, month = divmod(day.year * _MONTHS + day.month - 1 - self.months, _MONTHS)
        if year < date.min.year:
            raise OutsideOfTime("it")
        last = monthrange(year, month + 1)[1]
        moved = date(year, month + 1, min(day.day, last))
        try:
            return moved - timedelta(days=self.days)
        except OverflowError:
            raise OutsideOfTime("it") from None


UNITS: Mapping[str, Step] = MappingProxyType(
    {
        "minute": Step(milliseconds=60_000),
        "hour": Step(milliseconds=3_600_000),
        "day": Step(days=1),
        "week": Step(days=_WEEKDAYS),
        "month": Step(months=1),
        "quarter": Step(months=3),
        "year": Step(months=_MONTHS),
    }
)
"""The units of ranges; other units of plugins make buckets only."""


def _not_before_all(instant: int) -> int:
    if instant < MIN_INSTANT:
        raise OutsideOfTime("it")
    return instant

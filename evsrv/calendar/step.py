"""Steps back in time, along a zone's clocks."""

from calendar import monthrange
from datetime import timedelta

from attrs import frozen

from evsrv.calendar.local_time import OutsideOfTime, first_instant, from_local, to_local
from evsrv.calendar.offsets import MIN_INSTANT

_MONTHS_OF_A_YEAR = 12


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
            moved = instant - self.milliseconds
            if moved < MIN_INSTANT:
                raise OutsideOfTime("it")
            return moved
        local = to_local(zone, instant)
        try:
            years, month = divmod(
                local.year * _MONTHS_OF_A_YEAR + local.month - 1 - self.months, _MONTHS_OF_A_YEAR
            )
            last = monthrange(years, month + 1)[1] if years > 0 else 0
            target = local.replace(year=years, month=month + 1, day=min(local.day, last))
            target -= timedelta(days=self.days)
        except (ValueError, OverflowError):
            raise OutsideOfTime("it") from None
        if instant == first_instant(zone, local.date()):
            return first_instant(zone, target.date())
        return from_local(zone, target)

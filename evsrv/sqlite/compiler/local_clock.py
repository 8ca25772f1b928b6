"""The local time of a time zone, as SQL over epoch milliseconds."""

from typing import Self

from attrs import frozen

from evsrv.calendar.calendar import UTC
from evsrv.calendar.offsets import offsets_between
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.timestamps import DAY_MS
from evsrv.query.dependencies import range_of_rows
from evsrv.query.plan import Plan

_MAX_RANGE_MS = 3660 * DAY_MS
"""Of longer ranges the changes of offset would be too many for an expression."""


@frozen(cache_hash=True)
class LocalClock:
    """The wall clock of a time zone.

    It is a part of keys of caches, so it holds no bound of a range: many ranges have one clock.
    """

    zone: str = UTC.zone
    first_offset: int | None = None
    """The offset from UTC at the start of the range of all rows; None if that is not known."""
    changes: tuple[tuple[int, int], ...] = ()
    """The instants in that range at which the offset changes, and the offsets from then on."""

    @classmethod
    def for_plan(cls, plan: Plan) -> Self:
        """Return the clock of a plan's zone, with the offsets of the range of its rows."""
        if plan.zone == UTC.zone:
            return cls()
        time_range = range_of_rows(plan)
        start, last = time_range.start, time_range.end_inclusive
        if start is None or last is None:
            return cls(plan.zone)
        if not 0 <= last - start <= _MAX_RANGE_MS:
            return cls(plan.zone)
        (_, first_offset), *changes = offsets_between(plan.zone, start, last + 1)
        return cls(plan.zone, first_offset, tuple(changes))

    def render(self, instant: Sql) -> Sql:
        """Render the local time of any instant."""
        if self.zone == UTC.zone:
            return instant
        return sql("evsrv_wall_clock({}, {})", instant, bind(self.zone))

    def render_time_field(self, instant: Sql) -> Sql:
        """Render the local time of the time field, whose values lie in the range."""
        if self.zone == UTC.zone or self.first_offset is None:
            return self.render(instant)
        if not self.changes:
            return sql("({} + {})", instant, Sql(str(self.first_offset)))
        starts = [change[0] for change in self.changes]
        offsets = [self.first_offset, *(change[1] for change in self.changes)]
        cases = (
            sql("WHEN {} < {} THEN {}", instant, Sql(str(start)), Sql(str(offset)))
            for start, offset in zip(starts, offsets, strict=False)
        )
        return sql("({} + CASE {} ELSE {} END)", instant, join(" ", cases), Sql(str(offsets[-1])))


UTC_CLOCK = LocalClock()

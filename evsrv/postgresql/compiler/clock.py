"""The local time of a time zone, as PostgreSQL's SQL over epoch milliseconds.

The offsets are those of Python's database of zones, as in the rest of the server: PostgreSQL has
one of its own, of another version.
"""

from functools import lru_cache

from attrs import Factory, frozen

from evsrv.calendar.calendar import UTC
from evsrv.calendar.offsets import offsets_between
from evsrv.core.sql import Sql, sql
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.local_clock import LocalClock

_FIRST_CHANGE_MS = -5_364_681_840_000
"""In 1800; no zone changes its offset before."""
_REPETITION_MS = 16_725_184_560_000
"""In 2500; from then on `evsrv_wall_clock` repeats the 400 years before."""


@frozen(cache_hash=True)
class Clock:
    """The wall clock of a plan's time zone."""

    zone: str = UTC.zone
    of_range: LocalClock = Factory(LocalClock)
    """The clock for times that lie in the range of the plan's rows."""

    @classmethod
    def for_plan(cls, plan: Plan) -> "Clock":
        """Return the clock of a plan's zone."""
        return cls(plan.zone, LocalClock.for_plan(plan))

    def render(self, instant: Sql) -> Sql:
        """Render the local time of any instant."""
        if self.zone == UTC.zone:
            return instant
        return sql("evsrv_wall_clock({}, {})", instant, _offsets_of(self.zone))

    def render_time_field(self, instant: Sql) -> Sql:
        """Render the local time of the time field, whose values lie in the range."""
        if self.zone == UTC.zone or self.of_range.first_offset is None:
            return self.render(instant)
        return self.of_range.render_time_field(instant)


UTC_CLOCK = Clock()


# Key: a zone. Bound: entries, of some 15 kB each. Validity: the database of zones is that of the
# process. Owner: this module.
@lru_cache(maxsize=64)
def _offsets_of(zone: str) -> Sql:
    """Render the instants at which the offset changes, and the offsets between them."""
    found = offsets_between(zone, _FIRST_CHANGE_MS, _REPETITION_MS)
    changes = ",".join(str(instant) for instant, _ in found[1:])
    offsets = ",".join(str(offset) for _, offset in found)
    return Sql(f"'{{{changes}}}'::bigint[], '{{{offsets}}}'::bigint[]")

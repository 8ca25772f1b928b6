"""The settings of a compilation that are the same for every part of a plan."""

from attrs import evolve, frozen

from evsrv.calendar.calendar import UTC
from evsrv.calendar.interval import Interval
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.local_clock import UTC_CLOCK, LocalClock
from evsrv.sqlite.promoted_path import PromotedPaths


@frozen(cache_hash=True)
class CompileContext:
    """The state of the database, and the clock of the plan, that compiled SQL depends on.

    It is a key of caches, so its hash is computed once.
    """

    promoted_paths: PromotedPaths = ()
    """The paths that the queried table has columns for, filled for every row."""
    clock: LocalClock = UTC_CLOCK
    extent: Interval | None = None
    """The times of all rows of the plan's scope, if the plan needs them to list its buckets."""

    @property
    def zone(self) -> str:
        """The time zone of the query."""
        return self.clock.zone

    def for_plan(self, plan: Plan) -> "CompileContext":
        """Return the context with the clock of a plan, for all parts of it."""
        if plan.zone == UTC.zone and self.extent is None:
            return self
        return evolve(self, clock=LocalClock.for_plan(plan), extent=None)


DEFAULT_CONTEXT = CompileContext()
"""A database without promoted paths, and a query in UTC."""

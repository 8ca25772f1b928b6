"""A half-open interval of instants."""

from attrs import frozen

from evsrv.core.time_range import TimeRange


@frozen
class Interval:
    """The instants from `start` up to and without `end`; it is empty if they are equal."""

    start: int
    end: int

    @property
    def time_range(self) -> TimeRange:
        """The same instants, with an inclusive end."""
        return TimeRange(self.start, self.end - 1)

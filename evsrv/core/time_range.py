"""Ranges of time, and the rows that an answer depends on."""

import math

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.scope import Scope


@frozen
class TimeRange:
    """Whole epoch milliseconds from `start` to `end_inclusive`; None is unbounded."""

    start: int | None = None
    end_inclusive: int | None = None

    @classmethod
    def starting_at(cls, instant: float) -> "TimeRange":
        """Return the range from an instant on; the instant may lie between two milliseconds."""
        return cls(start=math.ceil(instant))

    @classmethod
    def ending_at(cls, instant: float) -> "TimeRange":
        """Return the range up to an instant, inclusive."""
        return cls(end_inclusive=math.floor(instant))

    def __and__(self, other: "TimeRange") -> "TimeRange":
        """Return the intersection; it is empty if `start` is above `end_inclusive`."""
        starts = [one for one in (self.start, other.start) if one is not None]
        ends = [one for one in (self.end_inclusive, other.end_inclusive) if one is not None]
        return TimeRange(max(starts, default=None), min(ends, default=None))


@frozen(cache_hash=True)
class Dependencies:
    """The rows that can change an answer: those of a scope within a range of time.

    The range is of the dataset's time field.
    """

    dataset: Dataset
    scope: Scope
    time_range: TimeRange

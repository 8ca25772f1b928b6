"""Which events can matter to a question, as far as it tells by itself."""

import math

from attrs import frozen

from evsrv.core.scope import Scope


@frozen
class TimeRange:
    """Whole epoch milliseconds from `first` to `last`, both included; None is without end."""

    first: int | None = None
    last: int | None = None

    @classmethod
    def since(cls, instant: float) -> "TimeRange":
        """Make the interval from an instant on; it may lie between two milliseconds."""
        return cls(first=math.ceil(instant))

    @classmethod
    def until(cls, instant: float) -> "TimeRange":
        """Make the interval up to an instant."""
        return cls(last=math.floor(instant))

    def __and__(self, other: "TimeRange") -> "TimeRange":
        """Give what lies in both; it is empty where `first` is above `last`."""
        firsts = [end for end in (self.first, other.first) if end is not None]
        lasts = [end for end in (self.last, other.last) if end is not None]
        return TimeRange(max(firsts, default=None), min(lasts, default=None))


@frozen(cache_hash=True)
class Dependencies:
    """The events of a scope that happened within an interval; no other can change the answer."""

    scope: Scope
    interval: TimeRange

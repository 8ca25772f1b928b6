"""The buckets of a time unit in a calendar, as instants."""

from attrs import frozen

from evsrv.calendar.interval import Interval


@frozen
class TimeBucket:
    """One bucket, or the part of it that lies in a range."""

    start: int
    """The first instant of the whole bucket, which identifies it."""
    pieces: tuple[Interval, ...]
    """Its instants. A bucket has two pieces where clocks went back over its end."""

    @property
    def length(self) -> int:
        """The length of all pieces, in milliseconds."""
        return sum(piece.end - piece.start for piece in self.pieces)


@frozen
class Timeline:
    """The buckets of a range, and those before it that a moving aggregation reaches."""

    buckets: tuple[TimeBucket, ...]
    """The buckets that the range touches, cut to the range, in the order of time."""
    whole: tuple[TimeBucket, ...] = ()
    """Buckets before the range, then those of `buckets`; all are cut at the range's end only."""

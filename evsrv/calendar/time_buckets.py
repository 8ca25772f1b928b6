"""The buckets of a time unit in a calendar, as instants."""

from threading import Lock

from attrs import frozen
from cachetools import LRUCache, cached

from evsrv.calendar.bucket_walk import Key, count_buckets, first_of_bucket, walk_buckets
from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.known_buckets import known_buckets
from evsrv.calendar.offsets import MIN_INSTANT
from evsrv.calendar.unit import Unit
from evsrv.core.timestamps import DAY_MS

MAX_COUNTED_BUCKETS = 20_000
"""Buckets of a unit without a fixed length, which are counted one by one."""
MAX_CACHED_BUCKETS = 100_000
"""In the cache of lists, and again in that of timelines, at some 300 bytes each."""


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
    """Buckets before the range, then those of `buckets`; all are cut at the range's end only.

    It is empty if no buckets before the range were asked for, and has fewer of them than were asked
    for if the year 1 begins between.
    """


class TooManyBuckets(ValueError):
    """A range that has more buckets of a unit than may be listed; `count` says how many.

    The count is exact unless `is_exact` is false: a unit without a fixed length is counted up to
    `MAX_COUNTED_BUCKETS`, and then has more than `count` buckets.
    """

    def __init__(self, count: int, *, is_exact: bool = True) -> None:
        super().__init__(f"{'' if is_exact else 'more than '}{count} buckets")
        self.count = count
        self.is_exact = is_exact


def bucket_start(unit: Unit, calendar: Calendar, instant: int) -> int:
    """Return the first instant of the bucket that an instant is in.

    Time begins with the year 1 in UTC, and so does a bucket that started before.
    """
    return known_buckets(unit, calendar).start_of_bucket(instant)


# Key: a unit, a calendar and an interval, with the limit. Bound: buckets. Validity: units are never
# changed, and the database of zones is that of the process. Owner: this module.
@cached(LRUCache(MAX_CACHED_BUCKETS, lambda buckets: 1 + len(buckets)), lock=Lock())
def list_buckets(
    unit: Unit, calendar: Calendar, interval: Interval, max_buckets: int
) -> tuple[TimeBucket, ...]:
    """Return the buckets that an interval touches, cut to it, in the order of time.

    Raises `TooManyBuckets` if they are more than `max_buckets`.
    """
    if interval.start >= interval.end:
        return ()
    unit = unit.starting_on(calendar.week_start)
    zone = calendar.zone
    count = count_buckets(unit, zone, interval)
    if count is not None and count > max_buckets:
        raise TooManyBuckets(count)
    pieces: dict[Key, list[Interval]] = {}
    for key, piece in walk_buckets(unit, zone, interval):
        own = pieces.setdefault(key, [])
        if own and own[-1].end == piece.start:
            own[-1] = Interval(own[-1].start, piece.end)
        elif len(pieces) <= max_buckets:
            own.append(piece)
        elif len(pieces) > MAX_COUNTED_BUCKETS:
            raise TooManyBuckets(MAX_COUNTED_BUCKETS, is_exact=False)
    if len(pieces) > max_buckets:
        raise TooManyBuckets(len(pieces))
    buckets = [
        # A bucket whose clock times begin well inside the interval is not cut by its start.
        TimeBucket(
            own[0].start if key.start - DAY_MS >= interval.start else first_of_bucket(key, zone),
            tuple(own),
        )
        for key, own in pieces.items()
    ]
    buckets.sort(key=_start)
    return tuple(buckets)


# As above; a timeline shares the buckets of its range with their list.
@cached(
    LRUCache(MAX_CACHED_BUCKETS, lambda line: 1 + len(line.buckets) + len(line.whole)), lock=Lock()
)
def make_timeline(
    unit: Unit, calendar: Calendar, interval: Interval, *, earlier: int, max_buckets: int
) -> Timeline:
    """Return the buckets of an interval, and of `earlier` whole buckets before its first one."""
    buckets = list_buckets(unit, calendar, interval, max_buckets)
    if not (earlier and buckets):
        return Timeline(buckets)
    start = buckets[0].start
    for _ in range(earlier):
        if start > MIN_INSTANT:
            start = bucket_start(unit, calendar, start - 1)
    # Clocks that went back may show a bucket again that began before all of these.
    reached = list_buckets(unit, calendar, Interval(start, interval.end), max_buckets + earlier + 1)
    return Timeline(buckets, tuple(bucket for bucket in reached if bucket.start >= start))


def _start(bucket: TimeBucket) -> int:
    return bucket.start

"""Tables of the bounds of time buckets, made by the server: `(start, first, past)`.

A bucket is identified by its start, and has the instants from `first` up to and without `past`.
"""

from collections.abc import Iterable, Sequence

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket, Timeline
from evsrv.core.sql import Sql
from evsrv.core.time_range import TimeRange
from evsrv.sqlite.compiler.listed_rows import listed_table


def bounds_table(name: Sql, buckets: Iterable[TimeBucket], time_range: TimeRange) -> Sql:
    """Render a table of the parts of buckets that lie in a range of time."""
    rows = [
        (bucket.start, first, past)
        for bucket in buckets
        for first, past in _cut(bucket.pieces, time_range)
    ]
    return listed_table(name, ("start", "first", "past"), rows)


def moving_windows(timeline: Timeline, buckets: int | None) -> tuple[TimeBucket, ...]:
    """Return for each bucket the instants of so many buckets up to and with it; None is all."""
    members = timeline.buckets if buckets is None else timeline.whole
    before = len(members) - len(timeline.buckets)
    return tuple(
        TimeBucket(
            bucket.start,
            _joined(members[0 if buckets is None else max(0, end - buckets) : end]),
        )
        for end, bucket in enumerate(timeline.buckets, before + 1)
    )


def _joined(buckets: Sequence[TimeBucket]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for piece in sorted((piece for bucket in buckets for piece in bucket.pieces), key=_start):
        if joined and piece.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(piece.end, joined[-1].end))
        else:
            joined.append(piece)
    return tuple(joined)


def _start(piece: Interval) -> int:
    return piece.start


def _cut(pieces: Iterable[Interval], time_range: TimeRange) -> Iterable[tuple[int, int]]:
    for piece in pieces:
        first, past = piece.start, piece.end
        if time_range.start is not None:
            first = max(first, time_range.start)
        if time_range.end_inclusive is not None:
            past = min(past, time_range.end_inclusive + 1)
        # An empty bucket stays: its group has no rows, and it may have to be filled.
        yield first, past

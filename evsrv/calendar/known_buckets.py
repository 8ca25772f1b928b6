"""The buckets that instants were found in, for a function that is called for each row."""

from bisect import bisect_right, insort
from functools import lru_cache
from math import inf

from evsrv.calendar.bucket_walk import bucket_at, first_of_bucket
from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import stretches
from evsrv.calendar.offsets import utc_offset
from evsrv.calendar.unit import Unit

MAX_KNOWN_PIECES = 10_000
"""Of the buckets of one unit in one calendar; then they are forgotten, and found again."""


class KnownBuckets:
    """The buckets of a unit in a calendar, looked up by instant.

    Finding a bucket takes many times as long as looking it up, and the times of rows are in few.
    """

    def __init__(self, unit: Unit, calendar: Calendar) -> None:
        self._unit = unit.starting_on(calendar.week_start)
        self._zone = calendar.zone
        self._pieces: list[tuple[int, int, int]] = []
        """Start and end of pieces, and the start of the bucket of each, in the order of time."""

    def start_of_bucket(self, instant: int) -> int:
        """Return the first instant of the bucket that an instant is in."""
        # Threads share this: one may add pieces in between, but a piece that is found stays true.
        pieces = self._pieces
        place = bisect_right(pieces, (instant, inf)) - 1
        if place >= 0:
            _, end, start = pieces[place]
            if instant < end:
                return start
        return self._find(instant)

    def _find(self, instant: int) -> int:
        key = bucket_at(self._unit, self._zone, instant)
        start = first_of_bucket(key, self._zone)
        offset = utc_offset(self._zone, instant)
        for piece, _ in stretches(self._zone, Interval(key.start - offset, key.end - offset)):
            if piece.start <= instant < piece.end:
                if len(self._pieces) >= MAX_KNOWN_PIECES:
                    self._pieces = []
                insort(self._pieces, (piece.start, piece.end, start))
        return start


# Key: a unit and a calendar. Bound: entries, each of at most MAX_KNOWN_PIECES. Validity: units are
# never changed, and the database of zones is that of the process. Owner: this module.
known_buckets = lru_cache(maxsize=16)(KnownBuckets)
"""Return the known buckets of a unit in a calendar."""

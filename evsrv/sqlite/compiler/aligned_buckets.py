"""The table of a range's buckets, each beside the bucket that it is compared with.

Its columns are `start`, `compared_start` (NULL beyond the compared range) and `hours`, the length
of the part of the bucket that lies in the range.
"""

from itertools import chain, repeat

from evsrv.calendar.time_buckets import Timeline
from evsrv.core.sql import Sql
from evsrv.sqlite.compiler.listed_rows import listed_table

HOUR_MS = 3_600_000


def aligned_table(name: Sql, timeline: Timeline, compared: Timeline | None) -> Sql:
    """Render the table of the buckets of a timeline."""
    starts = [bucket.start for bucket in compared.buckets] if compared else []
    beside = chain(starts, repeat(None))
    rows = [
        (bucket.start, other, bucket.length / HOUR_MS)
        for bucket, other in zip(timeline.buckets, beside, strict=False)
    ]
    return listed_table(name, ("start", "compared_start", "hours"), rows)

"""Buckets of time over a copy."""

from collections.abc import Sequence
from itertools import pairwise

from evsrv.calendar.time_buckets import TimeBucket
from evsrv.columnar.column import ColumnType
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.time_unit import FixedLength
from evsrv.query.columns import Bucket
from evsrv.sqlite.compiler.time_buckets import (
    is_arithmetic,
    render_bucket_key,
)

_MAX_PIECES = 2_000
"""Of listed buckets; each is a comparison in the text of the statement."""
_YEAR_1_MS = -62_135_596_800_000


def render_bucket_start(bucket: Bucket, columns: UsedColumns) -> Sql:
    """Render the start of the bucket that an instant of a row is in."""
    instant = columns.value(bucket.reference).instant
    length = bucket.unit.fixed_length
    if length is None or not is_arithmetic(bucket):
        # In SQLite the key of such a bucket is its start.
        return columns.add(render_bucket_key(bucket, instant), ColumnType.INTEGER).sql
    return _fixed_start(length, columns.instant(bucket.reference))


def render_listed_start(time: Sql, buckets: Sequence[TimeBucket]) -> Sql:
    """Render the start of the listed bucket that a time is in, NULL if it is in none.

    The buckets must not overlap.
    """
    pieces = sorted((piece.start, piece.end, one.start) for one in buckets for piece in one.pieces)
    if len(pieces) > _MAX_PIECES:
        raise Unsupported(f"it has more than {_MAX_PIECES} buckets of time")
    if any(first[1] > second[0] for first, second in pairwise(pieces)):
        raise Unsupported("its buckets of time overlap")
    # The instants from each of these on, up to the next, have this start.
    starts: list[tuple[int, int | None]] = []
    for first, past, start in pieces:
        if first == past:
            continue
        if starts and starts[-1] == (first, None):
            starts.pop()
        starts += [(first, start), (past, None)]
    return _search(time, [(None, None), *starts])


def _search(time: Sql, starts: Sequence[tuple[int | None, int | None]]) -> Sql:
    """Render a binary search for the last entry that is not after a time."""
    if len(starts) == 1:
        start = starts[0][1]
        return Sql("NULL::BIGINT") if start is None else sql("{}::BIGINT", bind(start))
    middle = len(starts) // 2
    return sql(
        "CASE WHEN {} < {}::BIGINT THEN {} ELSE {} END",
        time,
        bind(starts[middle][0]),
        _search(time, starts[:middle]),
        _search(time, starts[middle:]),
    )


def _fixed_start(length: FixedLength, instant: Sql) -> Sql:
    # The shift makes every instant positive, as DuckDB's division rounds towards zero.
    first_bucket = _YEAR_1_MS // length.milliseconds * length.milliseconds
    shift = Sql(str(-length.offset % length.milliseconds - first_bucket))
    milliseconds = Sql(str(length.milliseconds))
    return sql("(({} + {}) // {} * {} - {})", instant, shift, milliseconds, milliseconds, shift)

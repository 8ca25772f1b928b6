"""Buckets of time over a copy."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import frozen

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

_MAX_RUNS = 2_000
"""Of listed buckets of one length; each is a comparison in the text of the statement."""
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
    if any(first[1] > second[0] for first, second in pairwise(pieces)):
        raise Unsupported("its buckets of time overlap")
    runs = list(_runs([piece for piece in pieces if piece[0] < piece[1]]))
    if len(runs) > _MAX_RUNS:
        raise Unsupported(f"its buckets of time change their length more than {_MAX_RUNS} times")
    # The instants from each of these on, up to the next, are in this run.
    entries: list[tuple[int | None, _Run | None]] = [(None, None)]
    for run in runs:
        if entries[-1] == (run.first, None):
            entries.pop()
        entries += [(run.first, run), (run.past, None)]
    return _search(time, entries)


@frozen
class _Run:
    """Listed buckets one after another, all as long as the first one, or the last one shorter."""

    first: int
    past: int
    start: int
    """The start of the first bucket."""
    length: int
    step: int
    """From the start of a bucket to that of the next."""

    def render_start(self, time: Sql) -> Sql:
        """Render the start of the bucket of a time in the run."""
        if self.past - self.first <= self.length:
            return sql("{}::BIGINT", bind(self.start))
        return sql(
            "(({} - {}::BIGINT) // {}::BIGINT * {}::BIGINT + {}::BIGINT)",
            time,
            *map(bind, (self.first, self.length, self.step, self.start)),
        )


def _runs(pieces: Sequence[tuple[int, int, int]]) -> Iterator[_Run]:
    """Yield the runs of pieces: each from its first instant to its end, with its bucket's start."""
    number = 0
    while number < len(pieces):
        first, past, start = pieces[number]
        number += 1
        length, last = past - first, start
        step = pieces[number][2] - start if number < len(pieces) else 0
        # Only the last bucket of a run may be shorter.
        while number < len(pieces) and (past - first) % length == 0:
            next_first, next_past, next_start = pieces[number]
            if next_first != past or next_past - past > length or next_start != last + step:
                break
            past, last = next_past, next_start
            number += 1
        yield _Run(first, past, start, length, step)


def _search(time: Sql, entries: Sequence[tuple[int | None, _Run | None]]) -> Sql:
    """Render a binary search for the last entry that is not after a time."""
    if len(entries) == 1:
        run = entries[0][1]
        return Sql("NULL::BIGINT") if run is None else run.render_start(time)
    middle = len(entries) // 2
    return sql(
        "CASE WHEN {} < {}::BIGINT THEN {} ELSE {} END",
        time,
        bind(entries[middle][0]),
        _search(time, entries[:middle]),
        _search(time, entries[middle:]),
    )


def _fixed_start(length: FixedLength, instant: Sql) -> Sql:
    # The shift makes every instant positive, as DuckDB's division rounds towards zero.
    first_bucket = _YEAR_1_MS // length.milliseconds * length.milliseconds
    shift = Sql(str(-length.offset % length.milliseconds - first_bucket))
    milliseconds = Sql(str(length.milliseconds))
    return sql("(({} + {}) // {} * {} - {})", instant, shift, milliseconds, milliseconds, shift)

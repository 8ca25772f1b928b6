"""Listed buckets of time, in PostgreSQL.

The lists are literals of the statement, made of instants of the calendar, so that PostgreSQL parses
them once. A parameter would be parsed for each row.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.sql import Sql, sql
from evsrv.core.time_range import TimeRange
from evsrv.sqlite.compiler.group_sql import KeySql, single

_NO_BUCKET = -(2**63)
"""Stands for the start of a gap: arrays with nulls have no quick access to an element."""


_ALL_TIME = TimeRange()

_Piece: TypeAlias = tuple[int, int, int]
"""The first instant, the one past the last, and the start of the bucket."""


def bucket_of(
    time: Sql, buckets: Sequence[TimeBucket], time_range: TimeRange = _ALL_TIME
) -> KeySql:
    """Render the key of rows whose time is in a listed bucket: the start of that bucket.

    All times of the rows are in the range.
    """
    pieces = sorted((piece.start, piece.end, one.start) for one in buckets for piece in one.pieces)
    pieces = [one for one in pieces if one[0] < one[1]]
    if any(first[1] > second[0] for first, second in pairwise(pieces)):
        return _overlapping(time, pieces)
    key = _key(time, pieces)
    if _cover(pieces, time_range):
        return KeySql((key,), single)
    return KeySql((key,), single, (sql("{} > {}", key, Sql(str(_NO_BUCKET + 1))),))


def _cover(pieces: Sequence[_Piece], time_range: TimeRange) -> bool:
    """Return whether every time of a range is in one of some separate pieces."""
    start, end = time_range.start, time_range.end_inclusive
    if not pieces or start is None or end is None:
        return False
    has_no_gap = all(first[1] == second[0] for first, second in pairwise(pieces))
    return has_no_gap and pieces[0][0] <= start and end < pieces[-1][1]


def _key(time: Sql, pieces: Sequence[_Piece]) -> Sql:
    bounds: list[int] = []
    starts: list[int] = []
    for first, past, start in pieces:
        if bounds and bounds[-1] == first:
            starts[-1] = start
        else:
            bounds.append(first)
            starts.append(start)
        bounds.append(past)
        starts.append(_NO_BUCKET)
    # The search is binary; it returns 0 before the first bound, where the array has NULL.
    place = sql("width_bucket({}, {})", time, _array(bounds or [_NO_BUCKET]))
    return sql("({})[{}]", _array(starts), place)


def _overlapping(time: Sql, pieces: Sequence[_Piece]) -> KeySql:
    columns = (_array([one[place] for one in pieces]) for place in range(3))
    join = sql(
        "JOIN unnest({}, {}, {}) AS windows (first, past, start)"
        " ON {} >= windows.first AND {} < windows.past",
        *columns,
        time,
        time,
    )
    return KeySql((Sql("windows.start"),), single, join=join)


def _array(numbers: Iterable[int]) -> Sql:
    return Sql(f"'{{{','.join(map(str, numbers))}}}'::bigint[]")

"""Listed buckets of time, in PostgreSQL.

The lists are literals of the statement, made of instants of the calendar, so that PostgreSQL parses
them once. A parameter would be parsed for each row.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from evsrv.calendar.time_buckets import TimeBucket
from evsrv.core.sql import Sql, sql
from evsrv.sqlite.compiler.group_sql import KeySql, single

_NO_BUCKET = -(2**63)
"""Stands for the start of a gap: arrays with nulls have no quick access to an element."""


def bucket_of(time: Sql, buckets: Sequence[TimeBucket]) -> KeySql:
    """Render the key of rows whose time is in a listed bucket: the start of that bucket."""
    pieces = sorted((piece.start, piece.end, one.start) for one in buckets for piece in one.pieces)
    pieces = [one for one in pieces if one[0] < one[1]]
    if any(first[1] > second[0] for first, second in pairwise(pieces)):
        return _overlapping(time, pieces)
    return _separate(time, pieces)


def _separate(time: Sql, pieces: Sequence[tuple[int, int, int]]) -> KeySql:
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
    key = sql("({})[{}]", _array(starts), place)
    return KeySql((key,), single, (sql("{} > {}", key, Sql(str(_NO_BUCKET + 1))),))


def _overlapping(time: Sql, pieces: Sequence[tuple[int, int, int]]) -> KeySql:
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

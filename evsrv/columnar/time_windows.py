"""Windows of time that overlap, over a copy."""

from collections.abc import Sequence
from itertools import pairwise

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket
from evsrv.columnar.time_buckets import render_listed_start
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.sql import Sql, sql

_MAX_MEMBERS = 20_000
"""Of all windows together; each is a row in the text of the statement."""

WINDOW_START = Sql("windows.window_start")
"""The start of a window that a row is in."""


def do_overlap(buckets: Sequence[TimeBucket]) -> bool:
    """Return whether an instant may lie in several buckets."""
    pieces = sorted((piece.start, piece.end) for bucket in buckets for piece in bucket.pieces)
    return any(first[1] > second[0] for first, second in pairwise(pieces))


def join_windows(time: Sql, windows: Sequence[TimeBucket]) -> Sql:
    """Render a clause that joins a row to each of the windows that its time is in.

    Between two neighbouring bounds of any windows all times are in the same ones, so the join is
    by the number of that stretch. A join by comparisons takes several times as long.
    """
    pieces = {piece for window in windows for piece in window.pieces}
    bounds = sorted({bound for piece in pieces for bound in (piece.start, piece.end)})
    places = {bound: number for number, bound in enumerate(bounds)}
    spans = [
        (window.start, range(places[piece.start], places[piece.end]))
        for window in windows
        for piece in window.pieces
    ]
    if sum(len(span) for _, span in spans) > _MAX_MEMBERS:
        raise Unsupported(f"its windows of time have more than {_MAX_MEMBERS} parts")
    stretches = [
        TimeBucket(number, (Interval(*stretch),)) for number, stretch in enumerate(pairwise(bounds))
    ]
    values = ", ".join(f"({number}, {start})" for start, span in spans for number in span)
    return sql(
        "JOIN (VALUES {}) AS windows (stretch, window_start) ON windows.stretch = {}",
        Sql(values),
        render_listed_start(time, stretches),
    )

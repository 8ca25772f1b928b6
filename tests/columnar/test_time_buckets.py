"""Listed buckets of time are found by a search in the text of the statement."""

from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket
from evsrv.columnar import time_buckets
from evsrv.columnar.time_buckets import render_listed_start
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.sql import Sql

MAX_TIME = 60


@st.composite
def timelines(draw: st.DrawFn) -> list[TimeBucket]:
    """Draw buckets that do not overlap, some of two pieces, some with gaps between."""
    ends = sorted(draw(st.sets(st.integers(0, MAX_TIME), min_size=2, max_size=20)))
    pieces = [Interval(*pair) for pair in pairwise(ends)]
    buckets: list[TimeBucket] = []
    for piece in pieces:
        match draw(st.sampled_from(["bucket", "bucket", "gap", "second piece", "empty"])):
            case "bucket":
                buckets.append(TimeBucket(1000 + piece.start, (piece,)))
            case "empty":
                buckets.append(
                    TimeBucket(1000 + piece.start, (Interval(piece.start, piece.start),))
                )
            case "second piece" if buckets:
                last = buckets[-1]
                buckets[-1] = TimeBucket(last.start, (*last.pieces, piece))
    return draw(st.permutations(buckets))


def starts_of(times: range, buckets: list[TimeBucket]) -> list[int | None]:
    """Return the start of the bucket of each time, by the rendered expression."""
    start = render_listed_start(Sql("time"), buckets)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {start.text} FROM range({times.start}, {times.stop}) AS t(time) ORDER BY time",
            start.parameters,
        ).fetchall()
    return [row[0] for row in rows]


@st.composite
def regular_timelines(draw: st.DrawFn) -> list[TimeBucket]:
    """Draw buckets of mostly one length, of which the first or the last may be cut."""
    lengths = draw(st.lists(st.sampled_from([5, 5, 5, 5, 3, 7]), min_size=1, max_size=8))
    step = draw(st.sampled_from([1, 5]))
    buckets, first = [], draw(st.integers(0, 3))
    for number, length in enumerate(lengths):
        gap = draw(st.sampled_from([0, 0, 0, 2]))
        buckets.append(TimeBucket(100 + number * step, (Interval(first, first + length),)))
        first += length + gap
    return buckets


@settings(deadline=None)
@given(buckets=st.one_of(timelines(), regular_timelines()))
def test_each_time_is_in_the_bucket_whose_piece_has_it(buckets: list[TimeBucket]) -> None:
    times = range(-2, MAX_TIME + 2)
    expected = [
        next(
            (
                bucket.start
                for bucket in buckets
                for piece in bucket.pieces
                if piece.start <= time < piece.end
            ),
            None,
        )
        for time in times
    ]
    assert starts_of(times, buckets) == expected


def test_no_buckets_hold_no_time() -> None:
    assert starts_of(range(2), []) == [None, None]


def test_buckets_that_overlap_are_left_to_sqlite() -> None:
    overlapping = [TimeBucket(0, (Interval(0, 2),)), TimeBucket(1, (Interval(1, 3),))]
    with pytest.raises(Unsupported, match="overlap"):
        render_listed_start(Sql("time"), overlapping)


def test_buckets_of_one_length_need_no_search() -> None:
    days = [TimeBucket(day, (Interval(day, day + 10),)) for day in range(0, 100_000, 10)]
    assert len(render_listed_start(Sql("time"), days).text) < 200


def test_too_many_lengths_are_left_to_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    growing = [TimeBucket(n, (Interval(n * n, (n + 1) * (n + 1)),)) for n in range(6)]
    monkeypatch.setattr(time_buckets, "_MAX_RUNS", 6)
    render_listed_start(Sql("time"), growing)
    monkeypatch.setattr(time_buckets, "_MAX_RUNS", 5)
    with pytest.raises(Unsupported, match="more than 5 times"):
        render_listed_start(Sql("time"), growing)

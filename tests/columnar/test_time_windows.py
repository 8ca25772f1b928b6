"""Windows of time that overlap: a row is joined to each that its time is in."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.calendar.interval import Interval
from evsrv.calendar.time_buckets import TimeBucket
from evsrv.columnar import time_windows
from evsrv.columnar.time_windows import WINDOW_START, do_overlap, join_windows
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.sql import Sql

MAX_TIME = 40


@st.composite
def windows(draw: st.DrawFn) -> list[TimeBucket]:
    """Draw windows of one or two pieces, some of them empty."""
    bounds = st.integers(0, MAX_TIME)
    pieces = st.builds(lambda one, other: Interval(*sorted((one, other))), bounds, bounds)
    drawn = draw(st.lists(st.lists(pieces, min_size=1, max_size=2), min_size=2, max_size=8))
    return [TimeBucket(1000 + number, tuple(one)) for number, one in enumerate(drawn)]


def rows_of(found: list[TimeBucket]) -> list[tuple[int, int]]:
    join = join_windows(Sql("e.time"), found)
    query = (
        f"SELECT e.time, {WINDOW_START.text} FROM (SELECT unnest(range({MAX_TIME})) AS time) AS e"
        f" {join.text} ORDER BY ALL"
    )
    return duckdb.execute(query, list(join.parameters)).fetchall()


@settings(max_examples=60, deadline=None)
@given(found=windows().filter(do_overlap))
def test_row_is_in_each_window_of_its_time(found: list[TimeBucket]) -> None:
    expected = {
        (time, window.start)
        for window in found
        for piece in window.pieces
        for time in range(piece.start, piece.end)
    }
    assert set(rows_of(found)) == expected


def test_neighbours_do_not_overlap() -> None:
    first, second = (TimeBucket(start, (Interval(start, start + 5),)) for start in (0, 5))
    assert not do_overlap([first, second])
    assert do_overlap([first, TimeBucket(4, (Interval(4, 9),))])


def test_too_many_parts_of_windows_are_left_to_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    running = [TimeBucket(end, (Interval(0, end),)) for end in (1, 2, 3)]
    monkeypatch.setattr(time_windows, "_MAX_MEMBERS", 6)
    assert len(rows_of(running)) == 6
    monkeypatch.setattr(time_windows, "_MAX_MEMBERS", 5)
    with pytest.raises(Unsupported, match="more than 5 parts"):
        join_windows(Sql("e.time"), running)

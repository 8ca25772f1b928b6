"""Timelines: the buckets of a range, and whole ones before it."""

import pytest
from support.buckets import UNITS, interval_of, starts_of
from support.zones import HOUR_MS

from evsrv.calendar.calendar import UTC, Calendar
from evsrv.calendar.local_time import format_local
from evsrv.calendar.time_buckets import (
    TooManyBuckets,
    list_buckets,
    make_timeline,
)


def test_timeline_has_whole_buckets_before_the_range() -> None:
    zone = "America/New_York"
    range_ = interval_of(zone, "2026-03-09T12:00", "2026-03-11T06:00")
    line = make_timeline(UNITS["day"], Calendar(zone), range_, earlier=2, max_buckets=3)
    assert line.buckets == list_buckets(UNITS["day"], Calendar(zone), range_, 3)
    assert starts_of(line.whole, zone) == [
        "2026-03-07T00:00:00.000-05:00",
        "2026-03-08T00:00:00.000-05:00",
        "2026-03-09T00:00:00.000-04:00",
        "2026-03-10T00:00:00.000-04:00",
        "2026-03-11T00:00:00.000-04:00",
    ]
    # The first of the range is whole, too; the last is cut with the range.
    assert [bucket.length / HOUR_MS for bucket in line.whole] == [24, 23, 24, 24, 6]
    assert [bucket.length / HOUR_MS for bucket in line.buckets] == [12, 24, 6]


def test_timeline_counts_buckets_that_exist() -> None:
    zone = "Pacific/Apia"
    range_ = interval_of(zone, "2012-01-01", "2012-01-02")
    line = make_timeline(UNITS["day"], Calendar(zone), range_, earlier=3, max_buckets=1)
    assert [start[:10] for start in starts_of(line.whole, zone)] == [
        "2011-12-28",
        "2011-12-29",
        "2011-12-31",
        "2012-01-01",
    ]


def test_timeline_leaves_out_a_bucket_that_clocks_only_came_back_to() -> None:
    zone = "America/St_Johns"
    range_ = interval_of(zone, "2010-11-08", "2010-11-09")
    line = make_timeline(UNITS["day"], Calendar(zone), range_, earlier=1, max_buckets=1)
    sunday, monday = line.whole
    assert format_local(sunday.start, zone) == "2010-11-07T00:00:00.000-02:30"
    assert len(sunday.pieces) == 2
    assert monday == line.buckets[0]


def test_timeline_has_fewer_buckets_before_the_range_if_the_year_1_begins() -> None:
    range_ = interval_of("UTC", "0001-01-03", "0001-01-04")
    line = make_timeline(UNITS["day"], UTC, range_, earlier=5, max_buckets=1)
    assert [start[:10] for start in starts_of(line.whole, "UTC")] == [
        "0001-01-01",
        "0001-01-02",
        "0001-01-03",
    ]


def test_timeline_without_earlier_buckets_has_those_of_the_range_only() -> None:
    range_ = interval_of("UTC", "2026-03-01", "2026-03-04")
    line = make_timeline(UNITS["day"], UTC, range_, earlier=0, max_buckets=3)
    assert (len(line.buckets), line.whole) == (3, ())
    with pytest.raises(TooManyBuckets):
        make_timeline(UNITS["day"], UTC, range_, earlier=0, max_buckets=2)

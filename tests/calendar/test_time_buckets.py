"""Buckets by local dates and hours, where clocks make them long, short, split or none."""

from datetime import datetime, timedelta

import pytest
from support.buckets import UNITS, buckets_of, interval_of, starts_of
from support.zones import HOUR_MS, instant_of

from evsrv.calendar.calendar import UTC, WEEKDAYS, Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import format_local
from evsrv.calendar.time_buckets import (
    bucket_start,
    list_buckets,
    make_timeline,
)


def test_hour_at_the_end_of_summer_time_is_two_buckets() -> None:
    zone = "America/New_York"
    buckets = buckets_of("hour", zone, "2025-11-02T00:00", "2025-11-02T04:00")
    assert starts_of(buckets, zone) == [
        "2025-11-02T00:00:00.000-04:00",
        "2025-11-02T01:00:00.000-04:00",
        "2025-11-02T01:00:00.000-05:00",
        "2025-11-02T02:00:00.000-05:00",
        "2025-11-02T03:00:00.000-05:00",
    ]
    assert {bucket.length for bucket in buckets} == {HOUR_MS}


def test_hour_that_clocks_skip_is_no_bucket() -> None:
    zone = "Europe/Berlin"
    assert starts_of(buckets_of("hour", zone, "2026-03-29T01:00", "2026-03-29T04:00"), zone) == [
        "2026-03-29T01:00:00.000+01:00",
        "2026-03-29T03:00:00.000+02:00",
    ]


def test_change_of_half_an_hour_cuts_hours() -> None:
    zone = "Australia/Lord_Howe"
    spring = buckets_of("hour", zone, "2025-10-05T01:00", "2025-10-05T04:00")
    assert starts_of(spring, zone) == [
        "2025-10-05T01:00:00.000+10:30",
        "2025-10-05T02:30:00.000+11:00",
        "2025-10-05T03:00:00.000+11:00",
    ]
    assert [bucket.length / HOUR_MS for bucket in spring] == [1, 0.5, 1]
    autumn = buckets_of("hour", zone, "2026-04-05T01:00", "2026-04-05T03:00")
    assert starts_of(autumn, zone) == [
        "2026-04-05T01:00:00.000+11:00",
        "2026-04-05T01:30:00.000+10:30",
        "2026-04-05T02:00:00.000+10:30",
    ]
    assert [bucket.length / HOUR_MS for bucket in autumn] == [1, 0.5, 1]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", "2026-03-07", 24),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2025-11-02", 25),
        ("Australia/Lord_Howe", "2025-10-05", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Havana", "2025-03-09", 23),
        ("America/Havana", "2025-11-02", 25),
        ("Asia/Kathmandu", "1986-01-01", 23.75),
    ],
)
def test_day_has_as_many_hours_as_clocks_gave_it(zone: str, day: str, hours: float) -> None:
    (bucket,) = list_buckets(
        UNITS["day"],
        Calendar(zone),
        interval_of(zone, day, f"{datetime.fromisoformat(day) + timedelta(days=1)}"[:10]),
        1,
    )
    assert bucket.length / HOUR_MS == hours
    assert len(bucket.pieces) == 1


def test_day_without_midnight_starts_at_one_o_clock() -> None:
    zone = "America/Havana"
    assert starts_of(buckets_of("day", zone, "2025-03-08", "2025-03-11"), zone) == [
        "2025-03-08T00:00:00.000-05:00",
        "2025-03-09T01:00:00.000-04:00",
        "2025-03-10T00:00:00.000-04:00",
    ]


def test_day_with_two_midnights_starts_at_the_earlier() -> None:
    zone = "America/Havana"
    assert starts_of(buckets_of("day", zone, "2025-11-01", "2025-11-04"), zone) == [
        "2025-11-01T00:00:00.000-04:00",
        "2025-11-02T00:00:00.000-04:00",
        "2025-11-03T00:00:00.000-05:00",
    ]


def test_skipped_day_is_no_bucket() -> None:
    zone = "Pacific/Apia"
    buckets = buckets_of("day", zone, "2011-12-29", "2012-01-01")
    assert starts_of(buckets, zone) == [
        "2011-12-29T00:00:00.000-10:00",
        "2011-12-31T00:00:00.000+14:00",
    ]
    assert buckets_of("day", zone, "2011-12-29", "2011-12-30") == buckets[:1]


def test_day_is_in_two_pieces_where_clocks_went_back_over_midnight() -> None:
    zone = "America/St_Johns"
    saturday, sunday, monday = buckets_of("day", zone, "2010-11-06", "2010-11-09")
    # At 00:01 on Sunday clocks went back to 23:01 on Saturday.
    change = instant_of("2010-11-07T00:01-02:30")
    assert saturday.pieces == (
        Interval(instant_of("2010-11-06T00:00-02:30"), instant_of("2010-11-07T00:00-02:30")),
        Interval(change, instant_of("2010-11-07T00:00-03:30")),
    )
    assert sunday.pieces == (
        Interval(instant_of("2010-11-07T00:00-02:30"), change),
        Interval(instant_of("2010-11-07T00:00-03:30"), instant_of("2010-11-08T00:00-03:30")),
    )
    assert sunday.start == instant_of("2010-11-07T00:00-02:30")
    assert len(monday.pieces) == 1
    minute = 60_000
    assert (saturday.length, sunday.length) == (24 * HOUR_MS + 59 * minute, 24 * HOUR_MS + minute)


def test_interval_within_the_split_keeps_the_order_of_whole_buckets() -> None:
    zone = "America/St_Johns"
    calendar = Calendar(zone)
    half_past = instant_of("2010-11-07T00:00:30-02:30")
    # It begins within Sunday's minute before clocks go back to Saturday.
    buckets = list_buckets(UNITS["day"], calendar, Interval(half_past, half_past + HOUR_MS), 9)
    assert starts_of(buckets, zone) == [
        "2010-11-06T00:00:00.000-02:30",
        "2010-11-07T00:00:00.000-02:30",
    ]
    saturday, sunday = buckets
    assert [piece.start for piece in sunday.pieces] == [
        half_past,
        instant_of("2010-11-07T00:00-03:30"),
    ]
    assert saturday.pieces[0].start == instant_of("2010-11-07T00:01-02:30")
    assert bucket_start(UNITS["day"], calendar, half_past + HOUR_MS) == sunday.start
    assert bucket_start(UNITS["day"], calendar, half_past + HOUR_MS // 2) == saturday.start


def test_first_and_last_bucket_are_cut_to_the_interval_and_keep_their_start() -> None:
    zone = "Asia/Kolkata"
    first, last = buckets_of("month", zone, "2026-02-10T12:00", "2026-03-05")
    assert starts_of((first, last), zone) == [
        "2026-02-01T00:00:00.000+05:30",
        "2026-03-01T00:00:00.000+05:30",
    ]
    assert first.pieces == (interval_of(zone, "2026-02-10T12:00", "2026-03-01"),)
    assert last.pieces == (interval_of(zone, "2026-03-01", "2026-03-05"),)


def test_interval_without_instants_has_no_buckets() -> None:
    assert list_buckets(UNITS["day"], UTC, Interval(5, 5), 9) == ()
    assert make_timeline(UNITS["day"], UTC, Interval(5, 5), earlier=3, max_buckets=9).whole == ()


@pytest.mark.parametrize(("number", "name"), list(enumerate(WEEKDAYS)))
def test_week_starts_on_the_day_of_the_calendar(number: int, name: str) -> None:
    calendar = Calendar("Asia/Kolkata", number)
    start = bucket_start(UNITS["week"], calendar, instant_of("2026-03-04T12:00Z"))
    shown = datetime.fromisoformat(format_local(start, calendar.zone))
    assert shown.strftime("%A").lower() == name
    assert shown <= datetime.fromisoformat("2026-03-04T12:00Z")
    assert datetime.fromisoformat("2026-03-04T12:00Z") - shown < timedelta(days=7)
    assert f"{shown:%H:%M:%S}" == "00:00:00"


def test_same_question_has_the_same_list() -> None:
    interval = interval_of("UTC", "2026-03-01", "2026-03-04")
    first = list_buckets(UNITS["day"], UTC, interval, 3)
    assert (
        list_buckets(UNITS["day"], UTC, interval_of("UTC", "2026-03-01", "2026-03-04"), 3) is first
    )

"""Buckets by local dates and hours, where clocks make them long, short, split or none."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from support.zones import HOUR_MS, instant_of

from evsrv.builtin.time_units import evsrv_time_units
from evsrv.calendar.bucket_walk import UnusableUnit
from evsrv.calendar.calendar import UTC, WEEKDAYS, Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import format_local, parse_local
from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT
from evsrv.calendar.time_buckets import (
    MAX_COUNTED_BUCKETS,
    TimeBucket,
    TooManyBuckets,
    bucket_start,
    list_buckets,
    make_timeline,
)
from evsrv.plugin import FixedLength, TimeUnit

UNITS = {unit.name: unit for unit in evsrv_time_units()}
MINUTE = TimeUnit(name="minute", summary="The minute.", fixed_length=FixedLength(60_000))


def interval_of(zone: str, start: str, end: str) -> Interval:
    first, after = parse_local(start, zone), parse_local(end, zone)
    assert first is not None
    assert after is not None
    return Interval(first, after)


def buckets_of(unit: str, zone: str, start: str, end: str) -> tuple[TimeBucket, ...]:
    return list_buckets(UNITS[unit], Calendar(zone), interval_of(zone, start, end), 10_000)


def starts_of(buckets: tuple[TimeBucket, ...], zone: str) -> list[str]:
    return [format_local(bucket.start, zone) for bucket in buckets]


def unit_of(floor: Any, after: Any, *, made_of_days: bool = True) -> TimeUnit:
    return TimeUnit(name="odd", summary="Odd.", floor=floor, next=after, made_of_days=made_of_days)


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


def test_too_many_buckets_are_counted_exactly() -> None:
    year = interval_of("UTC", "2025-01-01", "2026-01-01")
    with pytest.raises(TooManyBuckets, match=r"^525600 buckets$") as refused:
        list_buckets(MINUTE, UTC, year, 10_000)
    assert (refused.value.count, refused.value.is_exact) == (525_600, True)
    for limit, unit, calendar in (
        (364, UNITS["day"], Calendar("Europe/Berlin")),
        (8_759, UNITS["hour"], Calendar("Europe/Berlin")),
        (11, UNITS["month"], UTC),
    ):
        interval = interval_of(calendar.zone, "2025-01-01", "2026-01-01")
        with pytest.raises(TooManyBuckets) as refused:
            list_buckets(unit, calendar, interval, limit)
        assert (refused.value.count, refused.value.is_exact) == (limit + 1, True)
        assert len(list_buckets(unit, calendar, interval, limit + 1)) == limit + 1


@pytest.mark.parametrize(
    ("unit", "zone", "start", "end"),
    [
        ("day", "Pacific/Apia", "2011-12-01", "2012-02-01"),
        ("day", "America/St_Johns", "2010-11-01", "2010-12-01"),
        ("hour", "America/St_Johns", "2010-11-06T22:30", "2010-11-07T03:30"),
        ("hour", "Australia/Lord_Howe", "2026-04-04", "2026-04-06"),
        ("week", "Pacific/Apia", "2011-12-30", "2012-02-01"),
    ],
)
def test_count_is_that_of_the_list_where_clocks_change(
    unit: str, zone: str, start: str, end: str
) -> None:
    buckets = buckets_of(unit, zone, start, end)
    with pytest.raises(TooManyBuckets) as refused:
        list_buckets(UNITS[unit], Calendar(zone), interval_of(zone, start, end), len(buckets) - 1)
    assert refused.value.count == len(buckets)


def test_unit_without_a_fixed_length_is_counted_up_to_a_limit() -> None:
    step = timedelta(minutes=5)
    five_minutes = unit_of(
        lambda local: local - (local - datetime.min) % step,
        lambda local: local - (local - datetime.min) % step + step,
        made_of_days=False,
    )
    with pytest.raises(TooManyBuckets, match=r"^more than 20000 buckets$") as refused:
        list_buckets(five_minutes, UTC, interval_of("UTC", "1000-01-01", "9000-01-01"), 10_000)
    assert (refused.value.count, refused.value.is_exact) == (MAX_COUNTED_BUCKETS, False)
    with pytest.raises(TooManyBuckets) as refused:
        list_buckets(five_minutes, UTC, interval_of("UTC", "2026-01-01", "2026-02-10"), 10_000)
    assert (refused.value.count, refused.value.is_exact) == (40 * 288, True)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo", "Europe/Berlin"])
@pytest.mark.parametrize("unit", list(UNITS))
def test_buckets_reach_the_ends_of_time(unit: str, zone: str) -> None:
    for interval in (
        Interval(MIN_INSTANT, MIN_INSTANT + 100 * HOUR_MS),
        Interval(MAX_INSTANT + 1 - 100 * HOUR_MS, MAX_INSTANT + 1),
    ):
        for week_start in range(7):
            buckets = list_buckets(UNITS[unit], Calendar(zone, week_start), interval, 200)
            assert buckets[0].pieces[0].start == interval.start
            assert buckets[-1].pieces[-1].end == interval.end
            assert sum(bucket.length for bucket in buckets) == 100 * HOUR_MS
            assert buckets[0].start >= MIN_INSTANT


def test_all_years_can_be_listed() -> None:
    year = unit_of(
        lambda local: datetime(local.year, 1, 1),
        lambda local: (
            datetime(local.year + 1, 1, 1) if local.year < 9999 else local + timedelta.max
        ),
    )
    zone = "Asia/Tokyo"
    buckets = list_buckets(
        year, Calendar(zone), interval_of(zone, "0001-01-02", "9999-12-31"), 10_000
    )
    assert len(buckets) == 9999
    assert buckets[0].start == MIN_INSTANT
    assert format_local(buckets[-1].start, zone) == "9999-01-01T00:00:00.000+09:00"


@pytest.mark.parametrize(
    ("floor", "after"),
    [
        (lambda local: local, lambda local: local),
        (lambda local: local, lambda local: local - timedelta(days=1)),
        (lambda local: local + timedelta(days=1), lambda local: local + timedelta(days=2)),
    ],
)
@pytest.mark.parametrize("made_of_days", [True, False])
def test_unit_that_contradicts_itself_is_an_error_that_names_it(
    floor: Any, after: Any, made_of_days: bool
) -> None:
    unit = unit_of(floor, after, made_of_days=made_of_days)
    interval = interval_of("UTC", "2026-01-01", "2026-03-01")
    with pytest.raises(UnusableUnit, match="the time unit 'odd' contradicts itself: for 2026-01"):
        list_buckets(unit, UTC, interval, 10)
    with pytest.raises(UnusableUnit, match="the time unit 'odd' contradicts itself"):
        bucket_start(unit, UTC, interval.start)


def test_unit_of_a_microsecond_ends() -> None:
    unit = unit_of(lambda local: local, lambda local: local + timedelta(microseconds=1))
    with pytest.raises(TooManyBuckets):
        list_buckets(unit, UTC, interval_of("UTC", "2026-01-01", "2026-03-01"), 10)


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


def test_same_question_has_the_same_list() -> None:
    interval = interval_of("UTC", "2026-03-01", "2026-03-04")
    first = list_buckets(UNITS["day"], UTC, interval, 3)
    assert (
        list_buckets(UNITS["day"], UTC, interval_of("UTC", "2026-03-01", "2026-03-04"), 3) is first
    )

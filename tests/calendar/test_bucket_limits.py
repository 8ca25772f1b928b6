"""Many buckets, the ends of time, and units that contradict themselves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from support.buckets import MINUTE, UNITS, buckets_of, interval_of, unit_of
from support.zones import HOUR_MS

from evsrv.calendar.bucket_walk import UnusableUnit
from evsrv.calendar.calendar import UTC, Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import format_local
from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT
from evsrv.calendar.time_buckets import (
    MAX_COUNTED_BUCKETS,
    TooManyBuckets,
    bucket_start,
    list_buckets,
)


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

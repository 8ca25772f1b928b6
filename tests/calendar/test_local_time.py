"""Local times and their odd cases: what clocks show twice or never, and days without midnight."""

from datetime import date, datetime

import pytest
from support.zones import instant_of

from evsrv.calendar.local_time import (
    OutsideOfTime,
    explain_local,
    first_instant,
    format_local,
    from_local,
    parse_local,
    to_local,
)
from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("America/New_York", "2026-07-01T12:00", "2026-07-01T12:00-04:00"),
        ("America/New_York", "2026-01-01T12:00", "2026-01-01T12:00-05:00"),
        # Clocks show 01:30 twice.
        ("America/New_York", "2025-11-02T01:30", "2025-11-02T01:30-04:00"),
        # They skip 02:30, which is read with the offset before.
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T03:30-04:00"),
        ("Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-05T02:15+10:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45+11:00"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T12:00+14:00"),
        ("Pacific/Chatham", "2026-01-01T00:00", "2026-01-01T00:00+13:45"),
        ("Asia/Kathmandu", "2026-01-01T00:00", "2026-01-01T00:00+05:45"),
        # Kathmandu's clocks skipped the first quarter of an hour of 1986.
        ("Asia/Kathmandu", "1986-01-01T00:10", "1986-01-01T00:25+05:45"),
    ],
)
def test_local_time_is_read_as_the_earlier_or_with_the_offset_before(
    zone: str, local: str, instant: str
) -> None:
    assert from_local(zone, datetime.fromisoformat(local)) == instant_of(instant)


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("UTC", "2026-03-01", "2026-03-01T00:00Z"),
        ("Asia/Tokyo", "2026-03-01", "2026-03-01T00:00+09:00"),
        # No midnight: clocks go from 00:00 to 01:00.
        ("America/Havana", "2025-03-09", "2025-03-09T01:00-04:00"),
        ("Asia/Beirut", "2026-03-29", "2026-03-29T01:00+03:00"),
        ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00+03:00"),
        ("Atlantic/Azores", "2026-03-29", "2026-03-29T00:00-01:00"),
        # Two midnights.
        ("America/Havana", "2025-11-02", "2025-11-02T00:00-04:00"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T00:00-02:30"),
        # A gap from before midnight to after it.
        ("America/Toronto", "1919-03-31", "1919-03-31T00:30-04:00"),
        # A day that clocks skipped begins where they skipped it.
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00+14:00"),
        ("Pacific/Apia", "2011-12-31", "2011-12-31T00:00+14:00"),
    ],
)
def test_day_begins_with_its_first_instant(zone: str, day: str, instant: str) -> None:
    assert first_instant(zone, date.fromisoformat(day)) == instant_of(instant)
    assert parse_local(day, zone) == instant_of(instant)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T10:15", "2026-03-01T10:15-05:00"),
        ("2026-03-01 10:15:30.1239", "2026-03-01T10:15:30.123-05:00"),
        ("2026-03-01T10:15Z", "2026-03-01T10:15Z"),
        ("2026-03-01T10:15+05:30", "2026-03-01T10:15+05:30"),
        ("2026-03-08T02:30", "2026-03-08T03:30-04:00"),
    ],
)
def test_text_without_offset_is_local_time(text: str, instant: str) -> None:
    assert parse_local(text, "America/New_York") == instant_of(instant)


@pytest.mark.parametrize("text", ["", "now", "2026-02-30", "2026-03-01T25:00", "0000-01-01"])
def test_text_that_is_no_timestamp_is_no_local_time(text: str) -> None:
    assert parse_local(text, "America/New_York") is None


@pytest.mark.parametrize(
    ("text", "zone", "reason"),
    [
        ("2026-02-30", "Asia/Tokyo", ": there is no day 2026-02-30"),
        ("0001-01-01", "Asia/Tokyo", ": in UTC it is outside of the years 0001 to 9999"),
        ("9999-12-31T23:00", "America/New_York", ": in UTC it is outside of the years 0001 to"),
        ("today", "Asia/Tokyo", ""),
    ],
)
def test_reason_says_why_a_local_time_is_refused(text: str, zone: str, reason: str) -> None:
    assert parse_local(text, zone) is None
    found = explain_local(text, zone)
    assert found.startswith(reason)
    assert bool(found) == bool(reason)


@pytest.mark.parametrize(
    ("instant", "zone", "shown"),
    [
        ("2026-03-08T05:00Z", "America/New_York", "2026-03-08T00:00:00.000-05:00"),
        ("2026-03-08T07:00Z", "America/New_York", "2026-03-08T03:00:00.000-04:00"),
        ("2026-03-08T05:00Z", "UTC", "2026-03-08T05:00:00.000Z"),
        ("2026-03-08T05:00Z", "Europe/London", "2026-03-08T05:00:00.000+00:00"),
        ("2026-03-08T05:00:00.007Z", "Asia/Kolkata", "2026-03-08T10:30:00.007+05:30"),
        ("2009-07-01T12:00Z", "America/St_Johns", "2009-07-01T09:30:00.000-02:30"),
        ("2026-01-01T00:00Z", "Pacific/Chatham", "2026-01-01T13:45:00.000+13:45"),
        # Monrovia was 44 minutes and 30 seconds behind UTC.
        ("1971-12-31T00:00Z", "Africa/Monrovia", "1971-12-31T00:00:00.000Z"),
        ("0001-01-01T00:00Z", "America/New_York", "0001-01-01T00:00:00.000Z"),
        # Local time is in the year 10000.
        ("9999-12-31T20:00Z", "Asia/Tokyo", "9999-12-31T20:00:00.000Z"),
        ("9999-12-31T20:00Z", "America/New_York", "9999-12-31T15:00:00.000-05:00"),
    ],
)
def test_instant_is_shown_as_local_time_if_it_has_such_a_form(
    instant: str, zone: str, shown: str
) -> None:
    assert format_local(instant_of(instant), zone) == shown
    assert parse_local(shown, zone) == instant_of(instant)


def test_local_time_outside_of_the_years_is_refused() -> None:
    with pytest.raises(OutsideOfTime, match="a local time is outside of the years 0001 to 9999"):
        to_local("America/New_York", MIN_INSTANT)
    with pytest.raises(OutsideOfTime):
        to_local("Asia/Tokyo", MAX_INSTANT)
    with pytest.raises(OutsideOfTime):
        from_local("Asia/Tokyo", datetime.min)
    with pytest.raises(OutsideOfTime):
        from_local("America/New_York", datetime.max)
    assert to_local("UTC", MAX_INSTANT) == datetime(9999, 12, 31, 23, 59, 59, 999_000)

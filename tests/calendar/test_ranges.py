"""Ranges in words: their grammar, how they move along the clocks, and what is refused."""

import re

import pytest
from support.ranges import (
    APIA,
    BERLIN,
    EXPECTED,
    HAVANA,
    NEW_YORK,
    exactly,
    range_of,
    shown,
)
from support.zones import HOUR_MS, instant_of

from evsrv.calendar.calendar import UTC, WEEKDAYS, Calendar
from evsrv.calendar.ranges import (
    explain_range,
    is_range,
    parse_compare,
    parse_range,
)
from evsrv.calendar.step import UNITS


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("past 1 minute", "2026-03-18T12:33:56.789Z/2026-03-18T12:34:56.789Z"),
        ("past 24 hours", "2026-03-17T12:34:56.789Z/2026-03-18T12:34:56.789Z"),
        ("past 7 days", "2026-03-11T12:34:56.789Z/2026-03-18T12:34:56.789Z"),
        ("past 1 months", "2026-02-18T12:34:56.789Z/2026-03-18T12:34:56.789Z"),
        ("past 10000 day", "1998-10-31T12:34:56.789Z/2026-03-18T12:34:56.789Z"),
        ("previous minute", "2026-03-18T12:33/2026-03-18T12:34"),
        ("previous 3 hours", "2026-03-18T09:00/2026-03-18T12:00"),
        ("previous day", "2026-03-17T00:00/2026-03-18T00:00"),
        ("previous 7 days", "2026-03-11T00:00/2026-03-18T00:00"),
        ("previous week", "2026-03-09T00:00/2026-03-16T00:00"),
        ("previous month", "2026-02-01T00:00/2026-03-01T00:00"),
        ("previous 1 month", "2026-02-01T00:00/2026-03-01T00:00"),
        ("previous quarter", "2025-10-01T00:00/2026-01-01T00:00"),
        ("previous 5 quarters", "2024-10-01T00:00/2026-01-01T00:00"),
        ("previous 2 years", "2024-01-01T00:00/2026-01-01T00:00"),
        ("minute to date", "2026-03-18T12:34/2026-03-18T12:34:56.789Z"),
        ("hour to date", "2026-03-18T12:00/2026-03-18T12:34:56.789Z"),
        ("day to date", "2026-03-18T00:00/2026-03-18T12:34:56.789Z"),
        ("7 days to date", "2026-03-12T00:00/2026-03-18T12:34:56.789Z"),
        ("1 week to date", "2026-03-16T00:00/2026-03-18T12:34:56.789Z"),
        ("month to date", "2026-03-01T00:00/2026-03-18T12:34:56.789Z"),
        ("3 months to date", "2026-01-01T00:00/2026-03-18T12:34:56.789Z"),
        ("quarter to date", "2026-01-01T00:00/2026-03-18T12:34:56.789Z"),
        ("years to date", "2026-01-01T00:00/2026-03-18T12:34:56.789Z"),
        ("2026-03-01/2026-04-01", "2026-03-01T00:00/2026-04-01T00:00"),
        ("2026-03-01T10:15Z/2026-03-01 12:30+01:00", "2026-03-01T10:15/2026-03-01T11:30"),
    ],
)
def test_range_is_an_interval(text: str, interval: str) -> None:
    assert is_range(text)
    assert shown(range_of(text).interval, UTC) == interval


@pytest.mark.parametrize("weekday", range(7))
def test_week_of_a_phrase_starts_on_the_day_of_the_calendar(weekday: int) -> None:
    calendar = Calendar("UTC", weekday)
    found = range_of("previous week", calendar).interval
    assert found.end - found.start == 7 * 24 * HOUR_MS
    # 18 March 2026 is a Wednesday.
    days = (2 - weekday) % 7
    assert found.end == instant_of("2026-03-18") - days * 24 * HOUR_MS, WEEKDAYS[weekday]


@pytest.mark.parametrize(
    ("text", "calendar", "now", "interval"),
    [
        # Hours are exact time, days move the clock.
        (
            "past 24 hours",
            NEW_YORK,
            "2026-03-08T12:00",
            "2026-03-07T11:00-05:00/2026-03-08T12:00-04:00",
        ),
        (
            "past 1 day",
            NEW_YORK,
            "2026-03-08T12:00",
            "2026-03-07T12:00-05:00/2026-03-08T12:00-04:00",
        ),
        # The time to move to was skipped, and is read with the offset before.
        (
            "past 1 day",
            NEW_YORK,
            "2026-03-09T02:30",
            "2026-03-08T03:30-04:00/2026-03-09T02:30-04:00",
        ),
        # It occurred twice, and is the earlier.
        (
            "past 1 day",
            NEW_YORK,
            "2025-11-03T01:30",
            "2025-11-02T01:30-04:00/2025-11-03T01:30-05:00",
        ),
        # The month lacks the day.
        ("past 1 month", UTC, "2026-03-31T10:00", "2026-02-28T10:00/2026-03-31T10:00"),
        ("past 1 year", UTC, "2024-02-29T10:00", "2023-02-28T10:00/2024-02-29T10:00"),
        ("past 4 years", UTC, "2024-02-29T10:00", "2020-02-29T10:00/2024-02-29T10:00"),
        # The start of a day moves to the start of a day, to and from days without a midnight.
        ("past 1 day", HAVANA, "2025-03-10", "2025-03-09T01:00-04:00/2025-03-10T00:00-04:00"),
        ("past 1 day", HAVANA, "2025-03-09", "2025-03-08T00:00-05:00/2025-03-09T01:00-04:00"),
        (
            "previous day",
            HAVANA,
            "2025-03-09T12:00",
            "2025-03-08T00:00-05:00/2025-03-09T01:00-04:00",
        ),
        # Samoa skipped 30 December 2011.
        (
            "previous 2 days",
            APIA,
            "2012-01-01T12:00",
            "2011-12-31T00:00+14:00/2012-01-01T00:00+14:00",
        ),
        (
            "previous 3 days",
            APIA,
            "2012-01-01T12:00",
            "2011-12-29T00:00-10:00/2012-01-01T00:00+14:00",
        ),
        ("past 1 day", APIA, "2011-12-31T12:00", "2011-12-31T12:00+14:00/2011-12-31T12:00+14:00"),
        # The current hour is half as long, and starts in its middle.
        (
            "hour to date",
            Calendar("Australia/Lord_Howe"),
            "2025-10-05T02:45",
            "2025-10-05T02:30+11:00/2025-10-05T02:45+11:00",
        ),
        # The second of two equal hours.
        (
            "hour to date",
            NEW_YORK,
            "2025-11-02T01:30-05:00",
            "2025-11-02T01:00-05:00/2025-11-02T01:30-05:00",
        ),
        (
            "previous hour",
            NEW_YORK,
            "2025-11-02T01:30-05:00",
            "2025-11-02T01:00-04:00/2025-11-02T01:00-05:00",
        ),
        ("previous quarter", BERLIN, "2026-04-01", "2026-01-01T00:00+01:00/2026-04-01T00:00+02:00"),
    ],
)
def test_phrase_moves_along_the_clocks_of_the_zone(
    text: str, calendar: Calendar, now: str, interval: str
) -> None:
    assert shown(range_of(text, calendar, now).interval, calendar) == interval


@pytest.mark.parametrize("text", ["month to date", "day to date", "2 hours to date"])
def test_phrase_may_be_empty_or_begin_now(text: str) -> None:
    found = range_of(text, now="2026-03-01").interval
    assert found.end == instant_of("2026-03-01")
    assert found.start == found.end - (HOUR_MS if text.startswith("2") else 0)


@pytest.mark.parametrize(
    "text",
    [
        "last 7 days",
        "this month",
        "",
        "today",
        "month",
        "7 days",
        "past days",
        "past month",
        "previous",
        "previous 7",
        "to date",
        "Past 7 days",
        "past 7  days",
        " past 7 days",
        "past 7 days ",
        "past 7 days to date",
        "previous month to date",
    ],
)
def test_text_that_is_no_range_is_refused_with_what_is_expected(text: str) -> None:
    assert not is_range(text)
    assert explain_range(text) == EXPECTED
    with pytest.raises(ValueError, match=exactly(EXPECTED)):
        range_of(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("past 0 days", "expected a whole number from 1 to 10000, not '0'"),
        ("past 07 days", "expected a whole number from 1 to 10000, not '07'"),
        ("previous 10001 months", "expected a whole number from 1 to 10000, not '10001'"),
        ("-1 days to date", "expected a whole number from 1 to 10000, not '-1'"),
        ("past 1.5 days", "expected a whole number from 1 to 10000, not '1.5'"),
        ("past \u0667 days", "expected a whole number from 1 to 10000, not '\u0667'"),
        ("past 7 dyas", "unknown unit 'dya'; did you mean 'day'?"),
        ("fortnight to date", "unknown unit 'fortnight'; expected one of day, hour, minute,"),
        ("previous 2 MONTHS", "unknown unit 'MONTHS'; did you mean 'month'?"),
        ("2026-03-01/", "expected a date or a timestamp on each side of '/', such as 2026-03-01"),
        ("2026-02-30/2026-03-01", "not '2026-02-30': there is no day 2026-02-30"),
        ("2026-03-01/2026-03-01T24:00", "not '2026-03-01T24:00': there is no time 24:00:00"),
        ("2026-03-01/past 7 days", "not 'past 7 days'"),
        ("2026-03-01/2026-03-02/2026-03-03", "expected an interval such as 2026-03-01/2026-04-01"),
        ("2026-03-01/P1D", "not 'P1D'"),
    ],
)
def test_almost_a_range_is_refused_with_its_flaw(text: str, reason: str) -> None:
    assert not is_range(text)
    assert reason in explain_range(text)
    with pytest.raises(ValueError, match=exactly(explain_range(text))):
        range_of(text)


@pytest.mark.parametrize(
    ("text", "calendar", "reason"),
    [
        (
            "2026-04-01/2026-03-01",
            BERLIN,
            "the interval '2026-04-01/2026-03-01' contains nothing: it goes from"
            " 2026-04-01T00:00:00.000+02:00 to 2026-03-01T00:00:00.000+01:00;"
            " its start must be before its end",
        ),
        ("2011-12-30/2011-12-31", APIA, "contains nothing"),
        # Both are read as the same instant: clocks skipped the first.
        ("2026-03-08T02:30/2026-03-08T03:30", NEW_YORK, "contains nothing"),
        (
            "0001-01-01/2026-01-01",
            Calendar("Asia/Tokyo"),
            "not '0001-01-01': in UTC it is outside of the years 0001 to 9999",
        ),
        (
            "past 10000 years",
            UTC,
            "'past 10000 years' begins or ends outside of the years 0001 to 9999",
        ),
        ("previous 3000 years", UTC, "'previous 3000 years' begins or ends outside of"),
    ],
)
def test_range_without_instants_or_outside_of_time_is_refused(
    text: str, calendar: Calendar, reason: str
) -> None:
    assert is_range(text)
    with pytest.raises(ValueError, match=re.escape(reason)):
        range_of(text, calendar)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("form", ["past 10000 {}s", "previous {}", "10000 {}s to date"])
@pytest.mark.parametrize("now", ["0001-01-01T10:00Z", "9999-12-31T20:00Z"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_phrases_at_the_ends_of_time_are_ranges_or_refused(
    unit: str, form: str, now: str, zone: str
) -> None:
    calendar = Calendar(zone, 6)
    message = ""
    try:
        found = parse_range(form.format(unit), calendar, instant_of(now))
        compared = parse_compare("previous", found, calendar)
    except ValueError as error:
        message = str(error)
    if message:
        assert message.endswith("begins or ends outside of the years 0001 to 9999")
    else:
        assert found.interval.start <= found.interval.end
        assert compared.start <= compared.end

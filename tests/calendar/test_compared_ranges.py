"""Compared ranges: what they are moved back by, and what is refused."""

import re

import pytest
from support.ranges import (
    APIA,
    BERLIN,
    EXPECTED_COMPARED,
    NEW_YORK,
    NOW,
    exactly,
    range_of,
    shown,
)

from evsrv.calendar.calendar import UTC, Calendar
from evsrv.calendar.ranges import (
    explain_compare,
    explain_range,
    is_compare,
    is_range,
    parse_compare,
)
from evsrv.calendar.step import Step


@pytest.mark.parametrize(
    ("text", "calendar", "now", "compared"),
    [
        (
            "past 24 hours",
            NEW_YORK,
            "2026-03-09T00:00",
            "2026-03-06T23:00-05:00/2026-03-07T23:00-05:00",
        ),
        (
            "past 1 day",
            NEW_YORK,
            "2026-03-09T00:00",
            "2026-03-07T00:00-05:00/2026-03-08T00:00-05:00",
        ),
        (
            "previous 3 days",
            NEW_YORK,
            "2026-03-10T12:00",
            "2026-03-04T00:00-05:00/2026-03-07T00:00-05:00",
        ),
        (
            "month to date",
            BERLIN,
            "2026-03-03T13:00",
            "2026-02-01T00:00+01:00/2026-02-03T13:00+01:00",
        ),
        ("month to date", UTC, "2026-03-31T13:00", "2026-02-01T00:00/2026-02-28T13:00"),
        ("2 months to date", UTC, "2026-03-31T13:00", "2025-12-01T00:00/2026-01-31T13:00"),
        ("previous quarter", BERLIN, "2026-04-01", "2025-10-01T00:00+02:00/2026-01-01T00:00+01:00"),
        ("previous week", Calendar("UTC", 6), "2026-03-18", "2026-03-01T00:00/2026-03-08T00:00"),
        # Days, if both ends are starts of local days: these are 23 + 24 hours.
        ("2026-03-08/2026-03-10", NEW_YORK, NOW, "2026-03-06T00:00-05:00/2026-03-08T00:00-05:00"),
        (
            "2026-03-08T05:00Z/2026-03-10T04:00Z",
            NEW_YORK,
            NOW,
            "2026-03-06T00:00-05:00/2026-03-08T00:00-05:00",
        ),
        # Otherwise the exact length.
        (
            "2026-03-08/2026-03-09T12:00",
            NEW_YORK,
            NOW,
            "2026-03-06T13:00-05:00/2026-03-08T00:00-05:00",
        ),
        (
            "2026-03-08T01:00/2026-03-08T04:00",
            NEW_YORK,
            NOW,
            "2026-03-07T23:00-05:00/2026-03-08T01:00-05:00",
        ),
        # The skipped day counts, so that the previous interval ends where this one begins.
        ("2011-12-29/2012-01-01", APIA, NOW, "2011-12-26T00:00-10:00/2011-12-29T00:00-10:00"),
    ],
)
def test_previous_range_lies_what_the_range_is_made_of_earlier(
    text: str, calendar: Calendar, now: str, compared: str
) -> None:
    found = range_of(text, calendar, now)
    assert shown(parse_compare("previous", found, calendar), calendar) == compared


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("past 90 minutes", Step(milliseconds=90 * 60_000)),
        ("previous 2 weeks", Step(days=14)),
        ("previous quarter", Step(months=3)),
        ("2 years to date", Step(months=24)),
        ("2026-03-01/2026-04-01", Step(days=31)),
        ("2026-03-01/2026-03-01T00:00:00.001", Step(milliseconds=1)),
    ],
)
def test_step_is_what_a_range_is_made_of(text: str, step: Step) -> None:
    assert range_of(text).step == step


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("1 year", "2025-03-01T00:00/2025-03-18T12:34:56.789Z"),
        ("7 days", "2026-02-22T00:00/2026-03-11T12:34:56.789Z"),
        ("2 hour", "2026-02-28T22:00/2026-03-18T10:34:56.789Z"),
        ("2025-12-24/2026-01-01", "2025-12-24T00:00/2026-01-01T00:00"),
        ("previous", "2026-02-01T00:00/2026-02-18T12:34:56.789Z"),
    ],
)
def test_compared_range_is_moved_by_a_length_or_stands_as_it_is(text: str, compared: str) -> None:
    assert is_compare(text)
    found = range_of("month to date")
    assert shown(parse_compare(text, found, UTC), UTC) == compared


def test_compared_range_is_empty_if_both_ends_become_the_last_day_of_a_month() -> None:
    found = range_of("2026-03-29/2026-03-31")
    assert shown(parse_compare("1 month", found, UTC), UTC) == "2026-02-28T00:00/2026-02-28T00:00"


def test_compared_range_never_ends_before_it_begins() -> None:
    # From the second 01:30 to the second 01:40, of which the day before has one each.
    found = range_of("2025-11-02T01:50-04:00/2025-11-02T01:10-05:00", NEW_YORK)
    compared = parse_compare("1 day", found, NEW_YORK)
    assert compared.start == compared.end


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", EXPECTED_COMPARED),
        ("year", EXPECTED_COMPARED),
        ("previous month", EXPECTED_COMPARED),
        ("last year", EXPECTED_COMPARED),
        ("past 7 days", EXPECTED_COMPARED),
        ("Previous", EXPECTED_COMPARED),
        ("0 days", "expected a whole number from 1 to 10000, not '0'"),
        ("1 yaer", "unknown unit 'yaer'; did you mean 'year'?"),
        ("2026-03-01/x", "expected a date or a timestamp on each side of '/'"),
    ],
)
def test_text_that_is_no_compared_range_is_refused(text: str, reason: str) -> None:
    assert not is_compare(text)
    assert explain_compare(text).startswith(reason)
    with pytest.raises(ValueError, match=exactly(explain_compare(text))):
        parse_compare(text, range_of("previous month"), UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-03-02/2026-03-01", "the interval '2026-03-02/2026-03-01' contains nothing"),
        ("3000 years", "the compared range begins or ends outside of the years 0001 to 9999"),
    ],
)
def test_compared_range_without_instants_or_outside_of_time_is_refused(
    text: str, reason: str
) -> None:
    assert is_compare(text)
    with pytest.raises(ValueError, match=re.escape(reason)):
        parse_compare(text, range_of("previous month"), UTC)


@pytest.mark.parametrize("text", ["9" * 100_000, "past " + "9" * 100_000 + " days", "/" * 100_000])
def test_long_text_is_quoted_short(text: str) -> None:
    assert not is_range(text)
    assert not is_compare(text)
    assert max(len(explain_range(text)), len(explain_compare(text))) < 300

"""The words of time in a query, resolved to instants."""

from typing import Any

import pytest

from evsrv.calendar.calendar import UTC, Calendar
from evsrv.core.errors import Unprocessable
from evsrv.core.timestamps import parse_timestamp
from evsrv.query import ast
from evsrv.query.issues import Issues
from evsrv.query.time_frame import (
    TimeFrame,
    format_interval,
    read_time_frame,
    resolve_time,
    without_ranges,
)

NOW = 1_775_001_600_000
"""2026-04-01T00:00:00Z."""


def instant(text: str) -> int:
    parsed = parse_timestamp(text)
    assert parsed is not None
    return parsed


def resolved(**words: Any) -> TimeFrame:
    issues = Issues()
    frame = resolve_time(ast.Query(**words), NOW, issues)
    issues.raise_if_any()
    return frame


def shown(**words: Any) -> tuple[str | None, str | None]:
    """Return the range and the compared range as an answer shows them."""
    frame = resolved(**words)
    zone = frame.calendar.zone
    return (
        None if frame.range is None else format_interval(frame.range.interval, zone),
        None if frame.compared is None else format_interval(frame.compared, zone),
    )


def refused(**words: Any) -> tuple[str, str]:
    with pytest.raises(Unprocessable) as refusal:
        resolved(**words)
    [issue] = refusal.value.issues
    return issue.pointer, issue.message


def test_query_without_words_has_no_range() -> None:
    assert resolved() == TimeFrame(UTC, None, None)


def test_calendar_has_zone_and_week_start() -> None:
    frame = resolved(timezone="Asia/Kolkata", weekStart="sunday")
    assert frame.calendar == Calendar("Asia/Kolkata", 6)


def test_phrase_is_relative_to_the_request_without_now() -> None:
    assert shown(range="previous 7 days")[0] == "2026-03-25T00:00:00.000Z/2026-04-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-03T12:00:00Z", "2026-03-03T13:00:00.000+01:00"),
        ("2026-03-03T13:00:00+02:00", "2026-03-03T12:00:00.000+01:00"),
        ("2026-03-03T13:00", "2026-03-03T13:00:00.000+01:00"),
        ("2026-03-03", "2026-03-03T00:00:00.000+01:00"),
    ],
)
def test_now_without_an_offset_is_local(now: str, end: str) -> None:
    text, _ = shown(range="month to date", timezone="Europe/Berlin", now=now)
    assert text == f"2026-03-01T00:00:00.000+01:00/{end}"


def test_compared_range_is_relative_to_the_range() -> None:
    words = {"range": "month to date", "compare": "previous", "timezone": "Europe/Berlin"}
    assert shown(**words, now="2026-03-03T12:00:00Z") == (
        "2026-03-01T00:00:00.000+01:00/2026-03-03T13:00:00.000+01:00",
        "2026-02-01T00:00:00.000+01:00/2026-02-03T13:00:00.000+01:00",
    )


def test_compare_without_a_range_has_no_compared_range() -> None:
    assert resolved(compare="previous").compared is None


@pytest.mark.parametrize(
    ("words", "pointer", "says"),
    [
        ({"range": "2026-03-02/2026-03-01"}, "/range", "its start must be before its end"),
        ({"range": "2026-03-01/2026-03-01"}, "/range", "its start must be before its end"),
        ({"range": "past 10000 years"}, "/range", "outside of the years 0001 to 9999"),
        (
            {"range": "2026-03-01/2026-03-02", "compare": "3000 years"},
            "/compare",
            "outside of the years 0001 to 9999",
        ),
        (
            {"range": "2026-03-01/2026-03-02", "compare": "2026-03-02/2026-03-01"},
            "/compare",
            "its start must be before its end",
        ),
        (
            {"range": "past 7 days", "now": "0001-01-01", "timezone": "Asia/Tokyo"},
            "/now",
            "outside of the years 0001 to 9999",
        ),
    ],
)
def test_word_without_a_time_is_refused_where_it_stands(
    words: Any, pointer: str, says: str
) -> None:
    at, message = refused(**words)
    assert at == pointer
    assert says in message


@pytest.mark.parametrize(
    "words",
    [
        {"range": "previous month", "timezone": "Europe/Berlin"},
        {"range": "past 30 hours", "timezone": "Australia/Lord_Howe"},
        {"range": "2 weeks to date", "timezone": "Asia/Kolkata", "weekStart": "sunday"},
        {"range": "previous quarter", "compare": "1 year", "timezone": "America/St_Johns"},
        {"range": "2025-11-01T23:30/2025-11-02T01:30", "timezone": "America/Havana"},
        {"range": "1911-01-01/1911-06-01", "timezone": "Europe/Paris"},
    ],
)
def test_shown_ranges_sent_back_are_the_same_ranges(words: Any) -> None:
    range_, compared = shown(**words)
    again = words | {"range": range_} | ({"compare": compared} if compared else {})
    assert shown(**again) == (range_, compared)


def test_document_is_read_as_the_query_is_resolved() -> None:
    document = {
        "range": "previous week",
        "compare": "previous",
        "weekStart": "sunday",
        "timezone": "Asia/Tokyo",
        "now": "2026-03-18T12:00",
        "limit": 3,
    }
    assert read_time_frame(document, NOW) == resolved(
        range="previous week",
        compare="previous",
        weekStart="sunday",
        timezone="Asia/Tokyo",
        now="2026-03-18T12:00",
    )
    assert without_ranges(document) == {
        "weekStart": "sunday",
        "timezone": "Asia/Tokyo",
        "limit": 3,
    }


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"now": "2026-03-18"},
        {"range": None},
        {"range": 7},
        {"range": ["past 7 days"]},
        {"range": "last 7 days"},
        {"range": "2026-03-02/2026-03-01"},
        {"range": "past 7 days", "timezone": "Mars"},
        {"range": "past 7 days", "timezone": None},
        {"range": "past 7 days", "timezone": ["UTC"]},
        {"range": "past 7 days", "weekStart": "Monday"},
        {"range": "past 7 days", "weekStart": 0},
        {"range": "past 7 days", "now": 5},
        {"range": "past 7 days", "now": "noon"},
        {"range": "past 7 days", "compare": True},
        {"range": "past 7 days", "compare": "last year"},
        {"range": "past 7 days", "compare": "2026-03-02/2026-03-01"},
    ],
)
def test_document_without_a_valid_range_has_no_time_frame(document: Any) -> None:
    assert read_time_frame(document, NOW) is None


def test_ends_are_those_of_both_ranges() -> None:
    frame = read_time_frame({"range": "2026-03-02/2026-03-03", "compare": "previous"}, NOW)
    assert frame is not None
    days = ("2026-03-02", "2026-03-03", "2026-03-01", "2026-03-02")
    assert frame.ends == tuple(map(instant, days))

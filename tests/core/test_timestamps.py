from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.timestamps import (
    explain_timestamp,
    format_timestamp,
    has_offset,
    now,
    parse_timestamp,
)

QUICK = settings(max_examples=200, deadline=None, derandomize=True)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = 253_402_300_799_999
FIRST = -62_135_596_800_000

milliseconds = st.integers(FIRST, LAST)


@QUICK
@given(milliseconds)
def test_what_is_written_is_read_back(instant: int) -> None:
    text = format_timestamp(instant)
    assert parse_timestamp(text) == instant
    assert len(text) == len("2026-03-02T10:15:00.000Z")
    assert text.endswith("Z")


@QUICK
@given(milliseconds, milliseconds)
def test_the_written_form_orders_as_time_does(one: int, other: int) -> None:
    assert (format_timestamp(one) < format_timestamp(other)) == (one < other)


@QUICK
@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_any_offset_is_taken_off(local: datetime, offset: int) -> None:
    aware = local.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert parse_timestamp(aware.isoformat()) == (aware - EPOCH) // timedelta(milliseconds=1)


@QUICK
@given(milliseconds, st.text("0123456789", max_size=9))
def test_digits_beyond_millisecond_are_cut(base: int, digits: str) -> None:
    assert parse_timestamp(format_timestamp(base)[:-1] + digits + "Z") == base


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-03-02", "2026-03-02T00:00:00.000Z"),
        ("2026-03-02T10:15", "2026-03-02T10:15:00.000Z"),
        ("2026-03-02T10:15:07", "2026-03-02T10:15:07.000Z"),
        ("2026-03-02 10:15:07Z", "2026-03-02T10:15:07.000Z"),
        ("2026-03-02t10:15:07z", "2026-03-02T10:15:07.000Z"),
        ("2026-03-02T10:15:07,5Z", "2026-03-02T10:15:07.500Z"),
        ("2026-03-02T10:15:07.25Z", "2026-03-02T10:15:07.250Z"),
        ("2026-03-02T10:15:07.123000Z", "2026-03-02T10:15:07.123Z"),
        ("2026-03-02T10:15:07+02:00", "2026-03-02T08:15:07.000Z"),
        ("2026-03-02T10:15:07-0530", "2026-03-02T15:45:07.000Z"),
        ("2026-03-02T10:15:07+02", "2026-03-02T08:15:07.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("2024-02-29", "2024-02-29T00:00:00.000Z"),
    ],
)
def test_the_forms_of_iso_8601(text: str, same: str) -> None:
    instant = parse_timestamp(text)
    assert isinstance(instant, int)
    assert format_timestamp(instant) == same


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "1772446500000",
        "2026",
        "2026-03",
        "2026-3-2",
        "20260302",
        "2026-W10-1",
        "2026-02-29",
        "2026-13-01",
        "2026-00-01",
        "0000-01-01",
        "2026-03-02T",
        "2026-03-02T24:00:00Z",
        "2026-03-02T10:60:00Z",
        "2026-03-02T23:59:60Z",
        "2026-03-02T10Z",
        "2026-03-02T10:15:00.Z",
        "2026-03-02T10:15:00Z ",
        " 2026-03-02T10:15:00Z",
        "2026-03-02T10:15:00Z\n",
        "2026-03-02T10:15:00+2:00",
        "2026-03-02T10:15:00+02:60",
        "2026-03-02T10:15:00+24:00",
        "2026-03-02T10:15:00-99",
        "2026-03-02Z",
        "٢٠٢٦-٠٣-٠٢",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "12026-03-02",
    ],
)
def test_what_is_no_timestamp_is_none(text: str) -> None:
    assert parse_timestamp(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", ": there is no day 2026-02-30"),
        ("2026-13-01T00:00:00Z", ": there is no day 2026-13-01"),
        ("0000-01-01", ": there is no day 0000-01-01; years go from 0001 to 9999"),
        ("2026-03-02T24:00Z", ": there is no time 24:00:00; times go from 00:00:00 to 23:59:59"),
        ("2026-03-02T10:15:00+24:00", ": there is no offset +24:00; an offset is at most 23:59"),
        ("2026-03-02T10:15:00+02:60", ": there is no offset +02:60; an offset is at most 23:59"),
        ("9999-12-31T23:59:59-01:00", ": in UTC it is outside of the years 0001 to 9999"),
        ("2026-03-02", ""),
        ("yesterday", ""),
    ],
)
def test_explanation_names_part_that_does_not_exist(text: str, reason: str) -> None:
    assert explain_timestamp(text) == reason


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2026-03-02T10:15:00Z", True),
        ("2026-03-02T10:15:00+01", True),
        ("2026-03-02T10:15:00", False),
        ("2026-03-02", False),
        ("no date", False),
    ],
)
def test_whether_it_says_its_offset(text: str, answer: bool) -> None:
    assert has_offset(text) is answer


def test_now_is_between_two_looks_at_the_clock() -> None:
    before = datetime.now(UTC).timestamp()
    instant = now()
    after = datetime.now(UTC).timestamp()
    assert before * 1_000 - 1 <= instant <= after * 1_000

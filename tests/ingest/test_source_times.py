from typing import Any

import pytest

from evsrv.calendar.zones import zone
from evsrv.core.timestamps import format_timestamp
from evsrv.ingest.source_times import TimeParser, UnreadableTime

NOON = "2026-03-02T10:15:00.123Z"
BERLIN = zone("Europe/Berlin")


def parsed(value: Any, **options: Any) -> str:
    return format_timestamp(TimeParser(**options).parse(value))


def refusal(value: Any, **options: Any) -> str:
    with pytest.raises(UnreadableTime) as refused:
        TimeParser(**options).parse(value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (1772446500.123, "s"),
        (1772446500.1234567, "s"),
        ("1772446500.123", "s"),
        (1772446500123, "ms"),
        (1772446500123.9, "ms"),
        (1772446500123456, "us"),
        ("1772446500123456789", "ns"),
        (1772446500123456789, "ns"),
    ],
)
def test_number_is_a_time_of_its_unit_cut_to_milliseconds(value: Any, unit: str) -> None:
    assert parsed(value, unit=unit) == NOON
    assert parsed(value, unit="auto") == NOON


def test_number_before_the_epoch_is_cut_like_text() -> None:
    assert parsed(-0.0005, unit="s") == "1969-12-31T23:59:59.999Z"
    assert parsed("1969-12-31T23:59:59.9995Z") == "1969-12-31T23:59:59.999Z"


@pytest.mark.parametrize(
    ("value", "guess"),
    [
        (1772446500, "1772446500 looks like epoch seconds (2026-03-02T10:15:00.000Z)"),
        ("1772446500123", "looks like epoch milliseconds (2026-03-02T10:15:00.123Z)"),
        (1772446500123456, "looks like epoch microseconds (2026-03-02T10:15:00.123Z)"),
        (1772446500123456789, "looks like epoch nanoseconds (2026-03-02T10:15:00.123Z)"),
    ],
)
def test_number_without_unit_is_refused_with_the_likely_time(value: Any, guess: str) -> None:
    assert guess in refusal(value)
    assert "; use --time-unit " in refusal(value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T11:15:00.1239+01:00",
        "2026-03-02 10:15:00.123Z",
        " 2026-03-02T10:15:00.123Z ",
        "2026-03-02 11:15:00.123 +0100",
        "2026-03-02 10:15:00.123 UTC",
        "2026-03-02 10:15:00.123+00",
    ],
)
def test_iso_8601_with_offset_needs_no_option(text: str) -> None:
    assert parsed(text) == NOON
    assert parsed(text, zone=BERLIN) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 02 Mar 2026 11:15:00 +0100",
        "2 Mar 2026 10:15:00 GMT",
        "Mon, 02 Mar 2026 10:15:00 -0000",
        "Mon, 02 Mar 2026 05:15 EST",
        "Mon, 02 Mar 2026 10:15:00 +0000 (UTC)",
    ],
)
def test_rfc_2822_needs_no_option(text: str) -> None:
    assert parsed(text) == "2026-03-02T10:15:00.000Z"


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        ("2026-03-02 11:15:00.123", NOON),
        ("2026-07-02T11:15", "2026-07-02T09:15:00.000Z"),
        ("2026-03-02", "2026-03-01T23:00:00.000Z"),
        pytest.param("2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z", id="twice"),
        pytest.param("2026-03-29 02:30:00", "2026-03-29T01:30:00.000Z", id="skipped"),
    ],
)
def test_time_without_offset_is_read_in_the_zone(local: str, instant: str) -> None:
    assert parsed(local, zone=BERLIN) == instant
    assert refusal(local) == f"{local!r} has no offset; use --time-zone"


def test_format_reads_times_with_and_without_offset() -> None:
    text = "02/Mar/2026:11:15:00 +0100"
    assert parsed(text, format="%d/%b/%Y:%H:%M:%S %z") == "2026-03-02T10:15:00.000Z"
    assert parsed("2.3.26 11:15", format="%d.%m.%y %H:%M", zone=BERLIN).startswith(
        "2026-03-02T10:15"
    )
    assert "has no offset; use --time-zone" in refusal("2.3.26", format="%d.%m.%y")
    assert "is not of the form '%d.%m.%y'; change --time-format" in refusal("x", format="%d.%m.%y")


@pytest.mark.parametrize(
    ("value", "options", "reason"),
    [
        ("never", {}, "'never' is not a time; expected ISO 8601 or RFC 2822"),
        ("2026-02-30T10:15:00Z", {}, "there is no day 2026-02-30"),
        ("Mon, 32 Mar 2026 10:15:00 GMT", {}, "is not a time"),
        (True, {}, "a boolean is not a time"),
        ([], {}, "an array is not a time"),
        (float("nan"), {"unit": "s"}, "nan is not a time"),
        (1e300, {"unit": "s"}, "is outside of the years 0001 to 9999"),
        (1772446500123, {"unit": "s"}, "use another --time-unit"),
        ("0001-01-01 00:00:00", {"zone": BERLIN}, "outside of the years"),
        ("9999-12-31 23:59:59", {"zone": zone("America/New_York")}, "outside of the years"),
    ],
)
def test_unreadable_time_is_refused_with_its_reason(
    value: Any, options: dict[str, Any], reason: str
) -> None:
    assert reason in refusal(value, **options)

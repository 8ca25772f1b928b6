"""The formats of text in schemas."""

import pytest

from evsrv.calendar.zones import zone_names
from evsrv.query.formats import FORMATS, lost_plus

TIMEZONE = FORMATS["timezone"]
RANGES = (
    "expected an interval such as 2026-03-01/2026-04-01, or 'past 7 days' (up to now),"
    " 'previous 7 days' (whole, without today) or '7 days to date'"
)


def test_timezone_accepts_every_name_of_the_database() -> None:
    assert all(map(TIMEZONE.accepts, zone_names()))
    for link in ("US/Eastern", "Asia/Calcutta", "UTC", "Etc/GMT-5"):
        assert TIMEZONE.accepts(link)


@pytest.mark.parametrize(
    "text",
    ["", "europe/berlin", "Europe/Berlin ", "+05:00", "../UTC", "Europe", "local", "a" * 100_000],
)
def test_timezone_accepts_nothing_else(text: str) -> None:
    assert not TIMEZONE.accepts(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Europe/Berln", "unknown time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
        ("europe/berlin", "did you mean 'Europe/Berlin'?"),
        ("Europe/berlin", "did you mean 'Europe/Berlin'?"),
        ("Berlin", "did you mean 'Europe/Berlin'?"),
        ("New York", "did you mean 'America/New_York'?"),
        ("America/New York", "did you mean 'America/New_York'?"),
        ("xyzzy", "unknown time zone 'xyzzy'; expected a name such as America/New_York"),
        ("+05:00", "write Etc/GMT-5, which is 5 hours ahead of UTC, or the name of a place"),
        ("-0100", "write Etc/GMT+1, which is 1 hour behind UTC"),
        ("UTC+2", "write Etc/GMT-2, which is 2 hours ahead of UTC"),
        ("gmt-12", "write Etc/GMT+12"),
        ("+14:00", "write Etc/GMT-14"),
        ("+00:00", "write UTC"),
        ("+05:30", "write the name of a place, as Asia/Kolkata"),
        ("-13:00", "write the name of a place"),
    ],
)
def test_wrong_timezone_is_answered_with_the_right_one(text: str, says: str) -> None:
    assert not TIMEZONE.accepts(text)
    assert says in TIMEZONE.explain(text)


def test_zone_of_a_fixed_offset_has_that_offset() -> None:
    for hours in range(1, 13):
        for sign, opposite in (("+", "-"), ("-", "+")):
            name = f"Etc/GMT{opposite}{hours}"
            assert name in zone_names()
            assert f"write {name}," in TIMEZONE.explain(f"{sign}{hours:02}:00")


def test_message_on_a_long_timezone_is_short() -> None:
    assert len(TIMEZONE.explain("x" * 1_000_000)) < 200


@pytest.mark.parametrize("text", ["last 7 days", "this month", "yesterday", ""])
def test_wrong_range_is_answered_with_the_three_phrases(text: str) -> None:
    assert FORMATS["range"].explain(text) == RANGES


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("timestamp", "2026-03-02T10:00:00 01:00"),
        ("timestamp", "2026-03-02T10:00 01"),
        ("range", "2026-03-02T10:00:00 01:00/2026-03-03T10:00:00 01:00"),
        ("range", "2026-03-02T10:00:00 0100/2026-03-03"),
        ("compare", "2026-03-02/2026-03-03T10:00:00 01:00"),
        ("timezone", "Etc/GMT 5"),
    ],
)
def test_text_that_lost_its_plus_is_recognized(name: str, text: str) -> None:
    assert lost_plus(text, FORMATS[name]) == "in a URL + is read as a blank; write it as %2B"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("timestamp", "2026-03-02 10:00"),
        ("timestamp", "noon 01:00"),
        ("range", "past 7 days"),
        ("range", "2026-03-02 10:00/2026-03-03 10:00"),
        ("range", "last 7 days"),
    ],
)
def test_text_with_other_blanks_is_no_lost_plus(name: str, text: str) -> None:
    assert lost_plus(text, FORMATS[name]) is None

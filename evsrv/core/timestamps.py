"""Timestamps: ISO 8601 text on the wire, integer epoch milliseconds in the database."""

import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
DAY_MS = 86_400_000
_MAX_OFFSET_HOURS = 23
_MAX_OFFSET_MINUTES = 59
_MAX_CACHED_CHARACTERS = 100
_ISO_8601 = re.compile(
    r"""
    (?P<date>\d{4}-\d{2}-\d{2})
    (?: [Tt\ ] (?P<hour>\d{2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?: [.,] (?P<fraction>\d+) )? )?
        (?P<offset> [Zz] | (?P<sign>[+-]) (?P<offset_hours>\d{2}) (?: :? (?P<offset_minutes>\d{2}) )? )?
    )?
    """,  # noqa: E501 - one pattern, one line a part
    re.VERBOSE | re.ASCII,
)


def parse_timestamp(text: str) -> int | None:
    """Parse an ISO 8601 timestamp to epoch milliseconds; return None for other text.

    A date alone is its midnight, and a time without an offset is UTC. Digits beyond the millisecond
    are cut.
    """
    # Long texts would fill the memory through the cache.
    return _parse_cached(text) if len(text) <= _MAX_CACHED_CHARACTERS else _parse(text)


def _parse(text: str) -> int | None:
    if _is_canonical(text):
        with suppress(ValueError):
            return (datetime.fromisoformat(text) - _EPOCH) // _MILLISECOND
    match = _ISO_8601.fullmatch(text)
    try:
        return None if match is None else _instant(match)
    except _NoSuchInstant:
        return None


# Each timestamp is parsed twice: by the schema's check, and to be stored.
_parse_cached = lru_cache(maxsize=256)(_parse)


class _NoSuchInstant(ValueError):
    """Text in the form of a timestamp that names no instant; the message gives the reason."""


def explain_timestamp(text: str) -> str:
    """Return why text in the form of a timestamp names no instant, to end a message with.

    It begins with a colon; for other text it is empty.
    """
    match = _ISO_8601.fullmatch(text)
    if match is not None:
        try:
            _instant(match)
        except _NoSuchInstant as error:
            return f": {error}"
    return ""


def _instant(match: re.Match[str]) -> int:
    part = match.groupdict(default="0")
    try:
        date = datetime.fromisoformat(part["date"])
    except ValueError:
        years = "; years go from 0001 to 9999" if part["date"].startswith("0000") else ""
        raise _NoSuchInstant(f"there is no day {part['date']}{years}") from None
    hour, minute, second = int(part["hour"]), int(part["minute"]), int(part["second"])
    try:
        local = date.replace(hour=hour, minute=minute, second=second, tzinfo=UTC)
    except ValueError:
        raise _NoSuchInstant(
            f"there is no time {hour:02}:{minute:02}:{second:02};"
            " times go from 00:00:00 to 23:59:59"
        ) from None
    hours, minutes = int(part["offset_hours"]), int(part["offset_minutes"])
    if hours > _MAX_OFFSET_HOURS or minutes > _MAX_OFFSET_MINUTES:
        raise _NoSuchInstant(f"there is no offset {part['offset']}; an offset is at most 23:59")
    offset = timedelta(hours=hours, minutes=minutes)
    try:
        instant = local + offset if part["sign"] == "-" else local - offset
    except OverflowError:
        raise _NoSuchInstant("in UTC it is outside of the years 0001 to 9999") from None
    return (instant - _EPOCH) // _MILLISECOND + int(part["fraction"].ljust(3, "0")[:3])


def _is_canonical(text: str) -> bool:
    """Return whether text has the form `2026-03-02T10:15:00.000Z`.

    Python parses it ten times as fast. With every separator in its place it cannot be a form that
    Python accepts and the pattern does not.
    """
    return (
        len(text) == 24
        and text[4] == text[7] == "-"
        and text[10] == "T"
        and text[13] == text[16] == ":"
        and text[19] == "."
        and text[23] == "Z"
    )


def has_offset(text: str) -> bool:
    """Return whether a timestamp has an offset from UTC."""
    if _is_canonical(text):
        return True
    match = _ISO_8601.fullmatch(text)
    return match is not None and match["offset"] is not None


def format_timestamp(milliseconds: int) -> str:
    """Render epoch milliseconds as `2026-03-02T10:15:00.000Z`."""
    second, rest = divmod(milliseconds, 1000)
    # A format such as `:03` takes twice as long, and each log line has such a text.
    return f"{_format_second(second)}.{str(rest).zfill(3)}Z"


# Most of what is rendered is the present time.
@lru_cache(maxsize=256)
def _format_second(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).isoformat().removesuffix("+00:00")


def now() -> int:
    """Return the current time in epoch milliseconds."""
    return time.time_ns() // 1_000_000

"""Timestamps as epoch milliseconds, and the buckets that they fall into."""

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)


def read_instant(text: object) -> int | None:
    """Read ISO 8601 as epoch milliseconds, cut; a date alone is its midnight UTC."""
    match = _TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    *parts, fraction, offset = match.groups()
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in parts)
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    milliseconds = (local - EPOCH) // timedelta(milliseconds=1)
    milliseconds += int((fraction or "")[1:4].ljust(3, "0"))
    if offset and offset != "Z":
        hours, minutes = offset[1:].split(":")
        shift = (int(hours) * 60 + int(minutes)) * 60_000
        milliseconds -= shift if offset[0] == "+" else -shift
    return milliseconds


def bucket(unit: str, instant: int | None) -> int | None:
    """The start of the bucket of an instant, in epoch milliseconds."""
    if instant is None:
        return None
    hour = (EPOCH + timedelta(milliseconds=instant)).replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    start = {
        "hour": hour,
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
    }[unit]
    return (start - EPOCH) // timedelta(milliseconds=1)


def show_instant(milliseconds: int) -> str:
    """Render `2026-03-02T10:15:00.000Z`."""
    instant = EPOCH + timedelta(milliseconds=milliseconds)
    return f"{instant:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z".rjust(24, "0")

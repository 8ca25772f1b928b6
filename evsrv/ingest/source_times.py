"""Times of other programs' files: numbers since the epoch, and text of several forms."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from attrs import frozen

from evsrv.core.errors import clip
from evsrv.core.json_text import type_name
from evsrv.core.timestamps import (
    explain_timestamp,
    format_timestamp,
    has_offset,
    parse_timestamp,
)

UNITS: Mapping[str, Decimal] = MappingProxyType(
    {
        "s": Decimal(1000),
        "ms": Decimal(1),
        "us": Decimal("1e-3"),
        "ns": Decimal("1e-6"),
    }
)
"""Milliseconds of each unit of numbers since the epoch."""
AUTO = "auto"
_UNIT_WORDS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
_FIRST_OF_UNIT = (("s", 0), ("ms", 10**11), ("us", 10**14), ("ns", 10**17))
"""The smallest number of each unit, if it is not given; in seconds 10**11 is the year 5138."""
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{2}:\d{2}(?::\d{2})?"
    r"\s+(?:[+-]\d{4}|[A-Za-z]{1,4})(?:\s*\([^()]*\))?",
    re.ASCII,
)
_SPACED_OFFSET = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*) (?P<offset>UTC|GMT|Z|[+-]\d\d:?\d\d)", re.ASCII
)
"""ISO 8601 as PostgreSQL, Git and Ruby show it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MIN_INSTANT = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND
_MAX_INSTANT = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND


class UnreadableTime(ValueError):
    """A value that is not a time; the message gives the reason and, after `; `, the next step."""


@frozen
class TimeParser:
    """Parser of the times of one file."""

    unit: str | None = None
    """The unit of numbers: one of `UNITS`, or `AUTO`, which takes it from the number's size."""
    zone: ZoneInfo | None = None
    """The time zone of text without an offset."""
    format: str | None = None
    """The form of text, as `strptime` takes it; without it, ISO 8601 and RFC 2822."""

    def parse(self, value: object) -> int:
        """Return the epoch milliseconds of a value; raise `UnreadableTime` if it is not a time.

        What is finer than a millisecond is cut. Of a local time that occurs twice, the earlier one
        counts; one that is skipped is read with the offset before the gap.
        """
        match value:
            case bool():
                pass
            case int() | float():
                return self._instant_of(Decimal(str(value)), value)
            case str() if self.format is not None:
                return self._formatted(value, self.format)
            case str():
                return self._text(value.strip())
        raise UnreadableTime(f"{type_name(value)} is not a time")

    def _text(self, text: str) -> int:
        instant = parse_timestamp(text)
        if instant is not None:
            if has_offset(text):
                return instant
            return self._local(text, _EPOCH.replace(tzinfo=None) + instant * _MILLISECOND)
        if _NUMBER.fullmatch(text):
            return self._instant_of(Decimal(text), text)
        if _RFC_2822.fullmatch(text):
            try:
                moment = parsedate_to_datetime(text)
            except ValueError as error:
                raise UnreadableTime(f"{clip(text)} is not a time: {error}") from None
            # RFC 2822 has UTC, without a word on the local time, as -0000.
            return _instant(moment.replace(tzinfo=moment.tzinfo or UTC))
        if match := _SPACED_OFFSET.fullmatch(text):
            offset = "Z" if match["offset"] in ("UTC", "GMT") else match["offset"]
            return self._text(match["time"] + offset)
        reason = explain_timestamp(text)
        raise UnreadableTime(
            f"{clip(text)} is not a time{reason}"
            + ("" if reason else "; expected ISO 8601 or RFC 2822, else use --time-format")
        )

    def _formatted(self, text: str, form: str) -> int:
        try:
            moment = datetime.strptime(text, form)
        except ValueError:
            raise UnreadableTime(
                f"{clip(text)} is not of the form {clip(form)}; change --time-format"
            ) from None
        return _instant(moment) if moment.tzinfo else self._local(text, moment)

    def _local(self, text: str, moment: datetime) -> int:
        if self.zone is None:
            raise UnreadableTime(f"{clip(text)} has no offset; use --time-zone")
        return _instant(moment.replace(tzinfo=self.zone))

    def _instant_of(self, number: Decimal, sent: object) -> int:
        if not number.is_finite():
            raise UnreadableTime(f"{sent} is not a time")
        unit = _guessed_unit(number) if self.unit in (None, AUTO) else self.unit
        assert unit is not None  # noqa: S101 - the condition above is too subtle for the type check
        instant = _milliseconds(number, unit)
        if self.unit is None:
            raise UnreadableTime(
                f"{clip(sent)} looks like epoch {_UNIT_WORDS[unit]}"
                f" ({format_timestamp(instant)}); use --time-unit {unit}"
            )
        return instant


def _guessed_unit(number: Decimal) -> str:
    return max((first, unit) for unit, first in _FIRST_OF_UNIT if first <= abs(number))[1]


def _milliseconds(number: Decimal, unit: str) -> int:
    instant = int((number * UNITS[unit]).to_integral_value(ROUND_FLOOR))
    return _checked(instant, f"{number} {_UNIT_WORDS[unit]}", "; use another --time-unit")


def _instant(moment: datetime) -> int:
    return _checked((moment - _EPOCH) // _MILLISECOND, str(moment))


def _checked(instant: int, shown: str, step: str = "") -> int:
    if not _MIN_INSTANT <= instant <= _MAX_INSTANT:
        raise UnreadableTime(f"{shown} is outside of the years 0001 to 9999 in UTC{step}")
    return instant

"""Ranges of time in words: intervals and phrases, and what they are compared with.

    interval := instant "/" instant, half open
    phrase   := "past" N unit | "previous" [N] unit | [N] unit "to date"
    unit     := minute hour day week month quarter year, or with s

A phrase becomes a range in a calendar and relative to an instant, now.
"""

import re
from typing import NamedTuple

from attrs import frozen

from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import (
    OutsideOfTime,
    explain_local,
    first_instant,
    format_local,
    parse_local,
    to_local,
)
from evsrv.calendar.step import UNITS, Step
from evsrv.core.errors import clip, unknown
from evsrv.core.timestamps import explain_timestamp, parse_timestamp

MAX_STEPS = 10_000
"""The greatest number in a phrase."""

_UNIT = rf"({'|'.join(UNITS)})s?"
_NUMBER = r"([1-9]\d{0,4})"
_PAST = re.compile(rf"past {_NUMBER} {_UNIT}", re.ASCII)
_PREVIOUS = re.compile(rf"previous (?:{_NUMBER} )?{_UNIT}", re.ASCII)
_TO_DATE = re.compile(rf"(?:{_NUMBER} )?{_UNIT} to date", re.ASCII)
_LENGTH = re.compile(rf"{_NUMBER} {_UNIT}", re.ASCII)
_ALMOST_PHRASE = re.compile(
    r"(?:past |previous )(?:([-+]?\d[\d.,]*) )?([^\W\d]+)"
    r"|(?:([-+]?\d[\d.,]*) )?([^\W\d]+) to date"
)
_ALMOST_LENGTH = re.compile(r"([-+]?\d[\d.,]*) ([^\W\d]+)")

_RANGES = (
    "an interval such as 2026-03-01/2026-04-01, or 'past 7 days' (up to now), 'previous 7 days'"
    " (whole, without today) or '7 days to date'"
)
_COMPARED_RANGES = (
    "'previous', a length to move back by such as '1 year' or '7 days',"
    " or an interval such as 2025-03-01/2025-04-01"
)
_PREVIOUS_RANGE = "previous"


@frozen
class Range:
    """The range of a query."""

    interval: Interval
    step: Step
    """The step back to the previous range."""


class _Phrase(NamedTuple):
    number: int
    unit: Step


def is_range(text: str) -> bool:
    """Return whether text has the form of a range; its interval may yet be empty or reversed."""
    phrases = (_PAST, _PREVIOUS, _TO_DATE)
    return _is_interval(text) or any(_match(pattern, text) for pattern in phrases)


def is_compare(text: str) -> bool:
    """Return whether text has the form of a compared range."""
    return text == _PREVIOUS_RANGE or _is_interval(text) or _match(_LENGTH, text) is not None


def explain_range(text: str) -> str:
    """Return the message for text that does not have the form of a range."""
    return _explain(text, _ALMOST_PHRASE, _RANGES)


def explain_compare(text: str) -> str:
    """Return the message for text that does not have the form of a compared range."""
    return _explain(text, _ALMOST_LENGTH, _COMPARED_RANGES)


def parse_range(text: str, calendar: Calendar, now: int) -> Range:
    """Parse an interval or a phrase; raise ValueError with the reason if it is none."""
    if "/" in text:
        interval = _parse_interval(text, calendar)
        return Range(interval, _step_of(interval, calendar))
    try:
        found = _parse_phrase(text, calendar, now)
    except OutsideOfTime:
        raise ValueError(_outside(clip(text))) from None
    if found is None:
        raise ValueError(explain_range(text))
    return found


def parse_compare(text: str, base: Range, calendar: Calendar) -> Interval:
    """Parse the range that `base` is compared with; raise ValueError with the reason if it is none.

    It may be empty if `base` is, or where both ends move to the last day of a month.
    """
    if "/" in text:
        return _parse_interval(text, calendar)
    phrase = _match(_LENGTH, text)
    if phrase is None and text != _PREVIOUS_RANGE:
        raise ValueError(explain_compare(text))
    step = phrase.unit.times(phrase.number) if phrase else base.step
    try:
        start, end = (
            step.back_from(instant, calendar.zone)
            for instant in (base.interval.start, base.interval.end)
        )
    except OutsideOfTime:
        raise ValueError(_outside("the compared range")) from None
    return _until(start, end)


def _parse_phrase(text: str, calendar: Calendar, now: int) -> Range | None:
    if phrase := _match(_PAST, text):
        step = phrase.unit.times(phrase.number)
        return Range(_until(step.back_from(now, calendar.zone), now), step)
    if phrase := _match(_PREVIOUS, text):
        step = phrase.unit.times(phrase.number)
        end = phrase.unit.start_of_unit(now, calendar)
        return Range(_until(step.back_from(end, calendar.zone), end), step)
    if phrase := _match(_TO_DATE, text):
        start = phrase.unit.start_of_unit(now, calendar)
        if phrase.number > 1:
            start = phrase.unit.times(phrase.number - 1).back_from(start, calendar.zone)
        return Range(_until(start, now), phrase.unit.times(phrase.number))
    return None


def _match(pattern: re.Pattern[str], text: str) -> _Phrase | None:
    match = pattern.fullmatch(text)
    if match is None:
        return None
    number, unit = match.groups()
    phrase = _Phrase(int(number or 1), UNITS[unit])
    return phrase if phrase.number <= MAX_STEPS else None


def _until(start: int, end: int) -> Interval:
    # Where clocks went back, the wall clock of an earlier instant can be the later one.
    return Interval(min(start, end), end)


def _is_interval(text: str) -> bool:
    ends = text.split("/", 2)
    return len(ends) == 2 and all(parse_timestamp(end) is not None for end in ends)


def _parse_interval(text: str, calendar: Calendar) -> Interval:
    ends = text.split("/", 2)
    if len(ends) != 2:
        raise ValueError(_explain_interval(text))
    start, end = (parse_local(one, calendar.zone) for one in ends)
    if start is None or end is None:
        one = ends[start is not None]
        raise ValueError(_explain_end(one, explain_local(one, calendar.zone)))
    if start >= end:
        shown = " to ".join(format_local(instant, calendar.zone) for instant in (start, end))
        raise ValueError(
            f"the interval {clip(text)} contains nothing: it goes from {shown};"
            " its start must be before its end"
        )
    return Interval(start, end)


def _step_of(interval: Interval, calendar: Calendar) -> Step:
    """Return the local days of an interval whose ends are starts of such; else its exact length.

    A day that clocks skipped counts, so that the previous interval ends where this one begins.
    """
    zone = calendar.zone
    try:
        first, last = (to_local(zone, one).date() for one in (interval.start, interval.end))
        starts = (first_instant(zone, first), first_instant(zone, last))
    except OutsideOfTime:
        starts = None
    if starts == (interval.start, interval.end):
        return Step(days=(last - first).days)
    return Step(milliseconds=interval.end - interval.start)


def _explain(text: str, almost: re.Pattern[str], expected: str) -> str:
    if "/" in text:
        return _explain_interval(text)
    match = almost.fullmatch(text)
    if match is not None:
        *numbers, unit = filter(None, match.groups())
        singular = unit.removesuffix("s")
        if singular not in UNITS:
            return unknown("unit", singular, UNITS)
        if numbers:
            return f"expected a whole number from 1 to {MAX_STEPS}, not {clip(numbers[0])}"
    return f"expected {expected}"


def _explain_interval(text: str) -> str:
    ends = text.split("/", 2)
    if len(ends) == 2:
        for end in ends:
            if parse_timestamp(end) is None:
                return _explain_end(end, explain_timestamp(end))
    return f"expected an interval such as 2026-03-01/2026-04-01, with one '/', not {clip(text)}"


def _explain_end(text: str, reason: str) -> str:
    expected = "a date or a timestamp on each side of '/', such as 2026-03-01 or 2026-03-01T10:15"
    return f"expected {expected}, not {clip(text)}{reason}"


def _outside(subject: str) -> str:
    return f"{subject} begins or ends outside of the years 0001 to 9999"

"""Ranges of time in words: intervals and phrases, and what they are compared with."""

from attrs import frozen

from evsrv.calendar.calendar import Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.step import Step


@frozen
class Range:
    """The range of a query."""

    interval: Interval
    step: Step
    """The step back to the range before it."""


def is_range(text: str) -> bool:
    """Return whether text has the form of a range."""
    raise NotImplementedError


def explain_range(text: str) -> str:
    """Return the message for text without the form of a range."""
    raise NotImplementedError


def is_compare(text: str) -> bool:
    """Return whether text has the form of a compared range."""
    raise NotImplementedError


def explain_compare(text: str) -> str:
    """Return the message for text without the form of a compared range."""
    raise NotImplementedError


def parse_range(text: str, calendar: Calendar, now: int) -> Range:
    """Parse an interval or a phrase; raise ValueError with the reason if it is neither."""
    raise NotImplementedError


def parse_compare(text: str, range_: Range, calendar: Calendar) -> Interval:
    """Parse a compared range; raise ValueError with the reason if it is none."""
    raise NotImplementedError

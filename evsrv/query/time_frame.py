"""The times that a query is about: its range and compared range as instants."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from evsrv.calendar.calendar import UTC, WEEKDAYS, Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import explain_local, format_local, parse_local
from evsrv.calendar.ranges import Range, parse_compare, parse_range
from evsrv.core.errors import clip
from evsrv.query import ast
from evsrv.query.formats import FORMATS
from evsrv.query.issues import Issues

_WORDS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "timezone": FORMATS["timezone"].accepts,
        "weekStart": WEEKDAYS.__contains__,
        "range": FORMATS["range"].accepts,
        "compare": FORMATS["compare"].accepts,
        "now": FORMATS["timestamp"].accepts,
    }
)
"""The members that a time frame depends on, with what the schema accepts."""


@frozen
class TimeFrame:
    """The calendar of a query, and its ranges."""

    calendar: Calendar = UTC
    range: Range | None = None
    compared: Interval | None = None

    @property
    def ends(self) -> tuple[int, ...]:
        """The start and end of the range, then of the compared range."""
        intervals = (self.range and self.range.interval, self.compared)
        return tuple(end for one in intervals if one for end in (one.start, one.end))


def resolve_time(query: ast.Query, now: int, issues: Issues) -> TimeFrame:
    """Resolve the words of time in a query that reached the server at `now`.

    Adds an issue for the first one that names no times; it and those that follow are left out.
    """
    calendar = Calendar(query.timezone, WEEKDAYS.index(query.week_start))

    range_ = compared = None
    try:
        pointer = "/now"
        if query.now is not None:
            now = local_instant(query.now, calendar.zone)
        pointer = "/range"
        if query.range is not None:
            range_ = parse_range(query.range, calendar, now)
        pointer = "/compare"
        if query.compare is not None and range_ is not None:
            compared = parse_compare(query.compare, range_, calendar)
    except ValueError as error:
        issues.add(str(error), pointer)
    return TimeFrame(calendar, range_, compared)


def read_time_frame(document: Mapping[str, Any], now: int) -> TimeFrame | None:
    """Return the time frame of a query's document that has a range.

    Returns None for other documents, and if a word of time in it is not valid.
    """
    if "range" not in document:
        return None
    words = {name: document[name] for name in _WORDS if name in document}
    for name, text in words.items():
        if not isinstance(text, str) or not _WORDS[name](text):
            return None
    issues = Issues()
    frame = resolve_time(ast.Query(**words), now, issues)
    return None if issues else frame


def without_ranges(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a query's document without the members that its time frame stands for."""
    return {
        name: value for name, value in document.items() if name not in ("range", "compare", "now")
    }


def local_instant(text: str, zone: str) -> int:
    """Return the instant of a timestamp; without an offset it is local time.

    Raises ValueError with a message for a local time that is outside of all years in UTC.
    """
    instant = parse_local(text, zone)
    if instant is None:
        raise ValueError(f"expected a timestamp, not {clip(text)}{explain_local(text, zone)}")
    return instant


def format_interval(interval: Interval, zone: str) -> str:
    """Render an interval so that `range` and `compare` take it."""
    return f"{format_local(interval.start, zone)}/{format_local(interval.end, zone)}"

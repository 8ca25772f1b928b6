"""Ranges of the tests: calendars, and intervals as text."""

import re

from evsrv.calendar.calendar import UTC, Calendar
from evsrv.calendar.interval import Interval
from evsrv.calendar.local_time import format_local, parse_local
from evsrv.calendar.ranges import (
    Range,
    parse_range,
)

NEW_YORK = Calendar("America/New_York")
BERLIN = Calendar("Europe/Berlin")
HAVANA = Calendar("America/Havana")
APIA = Calendar("Pacific/Apia")
EXPECTED = (
    "expected an interval such as 2026-03-01/2026-04-01, or 'past 7 days' (up to now),"
    " 'previous 7 days' (whole, without today) or '7 days to date'"
)
EXPECTED_COMPARED = (
    "expected 'previous', a length to move back by such as '1 year' or '7 days',"
    " or an interval such as 2025-03-01/2025-04-01"
)
NOW = "2026-03-18T12:34:56.789"


def range_of(text: str, calendar: Calendar = UTC, now: str = NOW) -> Range:
    instant = parse_local(now, calendar.zone)
    assert instant is not None
    return parse_range(text, calendar, instant)


def shown(interval: Interval, calendar: Calendar) -> str:
    ends = (format_local(instant, calendar.zone) for instant in (interval.start, interval.end))
    return "/".join(end.removesuffix(":00.000Z").replace(":00.000", "") for end in ends)


def exactly(message: str) -> str:
    return f"^{re.escape(message)}$"

"""Offsets of a time zone from UTC, and the instants at which they change."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from evsrv.calendar.zones import zone as find_zone
from evsrv.core.timestamps import DAY_MS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECOND_MS = 1000
_CYCLE_YEARS = 400
_YEAR_MS = 146_097 * DAY_MS // _CYCLE_YEARS
"""The mean year, in milliseconds: the Gregorian calendar repeats after 400 of them."""
_PROBE_MS = 5 * DAY_MS
"""Less than the shortest time for which any zone keeps an offset, which is just under 7 days."""
_FIRST_YEAR = 1800 - 1970
"""No zone changes its offset in it or before."""
_RULES_YEAR = 2100 - 1970
"""From it on zones follow rules, which repeat with the calendar."""

MIN_INSTANT = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
"""The first instant of the year 1, in UTC."""
MAX_INSTANT = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND
"""The last instant of the year 9999, in UTC."""

# Python's zones fail where local time is outside of the years 1 to 9999. No offset changes there.
_FIRST_PROBE = MIN_INSTANT + DAY_MS
_LAST_PROBE = MAX_INSTANT - DAY_MS


class _Offsets(NamedTuple):
    """The offsets of a mean year, and the instants from which they are in force."""

    instants: tuple[int, ...]
    """The start of the year, then the changes in it."""
    offsets: tuple[int, ...]


def utc_offset(zone: str, instant: int) -> int:
    """Return the offset that is in force at an instant."""
    instants, offsets = _offsets_of_year(zone, instant // _YEAR_MS)
    return offsets[bisect_right(instants, instant) - 1]


def offsets_between(zone: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the offsets in force from `start` up to and without `end`.

    Each comes with the instant that it is in force from; the first with `start`.
    """
    if start >= end:
        return ()
    found = [(start, utc_offset(zone, start))]
    for year in range(start // _YEAR_MS, (end - 1) // _YEAR_MS + 1):
        # The offset at the start of a year is a change only if another was in force before.
        for instant, offset in zip(*_offsets_of_year(zone, year), strict=True):
            if start < instant < end and offset != found[-1][1]:
                found.append((instant, offset))
    return tuple(found)


def _offsets_of_year(zone: str, year: int) -> _Offsets:
    """Return the offsets of a mean year, counted from 1970."""
    if _FIRST_YEAR <= year < _RULES_YEAR + _CYCLE_YEARS:
        return _search_year(zone, year)
    base = _FIRST_YEAR if year < _FIRST_YEAR else _RULES_YEAR + (year - _RULES_YEAR) % _CYCLE_YEARS
    same = _search_year(zone, base)
    shift = (year - base) * _YEAR_MS
    return _Offsets(tuple(instant + shift for instant in same.instants), same.offsets)


# Key: a zone and a mean year. Bound: entries, which have a few numbers each. Validity: the database
# is that of the process. Owner: this module.
@lru_cache(maxsize=8192)
def _search_year(zone: str, year: int) -> _Offsets:
    """Return the offsets of a mean year; bisection finds where they change."""
    start = year * _YEAR_MS
    if zone == "UTC":
        return _Offsets((start,), (0,))
    instants, offsets = [start], [_find_offset(zone, start)]
    end = start + _YEAR_MS - _SECOND_MS
    before = start
    for probe in (*range(start + _PROBE_MS, end, _PROBE_MS), end):
        offset = _find_offset(zone, probe)
        if offset != offsets[-1]:
            instants.append(_first_with_offset(zone, offset, before, probe))
            offsets.append(offset)
        before = probe
    return _Offsets(tuple(instants), tuple(offsets))


def _first_with_offset(zone: str, offset: int, before: int, after: int) -> int:
    """Return the instant, a whole second, from which an offset is in force.

    It is in force at `after`, and not at `before`; between them is one change.
    """
    while after - before > _SECOND_MS:
        middle = (before + after) // 2 // _SECOND_MS * _SECOND_MS
        if _find_offset(zone, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _find_offset(zone: str, instant: int) -> int:
    """Return the offset at an instant from the database."""
    probe = min(max(instant, _FIRST_PROBE), _LAST_PROBE)
    local = (_EPOCH + probe * _MILLISECOND).astimezone(find_zone(zone))
    return (local.utcoffset() or timedelta()) // _MILLISECOND

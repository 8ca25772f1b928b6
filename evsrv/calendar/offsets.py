"""Offsets of a time zone from UTC, and the instants at which they change."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from evsrv.calendar.zones import zone as find_zone
from evsrv.core.timestamps import DAY_MS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECOND_MS = 1000
_PROBE_MS = 5 * DAY_MS
"""Less than the shortest time that any zone kept an offset, which is just under seven days."""
_FIRST_YEAR = 1800
"""No zone of the database changes its offset before it."""
_RULES_YEAR = 2100
"""From here on zones follow rules that repeat with the Gregorian calendar."""
_CYCLE_YEARS = 400
_CYCLE_MS = 146_097 * DAY_MS

MIN_INSTANT = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
"""The first instant of the year 1, in UTC."""
MAX_INSTANT = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND
"""The last instant of the year 9999, in UTC."""

# Python's zones fail where a local time is outside of the years 1 to 9999. No offset changes there.
_FIRST_PROBE = MIN_INSTANT + DAY_MS
_LAST_PROBE = MAX_INSTANT - DAY_MS


def utc_offset(zone: str, instant: int) -> int:
    """Return the offset that is in force at an instant."""
    probe = min(max(instant, _FIRST_PROBE), _LAST_PROBE)
    local = (_EPOCH + probe * _MILLISECOND).astimezone(find_zone(zone))
    return (local.utcoffset() or timedelta()) // _MILLISECOND


def offsets_between(zone: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the offsets in force from `start` up to and without `end`.

    Each comes with the instant that it is in force from; the first with `start`.
    """
    if start >= end:
        return ()
    found = [(start, utc_offset(zone, start))]
    for year in range(_year(start), _year(end - 1) + 1):
        changes = _changes(zone, year)
        first = bisect_right(changes, start, key=_instant_of)
        found += [change for change in changes[first:] if change[0] < end]
    return tuple(found)


def _instant_of(change: tuple[int, int]) -> int:
    return change[0]


def _year(instant: int) -> int:
    return (_EPOCH + min(max(instant, MIN_INSTANT), MAX_INSTANT) * _MILLISECOND).year


# Key: a zone and a year. Bound: entries, which have a few numbers each; they are valid for as long
# as the process, and so is the database. Owner: this module.
@lru_cache(maxsize=8192)
def _changes(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Return the instants of a year in UTC at which the offset changes, and the offsets from then.

    They are whole seconds, found by bisection between probes.
    """
    if year < _FIRST_YEAR or zone == "UTC":
        return ()
    cycles = max(year - _RULES_YEAR, 0) // _CYCLE_YEARS
    if cycles:
        changes = _changes(zone, year - cycles * _CYCLE_YEARS)
        return tuple((instant + cycles * _CYCLE_MS, offset) for instant, offset in changes)
    start = (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
    end = (datetime(year + 1, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
    found = []
    before, known = start - _SECOND_MS, utc_offset(zone, start - _SECOND_MS)
    for probe in (*range(start, end - _SECOND_MS, _PROBE_MS), end - _SECOND_MS):
        offset = utc_offset(zone, probe)
        if offset != known:
            found.append((_change_between(zone, before, probe), offset))
        before, known = probe, offset
    return tuple(found)


def _change_between(zone: str, before: int, after: int) -> int:
    """Return the first instant with the offset of `after`, if one change lies between the two."""
    offset = utc_offset(zone, after)
    while after - before > _SECOND_MS:
        middle = (before + after) // 2 // _SECOND_MS * _SECOND_MS
        if utc_offset(zone, middle) == offset:
            after = middle
        else:
            before = middle
    return after

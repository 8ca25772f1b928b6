"""Local times of instants, by `zoneinfo` and the files of the package tzdata."""

from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from semantics.model.instants import EPOCH, read_instant, show_instant

MILLISECOND = timedelta(milliseconds=1)
HOUR = 3_600_000
_NAIVE_EPOCH = datetime(1970, 1, 1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a zone as tzdata has it, whatever the system has."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def local_time(zone: str, instant: int) -> datetime:
    """Return the wall clock's time at an instant, without its offset."""
    return (EPOCH + instant * MILLISECOND).astimezone(zone_of(zone)).replace(tzinfo=None)


@cache
def offset_at(zone: str, instant: int) -> int:
    """Return the offset from UTC at an instant, in milliseconds."""
    offset = (EPOCH + instant * MILLISECOND).astimezone(zone_of(zone)).utcoffset()
    assert offset is not None
    return offset // MILLISECOND


def as_if_utc(local: datetime) -> int:
    """Return the instant of a wall clock in UTC."""
    return (local - _NAIVE_EPOCH) // MILLISECOND


def instant_of(zone: str, local: datetime) -> int:
    """Return the instant of a local time.

    Of a repeated time it is the earlier; a skipped one is read with the offset before the gap.
    """
    offset = local.replace(tzinfo=zone_of(zone), fold=0).utcoffset()
    assert offset is not None
    return as_if_utc(local) - offset // MILLISECOND


@cache
def _changes_in_year(zone: str, year: int) -> tuple[int, ...]:
    start, end = as_if_utc(datetime(year, 1, 1)), as_if_utc(datetime(year + 1, 1, 1))
    changes = []
    for before in range(start, end, 3 * HOUR):
        after = min(before + 3 * HOUR, end)
        while offset_at(zone, before) != offset_at(zone, after):
            change, beyond = before, after
            while beyond - change > 1:
                middle = (change + beyond) // 2
                if offset_at(zone, middle) == offset_at(zone, before):
                    change = middle
                else:
                    beyond = middle
            changes.append(beyond)
            before = beyond
    return tuple(changes)


def changes_of_offset(zone: str, start: int, end: int) -> list[int]:
    """Return the instants after `start` and before `end` at which the offset changes."""
    years = range(local_time("UTC", start).year, local_time("UTC", end).year + 1)
    found = (change for year in years for change in _changes_in_year(zone, year))
    return [change for change in found if start < change < end]


@cache
def first_instant(zone: str, day: date) -> int:
    """Return the first instant of a local day, or of the next one if the day is skipped."""
    midnight = as_if_utc(datetime(day.year, day.month, day.day))
    start, end = midnight - 30 * HOUR, midnight + 60 * HOUR
    changes = changes_of_offset(zone, start, end)
    offsets = {offset_at(zone, instant) for instant in (start, *changes)}
    candidates = [*changes, *(midnight - offset for offset in offsets)]
    return min(one for one in candidates if local_time(zone, one).date() >= day)


def read_local(zone: str, text: str) -> int:
    """Read a timestamp of a request: without an offset it is local, a date its first instant."""
    instant = read_instant(text)
    assert instant is not None, text
    if "T" not in text:
        return first_instant(zone, local_time("UTC", instant).date())
    if text.endswith("Z") or text[-6] in "+-":
        return instant
    return instant_of(zone, local_time("UTC", instant))


def show_start(zone: str, instant: int) -> str:
    """Render the start of a bucket, or an end of a range."""
    if zone == "UTC" or offset_at(zone, instant) % 60_000:
        return show_instant(instant)
    local = (EPOCH + instant * MILLISECOND).astimezone(zone_of(zone))
    return local.isoformat(timespec="milliseconds")

"""Local time as zoneinfo has it, and the time zones and instants where it is hardest."""

import random
from datetime import UTC, datetime, timedelta

from semantics.budget import EXAMPLES, SEED

from evsrv.calendar.zones import zone, zone_names
from evsrv.core.timestamps import parse_timestamp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ODD_ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
)


def instant_of(text: str) -> int:
    """Return the instant of a timestamp."""
    instant = parse_timestamp(text)
    assert instant is not None
    return instant


def clock_of(name: str, instant: int) -> tuple[datetime, timedelta]:
    """Return the local time and the offset at an instant, by zoneinfo."""
    local = (EPOCH + instant * MILLISECOND).astimezone(zone(name))
    offset = local.utcoffset()
    assert offset is not None
    return local.replace(tzinfo=None, fold=0), offset


def some_zones(count: int) -> tuple[str, ...]:
    """Return the odd zones, and `count` others, multiplied by the budget."""
    names = sorted(zone_names() - set(ODD_ZONES))
    most = min(len(names), round(count * EXAMPLES))
    return (*ODD_ZONES, *random.Random(SEED).sample(names, most))

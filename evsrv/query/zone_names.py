"""The names of time zones in requests."""

import re
from collections.abc import Sequence

from evsrv.calendar.zones import zone_names
from evsrv.core.errors import MAX_GUESSED_CHARACTERS, clip, fold_name, nearest

_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
EXAMPLE = "America/New_York"
"""A name for messages."""
_MAX_HOURS_AHEAD = 14
"""Of a zone with a fixed offset: `Etc/GMT-14`."""
_MAX_HOURS_BEHIND = 12
"""Of a zone with a fixed offset: `Etc/GMT+12`."""


def is_zone(text: str) -> bool:
    """Return whether the database has a time zone of this name."""
    return text in zone_names()


def explain_zone(text: str) -> str:
    """Return the message for text that is not the name of a time zone."""
    if offset := _OFFSET.fullmatch(text):
        named = _named_offset(*offset.groups())
        return f"{clip(text)} is a fixed offset, not a time zone; {named}"
    if near := _nearest_zones(text):
        hint = f"did you mean {' or '.join(map(repr, near))}?"
    else:
        hint = f"expected a name such as {EXAMPLE}"
    return f"unknown time zone {clip(text)}; {hint}"


def _named_offset(sign: str, hours: str, minutes: str | None) -> str:
    """Return how to name a zone of a fixed offset; its sign is that of POSIX, the opposite one."""
    ahead = sign == "+"
    most = _MAX_HOURS_AHEAD if ahead else _MAX_HOURS_BEHIND
    if int(minutes or 0) or int(hours) > most:
        return "write the name of a place, as Asia/Kolkata; only whole hours have one, as Etc/GMT-5"
    if int(hours) == 0:
        return "write UTC"
    name = f"Etc/GMT{'-' if ahead else '+'}{int(hours)}"
    direction = "ahead of" if ahead else "behind"
    hours_text = "1 hour" if int(hours) == 1 else f"{int(hours)} hours"
    return f"write {name}, which is {hours_text} {direction} UTC, or the name of a place"


def _nearest_zones(text: str) -> Sequence[str]:
    if len(text) > MAX_GUESSED_CHARACTERS:
        return []
    names = sorted(zone_names())
    wanted = fold_name(text)
    places = [name for name in names if fold_name(name.rpartition("/")[2]) == wanted]
    return nearest(text, names, places[:3])

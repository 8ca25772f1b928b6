"""Functions of one value."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from semantics.language.zones import local_time
from semantics.model.instants import read_instant

_HTTP_URL = re.compile(r"https?://([^/?#:@]+)(?::\d*)?(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)


def _lower(text: str) -> str:
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def _domain(text: str) -> str | None:
    match = _HTTP_URL.fullmatch(text)
    return None if match is None else match[1].lower()


OF_TIMES: Mapping[str, Callable[[datetime], int]] = {
    "dayOfWeek": datetime.isoweekday,
    "hourOfDay": lambda local: local.hour,
    "dayOfMonth": lambda local: local.day,
    "monthOfYear": lambda local: local.month,
}
OF_TEXTS: Mapping[str, Callable[[str], str | int | None]] = {
    "lower": _lower,
    "domain": _domain,
    "length": len,
}


def gives_number(name: str) -> bool:
    """Return whether a function gives numbers, and not text."""
    return name in OF_TIMES or name == "length"


def applied(name: str, value: Any, zone: str, *, is_time: bool) -> Any:
    """Return a function of a value; null stays null."""
    if name in OF_TIMES:
        instant = value if is_time else read_instant(value)
        return None if instant is None else OF_TIMES[name](local_time(zone, instant))
    # Of values at a path, only strings are texts.
    return OF_TEXTS[name](value) if isinstance(value, str) else None

"""Values as the text of a cell: exact for programs, readable for people."""

import json
import re
from collections.abc import Callable
from typing import Any
from unicodedata import category, east_asian_width

ELLIPSIS = "…"

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that can drive a terminal, reorder a line or break it."""

_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00\.000(?:Z|[+-]\d\d:\d\d)")
_SIX_DIGITS = 999_999.5
"""Rounded to a whole number, every double from here on has more than six digits."""
_EXACT_DIGITS = 1e16
"""From here on a double has fewer digits than it has before its point."""


def plain_text(value: Any) -> str:
    """Return a string unchanged, a null as nothing, and any other value as compact JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def exact_text(value: Any) -> str:
    """Return a value for people with all its digits; a null and an empty text are visible."""
    match value:
        case None:
            return "null"
        case "" | "null":
            return f'"{value}"'
    return plain_text(value)


def rounded_text(value: Any) -> str:
    """Return a value for people, a double with six digits, or with all before its point."""
    if not isinstance(value, float):
        return exact_text(value)
    return f"{value:.0f}" if _SIX_DIGITS <= abs(value) < _EXACT_DIGITS else f"{value:.6g}"


def day_text(otherwise: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return a function that shows a time at midnight as its date, and any other value `otherwise`.

    It is for columns of buckets that consist of whole days.
    """

    def to_text(value: Any) -> str:
        found = _MIDNIGHT.fullmatch(value) if isinstance(value, str) else None
        return found[1] if found else otherwise(value)

    return to_text


def visible(text: str) -> str:
    """Show characters that could drive the terminal as escapes."""
    return "".join(
        repr(character)[1:-1] if category(character) in _UNSAFE else character for character in text
    )


def width_of(text: str) -> int:
    """Return the columns of a terminal that a text takes."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def cut_end(text: str, width: int) -> str:
    """Cut a text to a width; an ellipsis stands for its end."""
    if width_of(text) <= width:
        return text
    return _start_of(text, width - 1) + ELLIPSIS


def cut_middle(text: str, width: int) -> str:
    """Cut a text to a width; an ellipsis stands for its middle, as names differ at both ends."""
    if width_of(text) <= width:
        return text
    end = (width - 1) // 2
    return _start_of(text, width - 1 - end) + ELLIPSIS + _start_of(text[::-1], end)[::-1]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Fill a text up with spaces, on its left side if it goes to the right."""
    padding = " " * (width - width_of(text))
    return padding + text if right else text + padding


def _start_of(text: str, width: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _columns_of(character)
        if taken > width:
            return text[:index]
    return text


def _columns_of(character: str) -> int:
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1

"""Paths in JSON documents, as SQLite's JSON functions read them."""

import re

from evsrv.core.sql import Sql

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTABLE = re.compile(r"[A-Za-z0-9_ .:@$/-]+")
_INDEX = re.compile(r"[ \t\n\v\f\r]*([+-]?)0*([0-9]{1,18})")
"""What PostgreSQL's #> reads as an array index: what strtol accepts. No array is longer."""


def literal_path(path: tuple[str, ...]) -> Sql | None:
    """Write a path as an SQLite literal, so that an index on it can serve; None if that is unsafe.

    Safe are parts of plain ASCII characters that no version of SQLite reads as anything but
    themselves. A part that is an index on arrays and a name on objects has no such spelling,
    except in the first place, since a JSON field is always an object.
    """
    steps = []
    for place, part in enumerate(path):
        if _IDENTIFIER.fullmatch(part):
            steps.append(f".{part}")
        elif _QUOTABLE.fullmatch(part) and not (place and is_index(part)):
            steps.append(f'."{part}"')
        else:
            return None
    return Sql(f"'${''.join(steps)}'")


def is_index(part: str) -> bool:
    """Tell whether a part of a path is an index where it meets an array."""
    return array_index(part) is not None


def array_index(part: str) -> int | None:
    """Read a part of a path as the index that it is where it meets an array."""
    found = _INDEX.fullmatch(part)
    return None if found is None else int("".join(found.groups()))

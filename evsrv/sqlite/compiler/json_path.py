"""Paths in JSON documents, as SQLite's JSON functions read them."""

import re

from evsrv.core.json_path import array_index
from evsrv.core.sql import Sql

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTABLE = re.compile(r"[A-Za-z0-9_ .:@$/-]+")


def literal_path(path: tuple[str, ...]) -> Sql | None:
    """Render a path as an SQLite literal, so that an index on it serves; None if that is unsafe.

    A part is safe if it consists of ASCII characters that every version of SQLite reads as
    themselves. A part that is an index on arrays and a key on objects has no safe spelling, except
    as the first part, since a JSON field is always an object.
    """
    steps = []
    for position, part in enumerate(path):
        if _IDENTIFIER.fullmatch(part):
            steps.append(f".{part}")
        elif _QUOTABLE.fullmatch(part) and not (position and is_index(part)):
            steps.append(f'."{part}"')
        else:
            return None
    return Sql(f"'${''.join(steps)}'")


def is_index(part: str) -> bool:
    """Return whether a part of a path is an index on arrays."""
    return array_index(part) is not None

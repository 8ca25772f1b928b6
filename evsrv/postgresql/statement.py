"""Statements as asyncpg takes them: fragments with numbered parameters."""

import re
from functools import lru_cache

from evsrv.core.sql import Parameter, Sql

_QUOTED_OR_PLACE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\?")


def numbered(query: Sql) -> tuple[str, tuple[Parameter, ...]]:
    """Return the text of a fragment with `$1` and so on for each `?`, and its parameters."""
    return _numbered_text(query.text), query.parameters


# Text has no values of requests, so a program has a bounded number of short ones; long ones are
# rare.
@lru_cache(maxsize=512)
def _numbered_text(text: str) -> str:
    count = 0

    def place(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] != "?":
            return found[0]
        count += 1
        return f"${count}"

    return _QUOTED_OR_PLACE.sub(place, text)

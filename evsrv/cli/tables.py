"""Rows as text: a table for people, CSV for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any
from unicodedata import category, east_asian_width

_GAP = "  "
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that can drive a terminal, reorder a line or break it."""


def as_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Align rows under their columns, numbers to the right; no line break at the end.

    A None is blank, an array or object compact JSON. Control characters are shown as escapes: what
    is stored comes from anyone, and must not drive the terminal.
    """
    shown = [[visible(column) for column in columns]]
    texts: set[int] = set()
    numbers: set[int] = set()
    for row in rows:
        shown.append([visible(_cell(value)) for value in row])
        for index, value in enumerate(row):
            if value is not None:
                (numbers if _is_number(value) else texts).add(index)
    to_the_right = [index in numbers - texts for index in range(len(columns))]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [shown[0], rule, *shown[1:]]
    return "\n".join(
        _GAP.join(
            _padded(text, width, right=right)
            for text, width, right in zip(line, widths, to_the_right, strict=True)
        ).rstrip()
        for line in lines
    )


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write a header and rows as CSV (RFC 4180), a record at a time; a None is an empty field."""
    record = io.StringIO()
    writer = csv.writer(record)
    for row in chain([columns], rows):
        writer.writerow([_cell(value) for value in row])
        yield record.getvalue()
        record.seek(0)
        record.truncate()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def visible(text: str) -> str:
    """Show characters that could drive the terminal as escapes."""
    return "".join(
        repr(character)[1:-1] if category(character) in _UNSAFE else character for character in text
    )


def _width(text: str) -> int:
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _padded(text: str, width: int, *, right: bool) -> str:
    padding = " " * (width - _width(text))
    return padding + text if right else text + padding

"""Answers of different rivals in one form, and their comparison."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from benchmark.processes import Failed
from evsrv.service.answer import as_texts

Rows = list[tuple[Any, ...]]

DOCUMENTS = ("properties", "userProperties")


@frozen
class Prepared:
    """A question that a rival can answer repeatedly."""

    work: Callable[[], object]
    """The work to measure."""
    rows: Callable[[], Rows]
    """The answer in `comparable` form."""


def comparable(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> Rows:
    """Return rows with JSON fields as the server shows them, cut to the columns."""
    documents = {index for index, name in enumerate(columns) if name in DOCUMENTS}
    return [
        tuple(
            as_texts(value) if index in documents and isinstance(value, str) else value
            for index, value in enumerate(row[: len(columns)])
        )
        for row in rows
    ]


def require_same(expected: Rows, found: Rows, label: str) -> None:
    """Raise `Failed` if two answers differ."""
    if len(expected) != len(found):
        raise Failed(f"{label}: expected {len(expected)} rows, got {len(found)}")
    for number, (one, other) in enumerate(zip(expected, found, strict=True), 1):
        if len(one) != len(other) or not all(map(_same, one, other)):
            raise Failed(f"{label}: expected {one} as row {number}, got {other}")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)

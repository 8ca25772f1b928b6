"""Answers of different rivals in one form, and how they differ."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from benchmark.processes import Failed
from evsrv.service.answer import as_texts

Rows = list[tuple[Any, ...]]

DOCUMENTS = ("properties", "userProperties")


@frozen
class Asked:
    """A question that a rival is ready to answer, again and again."""

    work: Callable[[], object]
    """What is timed."""
    rows: Callable[[], Rows]
    """What it answers: in `comparable` form."""


def comparable(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> Rows:
    """Show JSON fields as the server does, and leave out what comes after the columns."""
    documents = {place for place, name in enumerate(columns) if name in DOCUMENTS}
    return [
        tuple(
            as_texts(value) if place in documents and isinstance(value, str) else value
            for place, value in enumerate(row[: len(columns)])
        )
        for row in rows
    ]


def require_same(expected: Rows, found: Rows, what: str) -> None:
    """End the run where two answers differ."""
    if len(expected) != len(found):
        raise Failed(f"{what}: {len(found)} rows, where {len(expected)} were expected")
    for number, (one, other) in enumerate(zip(expected, found, strict=True), 1):
        if len(one) != len(other) or not all(map(_same, one, other)):
            raise Failed(f"{what}: row {number} is {other}, where {one} was expected")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)

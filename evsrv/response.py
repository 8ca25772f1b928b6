"""Rows of the database as rows of the answer."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from evsrv.fields import Kind
from evsrv.jsontext import canonical
from evsrv.plan import Plan
from evsrv.plan.model import Column, Reference

Row = dict[str, Any]
"""A row by column name. Its values are what orjson writes, ready JSON (`Fragment`) included."""


def show_rows(plan: Plan, rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Name the values of each row and show them as the plan says; nulls stay or go by column."""
    columns = [(column.name, _shape(column, plan), column.shown_as_null) for column in plan.columns]
    return [_row(columns, row) for row in rows]


def _row(columns: Sequence[tuple[str, Callable[[Any], Any], bool]], values: Sequence[Any]) -> Row:
    row: Row = {}
    for (name, shape, shown_as_null), value in zip(columns, values, strict=False):
        if value is not None and (value := shape(value)) is not None:
            row[name] = value
        elif shown_as_null:
            row[name] = None
    return row


def _shape(column: Column, plan: Plan) -> Callable[[Any], Any]:
    if not isinstance(column, Reference) or column.kind in Kind.TEXT | Kind.TIME:
        return _finite
    if plan.json_values == "native":
        return orjson.Fragment
    return _texts if column.kind is Kind.DOCUMENT else _finite


def _finite(value: Any) -> Any:
    """Give what JSON can hold; a sum beyond all doubles is infinite, which it cannot."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _texts(document: str) -> dict[str, str]:
    """Show the members of a JSON object as text, without the null ones."""
    return {
        name: value if isinstance(value, str) else canonical(value)
        for name, value in orjson.loads(document).items()
        if value is not None
    }

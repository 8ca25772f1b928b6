"""The answer to a query: rows of the database as a response shows them."""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import orjson
from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.query.plan import Column, JsonValues, Plan, Reference

_TEXTS = Kind.TEXT | Kind.TIME

Row = dict[str, Any]
"""A row by column name. Its values are what orjson writes, ready JSON (`Fragment`) included."""


@frozen
class Answer:
    """One page of a query's result."""

    columns: tuple[str, ...]
    rows: list[Row]
    total: int
    """How many rows there are on all pages."""
    page_size: int

    def envelope(self) -> dict[str, Any]:
        """Wrap the answer as `POST /query/events` does."""
        return {
            "status": "ok",
            "data": {
                "result": self.rows,
                "total": self.total,
                "pageSize": self.page_size,
                "count": len(self.rows),
            },
        }


def show(plan: Plan, rows: Iterable[Sequence[Any]], total: int) -> Answer:
    """Make the answer of a page's rows."""
    show_row = row_encoder(plan.columns, plan.json_values)
    return Answer(
        columns=_names(plan.columns),
        rows=[show_row(row) for row in rows],
        total=total,
        page_size=plan.limit,
    )


@lru_cache(maxsize=256)
def _names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


@lru_cache(maxsize=256)
def row_encoder(
    columns: tuple[Column, ...], json_values: JsonValues, without: tuple[Column, ...] = ()
) -> Callable[[Sequence[Any]], Row]:
    """Make what names a row's values and shows them as a plan says.

    Nulls stay or go by column; the columns in `without` go in any case.
    """
    places = [
        (place, column.name, _shape(column, json_values), column.null_in_output)
        for place, column in enumerate(columns)
        if column not in without
    ]

    def show_row(values: Sequence[Any]) -> Row:
        row: Row = {}
        for place, name, shape, null_in_output in places:
            value = values[place]
            if value is not None and shape is not None:
                value = shape(value)
            if value is not None:
                row[name] = value
            elif null_in_output:
                row[name] = None
        return row

    return show_row


def as_texts(document: str) -> dict[str, str]:
    """Show the members of a JSON object as text, without the null ones."""
    return {
        name: value if isinstance(value, str) else canonical(value)
        for name, value in orjson.loads(document).items()
        if value is not None
    }


def _shape(column: Column, json_values: JsonValues) -> Callable[[Any], Any] | None:
    if not isinstance(column, Reference):
        return _finite
    if column.kind in _TEXTS:
        return None
    if json_values == "native":
        return orjson.Fragment
    return as_texts if column.kind is Kind.DOCUMENT else None


def _finite(value: Any) -> Any:
    """Give what JSON can hold; a sum beyond all doubles is infinite, which it cannot."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""The answer to a query: rows of the database as a response shows them."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import orjson
from attrs import frozen

from evsrv.fields import Kind
from evsrv.jsontext import canonical
from evsrv.plan import Plan
from evsrv.plan.model import Column, Reference

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
    show_row = row_shower(plan)
    return Answer(
        columns=tuple(column.name for column in plan.columns),
        rows=[show_row(row) for row in rows],
        total=total,
        page_size=plan.limit,
    )


def row_shower(plan: Plan, without: Collection[Column] = ()) -> Callable[[Sequence[Any]], Row]:
    """Make what names a row's values and shows them as the plan says.

    Nulls stay or go by column; the columns in `without` go in any case.
    """
    columns = [
        (place, column.name, _shape(column, plan), column.shown_as_null)
        for place, column in enumerate(plan.columns)
        if column not in without
    ]

    def show_row(values: Sequence[Any]) -> Row:
        row: Row = {}
        for place, name, shape, shown_as_null in columns:
            value = values[place]
            if value is not None and (value := shape(value)) is not None:
                row[name] = value
            elif shown_as_null:
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


def _shape(column: Column, plan: Plan) -> Callable[[Any], Any]:
    if not isinstance(column, Reference) or column.kind in Kind.TEXT | Kind.TIME:
        return _finite
    if plan.json_values == "native":
        return orjson.Fragment
    return as_texts if column.kind is Kind.DOCUMENT else _finite


def _finite(value: Any) -> Any:
    """Give what JSON can hold; a sum beyond all doubles is infinite, which it cannot."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

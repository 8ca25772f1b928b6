"""The answer to a query: an engine's rows as a response has them."""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson
from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.memo import memoize_if
from evsrv.engine.port import Page
from evsrv.query.columns import Column, TopValues, are_short
from evsrv.query.plan import JsonValues, Plan, PlannedRange
from evsrv.query.reference import Reference
from evsrv.query.time_frame import format_interval
from evsrv.service.column_meta import describe_columns

_PLAIN = Kind.TEXT | Kind.TIME
"""The kinds whose values come from the engine as they are shown."""

Row = dict[str, Any]
"""A row by column name. Its values are what orjson writes, ready JSON (`Fragment`) included."""


@frozen
class Answer:
    """One page of a query's result."""

    rows: list[Row]
    total: int
    """How many rows there are on all pages."""
    page_size: int
    range: str | None = None
    """The range of the query, as it is taken again."""
    compared_range: str | None = None
    """The range of the values that are compared."""
    meta: Mapping[str, Any] = MappingProxyType({})
    """The members that describe the answer, if the query asks for them."""

    @property
    def ranges(self) -> dict[str, str]:
        """The ranges that there are, as members of the answer."""
        ranges = {"range": self.range, "comparedRange": self.compared_range}
        return {name: text for name, text in ranges.items() if text is not None}

    def envelope(self) -> dict[str, Any]:
        """Return the answer as `POST /query/DATASET` wraps it."""
        return {
            "status": "ok",
            "data": {
                "result": self.rows,
                "total": self.total,
                "pageSize": self.page_size,
                "count": len(self.rows),
                **self.ranges,
                **self.meta,
            },
        }


def to_answer(plan: Plan, page: Page) -> Answer:
    """Return the answer of a page."""
    encode_row = row_encoder(plan.columns, plan.json_values, documents=plan.json_values)
    return Answer(
        rows=[encode_row(row) for row in page.rows],
        total=page.total,
        page_size=plan.limit,
        range=_shown_range(plan.range, plan.zone),
        compared_range=_shown_range(plan.compared_range, plan.zone),
        meta=_meta(plan, page) if plan.has_meta else {},
    )


def _meta(plan: Plan, page: Page) -> dict[str, Any]:
    meta: dict[str, Any] = {"columns": describe_columns(plan)}
    if plan.limit and page.total > plan.offset + len(page.rows):
        meta["truncated"] = True
    return meta


def _shown_range(planned: PlannedRange | None, zone: str) -> str | None:
    return None if planned is None else format_interval(planned.interval, zone)


@memoize_if(lambda columns, *_, **__: are_short(columns), maxsize=256)
def row_encoder(
    columns: tuple[Column, ...],
    json_values: JsonValues,
    *,
    documents: JsonValues,
    without: tuple[Column, ...] = (),
) -> Callable[[Sequence[Any]], Row]:
    """Return a function that encodes a row as an object by column name.

    `json_values` is for the values at paths, `documents` for whole JSON fields. Nulls are shown or
    left out by column; the columns in `without` are left out always.
    """
    encoders = [
        (index, column.name, _value_encoder(column, json_values, documents), column.null_in_output)
        for index, column in enumerate(columns)
        if column not in without
    ]

    def encode_row(values: Sequence[Any]) -> Row:
        row: Row = {}
        for index, name, encode, null_in_output in encoders:
            value = values[index]
            if value is not None and encode is not None:
                value = encode(value)
            if value is not None:
                row[name] = value
            elif null_in_output:
                row[name] = None
        return row

    return encode_row


def as_texts(document: str) -> dict[str, str]:
    """Return the members of a JSON object as text, without the null ones."""
    return {
        name: value if isinstance(value, str) else canonical(value)
        for name, value in orjson.loads(document).items()
        if value is not None
    }


def _value_encoder(
    column: Column, json_values: JsonValues, documents: JsonValues
) -> Callable[[Any], Any] | None:
    if isinstance(column, TopValues):
        encode = _value_encoder(column.reference, json_values, documents)
        return _texts_or_name if encode is as_texts else encode
    if not isinstance(column, Reference) or column.kind is Kind.NUMBER:
        return _finite
    if column.kind in _PLAIN:
        return None
    if column.kind is Kind.ARRAY:
        return orjson.Fragment
    is_document = column.kind is Kind.DOCUMENT
    if (documents if is_document else json_values) == "native":
        return orjson.Fragment
    return as_texts if is_document else None


def _texts_or_name(value: str) -> Any:
    """Return a JSON object as `as_texts`, and a JSON string, the name of all others, as text."""
    return as_texts(value) if value.startswith("{") else orjson.loads(value)


def _finite(value: Any) -> Any:
    """Return a value that JSON can hold; a number beyond all doubles is infinite, and so null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""One term of each kind."""

from collections.abc import Iterator
from typing import Any

from evsrv.plugin import (
    Aggregate,
    DerivedField,
    FixedLength,
    Function,
    Kind,
    Operator,
    TimeUnit,
    bind,
    hookimpl,
    sql,
)


@hookimpl
def evsrv_filter_operators() -> Iterator[Any]:
    yield Operator(
        name="hasWord",
        summary="has this word, between spaces",
        phrase="has the word",
        operands={Kind.TEXT | Kind.PATH: {"type": "string", "minLength": 1}},
        render=lambda value, word: sql(
            "instr(' ' || {} || ' ', ' ' || {} || ' ')", value.text, bind(word)
        ),
    )


@hookimpl
def evsrv_aggregates() -> Iterator[Any]:
    yield Aggregate(
        name="spread",
        summary="the greatest number less the least",
        render=lambda value: sql("max({}) - min({})", value.number, value.number),
    )


@hookimpl
def evsrv_time_units() -> Iterator[Any]:
    yield TimeUnit(
        name="shift",
        summary="eight hours, from 06:00",
        fixed_length=FixedLength(8 * 3_600_000, 6 * 3_600_000),
    )


@hookimpl
def evsrv_functions() -> Iterator[Any]:
    yield Function(
        name="firstHalf",
        summary="the first half of a text",
        takes=Kind.TEXT | Kind.PATH,
        gives=Kind.TEXT,
        render=lambda value: sql("substr({}, 1, length({}) / 2)", value.string, value.string),
    )


@hookimpl
def evsrv_fields() -> Iterator[Any]:
    yield DerivedField(
        name="place",
        kind=Kind.TEXT,
        summary="the page, or else the integration",
        render=lambda row: sql(
            "coalesce({}, {})",
            row.value("properties").at("page").text,
            row.value("integrationId").text,
        ),
    )

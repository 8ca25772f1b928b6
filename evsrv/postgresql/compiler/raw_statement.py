"""The statements of raw plans: pages of rows, their number, keys and whole documents."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.timestamps import format_timestamp
from evsrv.engine.port import Row
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.row_order import sort_keys
from evsrv.postgresql.compiler.values import value_of
from evsrv.postgresql.compiler.where import render_where
from evsrv.postgresql.json_output import json_of_jsonb, number_of_numeric, text_of_jsonb
from evsrv.query.columns import Column
from evsrv.query.plan import JsonValues, Plan
from evsrv.query.reference import Reference

Finish = Callable[[Any], Any]


@frozen
class RawStatement:
    """The queries for the rows of a plan without groups."""

    page: Sql
    """The rows of the page. Each is finished by `finish`."""
    total: Sql
    """The number of rows on all pages, as one row of one column."""
    _finishes: Sequence[Finish | None]

    def finish(self, row: Sequence[Any]) -> Row:
        """Return a row of PostgreSQL's values as the row of a result."""
        return tuple(
            value if finish is None or value is None else finish(value)
            for value, finish in zip(row, self._finishes, strict=True)
        )


def compile_raw(plan: Plan) -> RawStatement:
    """Compile a raw plan."""
    clock = Clock.for_plan(plan)
    references = [_reference(column) for column in plan.columns]
    rows = sql("FROM {}\nWHERE {}", _table(plan), render_where(plan, clock))
    order = [key for one in plan.order for key in sort_keys(one, plan.json_values, clock)]
    page = sql(
        "SELECT {}\n{}{}\nLIMIT {}::bigint OFFSET {}::bigint",
        join(", ", (_projection(one, clock) for one in references)) if references else Sql("1"),
        rows,
        sql("\nORDER BY {}", join(", ", order)) if order else Sql(""),
        bind(plan.limit),
        bind(plan.offset),
    )
    total = sql("SELECT count(*)\n{}", rows)
    finishes = [_finish(one, plan.json_values) for one in references] or [None]
    return RawStatement(page, total, finishes)


def compile_keys(plan: Plan, reference: Reference, limit: int) -> Sql:
    """Compile a query for the first top-level keys of a JSON field in a plan's rows."""
    clock = Clock.for_plan(plan)
    return sql(
        'SELECT DISTINCT member.key COLLATE "C" AS key\nFROM {}, {} AS member\nWHERE {}'
        "\nORDER BY 1 LIMIT {}::bigint",
        _table(plan),
        value_of(reference, clock).elements,
        render_where(plan, clock),
        bind(limit),
    )


def compile_documents(plan: Plan, references: Sequence[Reference]) -> Sql:
    """Compile a query for the texts of whole JSON fields of a plan's rows."""
    clock = Clock.for_plan(plan)
    return sql(
        "SELECT {}\nFROM {}\nWHERE {}",
        join(", ", (_projection(one, clock) for one in references)),
        _table(plan),
        render_where(plan, clock),
    )


def _table(plan: Plan) -> Sql:
    return Sql(f"{plan.dataset.name} AS e")


def _reference(column: Column) -> Reference:
    if not isinstance(column, Reference):
        raise AssertionError(f"{column.name} is no column of raw rows")
    return column


def _projection(reference: Reference, clock: Clock) -> Sql:
    value = value_of(reference, clock)
    if reference.kind in Kind.PATH | Kind.DOCUMENT | Kind.ARRAY:
        # A function of each row would take 30 times as long as the rest: Python writes it.
        return sql("{}::text", value.jsonb)
    return value.plain


def _finish(reference: Reference, json_values: JsonValues) -> Finish | None:
    match reference.kind:
        case Kind.TIME:
            return format_timestamp
        case Kind.NUMBER:
            return number_of_numeric
        case Kind.PATH if json_values == "text":
            return text_of_jsonb
        case Kind.PATH | Kind.DOCUMENT | Kind.ARRAY:
            return json_of_jsonb
    return None

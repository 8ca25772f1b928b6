"""Aggregations over the rows of a group, in PostgreSQL."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from evsrv.core.fields import Kind
from evsrv.core.percentiles import interpolate, percentile_rank
from evsrv.core.sql import Sql, sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.predicates import render_predicate
from evsrv.postgresql.compiler.term_sql import render_term
from evsrv.postgresql.compiler.values import value_of
from evsrv.postgresql.json_output import number_of_numeric
from evsrv.query.columns import Aggregation
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.filtered_values import FilteredValue, each_row
from evsrv.sqlite.compiler.group_sql import AggregateSql


def render_aggregate(aggregation: Aggregation, clock: Clock) -> AggregateSql:
    """Render an aggregation."""
    aggregate, reference = aggregation.aggregate, aggregation.reference
    condition = (
        Sql("true") if aggregation.where is None else render_predicate(aggregation.where, clock)
    )
    if reference is None:
        if aggregate.name == "count":
            return _whole(sql("count(*) FILTER (WHERE {})", condition))
        return _portable(aggregation, condition, clock)
    value = value_of(reference, clock)
    if aggregate.percent is not None:
        return _percentile(aggregate.percent, value.number, condition)
    match aggregate.name:
        case "count":
            is_counted = sql("NOT {} AND ({})", value.is_null, condition)
            return _whole(sql("count(*) FILTER (WHERE {})", is_counted))
        case "countDistinct":
            different = distinct_value(reference, clock)
            return _whole(sql("count(DISTINCT {}) FILTER (WHERE {})", different, condition))
        case "sum":
            return AggregateSql((_filtered("sum", value.number, condition),), number_of_numeric)
        case "avg":
            parts = (_filtered(one, value.number, condition) for one in ("sum", "count"))
            return AggregateSql(tuple(parts), _mean)
        case "min" | "max" as name:
            # Different doubles are different numerics, so their order is the same.
            part = _filtered(name, value.number, condition)
            return AggregateSql((part,), number_of_numeric, is_result=True)
    return _portable(aggregation, condition, clock)


def distinct_value(reference: Reference, clock: Clock) -> Sql:
    """Render the value that is told apart where different values are counted."""
    value = value_of(reference, clock)
    match reference.kind:
        case Kind.TIME:
            return value.plain
        case Kind.NUMBER:
            return value.number
    return value.text


def _portable(aggregation: Aggregation, condition: Sql, clock: Clock) -> AggregateSql:
    aggregate, reference = aggregation.aggregate, aggregation.reference
    if reference is None and aggregation.where is None and aggregate.without_field is not None:
        return AggregateSql((aggregate.without_field,), number_of_numeric)
    value = each_row() if reference is None else value_of(reference, clock)
    return AggregateSql(
        (render_term(aggregate, FilteredValue(value, condition)),), number_of_numeric
    )


def _whole(part: Sql) -> AggregateSql:
    return AggregateSql((part,), lambda value: value, is_result=True)


def _filtered(name: str, number: Sql, condition: Sql) -> Sql:
    # In numeric all steps are exact.
    return sql(f"{name}(({{}})::numeric) FILTER (WHERE {{}})", number, condition)


def _mean(total: Decimal | None, count: int) -> float | None:
    return None if total is None else float(Fraction(total) / count)


def _percentile(percent: int, number: Sql, condition: Sql) -> AggregateSql:
    only = sql("FILTER (WHERE {} IS NOT NULL AND ({}))", number, condition)
    count = sql("count(*) {}", only)
    # The index among the sorted numbers, as `percentile_rank` has it; arrays begin at 1.
    index = sql("({} * (greatest({}, 1) - 1) / 100)::int", Sql(str(percent)), count)
    around = sql(
        "(array_agg(({})::numeric ORDER BY ({})::numeric) {})[{} + 1:{} + 2]",
        *(number, number, only, index, index),
    )

    def finish(count: int, around: Sequence[Decimal] | None) -> int | float | None:
        found = [number_of_numeric(one) for one in around or ()]
        if not found or found[0] is None:
            return None
        low, high = found[0], found[-1]
        if high is None:
            raise AssertionError("an aggregated number is null")
        return interpolate(low, high, percentile_rank(percent, count)[1])

    return AggregateSql((count, around), finish)

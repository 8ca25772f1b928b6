"""Aggregations over the rows of a group, in PostgreSQL."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from evsrv.core.fields import Kind
from evsrv.core.percentiles import interpolate, percentile_rank
from evsrv.core.sql import Sql, join, sql
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
    conditions = () if aggregation.where is None else (render_predicate(aggregation.where, clock),)
    if reference is None:
        if aggregate.name == "count":
            return _whole(_filtered(Sql("count(*)"), conditions))
        return _portable(aggregation, conditions, clock)
    value = value_of(reference, clock)
    if aggregate.percent is not None:
        return _percentile(aggregate.percent, value.number, conditions)
    match aggregate.name:
        case "count":
            return _whole(_filtered(sql("count({})", value.plain), conditions))
        case "countDistinct":
            different = sql("count(DISTINCT {})", distinct_value(reference, clock))
            return _whole(_filtered(different, conditions))
        case "sum":
            # In numeric all steps are exact.
            part = _filtered(sql("sum({})", value.number), conditions)
            return AggregateSql((part,), number_of_numeric)
        case "avg":
            parts = (sql(f"{one}({{}})", value.number) for one in ("sum", "count"))
            return AggregateSql(tuple(_filtered(one, conditions) for one in parts), _mean)
        case "min" | "max" as name:
            # Different doubles are different numerics, so their order is the same.
            part = _filtered(sql(f"{name}({{}})", value.number), conditions)
            return AggregateSql((part,), number_of_numeric, is_result=True)
    return _portable(aggregation, conditions, clock)


def distinct_value(reference: Reference, clock: Clock) -> Sql:
    """Render the value that is told apart where different values are counted."""
    value = value_of(reference, clock)
    match reference.kind:
        case Kind.TIME:
            return value.plain
        case Kind.NUMBER:
            return value.number
    return value.text


def _portable(aggregation: Aggregation, conditions: Sequence[Sql], clock: Clock) -> AggregateSql:
    aggregate, reference = aggregation.aggregate, aggregation.reference
    if reference is None and aggregation.where is None and aggregate.without_field is not None:
        return AggregateSql((aggregate.without_field,), number_of_numeric)
    value = each_row() if reference is None else value_of(reference, clock)
    (condition,) = conditions or (Sql("true"),)
    return AggregateSql(
        (render_term(aggregate, FilteredValue(value, condition)),), number_of_numeric
    )


def _whole(part: Sql) -> AggregateSql:
    return AggregateSql((part,), lambda value: value, is_result=True)


def _filtered(aggregate: Sql, conditions: Sequence[Sql]) -> Sql:
    """Render an aggregate over the rows for which all conditions are true."""
    if not conditions:
        return aggregate
    return sql("{} FILTER (WHERE {})", aggregate, join(" AND ", conditions))


def _mean(total: Decimal | None, count: int) -> float | None:
    return None if total is None else float(Fraction(total) / count)


def _percentile(percent: int, number: Sql, conditions: Sequence[Sql]) -> AggregateSql:
    count = _filtered(sql("count({})", number), conditions)
    is_number = sql("{} IS NOT NULL", number)
    numbers = _filtered(sql("array_agg({} ORDER BY {})", number, number), [*conditions, is_number])
    # The index among the sorted numbers is that of `percentile_rank`.
    around = sql("evsrv_around({}, {})", numbers, Sql(str(percent)))

    def finish(count: int, around: Sequence[Decimal] | None) -> int | float | None:
        found = [number_of_numeric(one) for one in around or ()]
        if not found or found[0] is None:
            return None
        low, high = found[0], found[-1]
        if high is None:
            raise AssertionError("an aggregated number is null")
        return interpolate(low, high, percentile_rank(percent, count)[1])

    return AggregateSql((count, around), finish)

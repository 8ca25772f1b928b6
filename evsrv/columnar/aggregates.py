"""Aggregations over a copy: exact parts in DuckDB, of which Python makes the result."""

from fractions import Fraction

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.numbers import broken_numbers, whole_numbers
from evsrv.columnar.percentiles import render_percentile
from evsrv.columnar.predicates import render_predicate
from evsrv.columnar.unsupported import Unsupported
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.query.columns import Aggregation
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_sql import AggregateSql

_INT64 = range(-(2**63), 2**63)
_JSON = Kind.DOCUMENT | Kind.ARRAY


def render_aggregate(aggregation: Aggregation, columns: UsedColumns) -> AggregateSql:
    """Render an aggregation over the rows of a group. Raises `Unsupported`."""
    aggregate, reference = aggregation.aggregate, aggregation.reference
    if aggregate not in columns.native and aggregate.percent is None:
        raise Unsupported(f"only SQLite has the aggregation {aggregate.name!r}")
    only, condition = Sql(""), Sql("true")
    if aggregation.where is not None:
        condition = render_predicate(aggregation.where, columns)
        only = sql(" FILTER (WHERE {})", condition)
    if aggregate.percent is not None and reference is not None:
        return render_percentile(aggregate.percent, _numbers(reference, columns), condition)
    match aggregate.name:
        case "count":
            return _whole(sql("count({}){}", _counted(reference, columns), only))
        case "countDistinct" if reference is not None:
            return _count_distinct(reference, only, columns)
        case "sum" | "avg" as name if reference is not None:
            return _sum_or_mean(name, _numbers(reference, columns), only)
        case "min" | "max" as name if reference is not None:
            return _extreme(name, _numbers(reference, columns), only)
    raise Unsupported(f"only SQLite has the aggregation {aggregate.name!r}")


def _whole(part: Sql) -> AggregateSql:
    return AggregateSql((part,), lambda value: value, is_result=True)


def _counted(reference: Reference | None, columns: UsedColumns) -> Sql:
    if reference is None:
        return Sql("*")
    match reference.kind:
        case Kind.TEXT | Kind.TIME:
            return columns.plain(reference)
        case Kind.PATH:
            return columns.json_type(reference)
        case Kind.NUMBER:
            number = columns.number(reference)
            return sql("coalesce({}::DOUBLE, {})", number.integers, number.doubles)
    is_null = columns.add(columns.value(reference).is_null, ColumnType.BOOLEAN).sql
    return sql("CASE WHEN NOT {} THEN 1 END", is_null)


def _count_distinct(reference: Reference, only: Sql, columns: UsedColumns) -> AggregateSql:
    values = distinct_values(reference, columns)
    parts = tuple(sql("count(DISTINCT {}){}", one, only) for one in values)
    if len(parts) == 1:
        return _whole(parts[0])
    return AggregateSql(parts, lambda wholes, broken: wholes + broken)


def distinct_values(reference: Reference, columns: UsedColumns) -> tuple[Sql, ...]:
    """Render the values that are told apart where different values are counted.

    At most one of them is not null; none is if the value is null.
    """
    match reference.kind:
        case Kind.NUMBER:
            number = columns.number(reference)
            return whole_numbers(number), broken_numbers(number)
        case Kind.TEXT | Kind.TIME:
            return (columns.plain(reference),)
    return (columns.text(reference),)


def _numbers(reference: Reference, columns: UsedColumns) -> Column | Sql:
    """Return the column of numbers, or of integers alone; NULL for whole JSON values."""
    if reference.kind in _JSON:
        return Sql("NULL::BIGINT")
    return columns.plain(reference) if reference.kind is Kind.TIME else columns.number(reference)


def _sum_or_mean(name: str, numbers: Column | Sql, only: Sql) -> AggregateSql:
    finish = _finish_sum if name == "sum" else _finish_mean
    if isinstance(numbers, Sql):
        parts = (sql("sum({}){}", numbers, only), sql("count({}){}", numbers, only))
        return AggregateSql(parts, lambda total, count: finish(total, count, None, None, 0))
    integers, doubles = numbers.integers, numbers.doubles
    # The whole parts of doubles are added up without error as long as their sum is below 2^53.
    return AggregateSql(
        (
            sql("sum({}){}", integers, only),
            sql("count({}){}", integers, only),
            sql("sum(trunc({})){}", doubles, only),
            sql("sum({} - trunc({})){}", doubles, doubles, only),
            sql("count({}){}", doubles, only),
        ),
        finish,
    )


def _finish_sum(
    integers: int | None, count: int, wholes: float | None, rests: float | None, doubles: int
) -> int | float | None:
    if not doubles:
        return None if not count else integers if integers in _INT64 else float(integers or 0)
    return float(_exact_sum(integers, wholes, rests))


def _finish_mean(
    integers: int | None, count: int, wholes: float | None, rests: float | None, doubles: int
) -> float | None:
    if not count + doubles:
        return None
    return float(_exact_sum(integers, wholes, rests) / (count + doubles))


def _exact_sum(integers: int | None, wholes: float | None, rests: float | None) -> Fraction:
    return Fraction(integers or 0) + Fraction(wholes or 0) + Fraction(rests or 0)


def _extreme(name: str, numbers: Column | Sql, only: Sql) -> AggregateSql:
    if isinstance(numbers, Sql):
        return _whole(sql(f"{name}({{}}){{}}", numbers, only))
    pick = min if name == "min" else max

    def finish(integer: int | None, double: float | None) -> int | float | None:
        found = [one for one in (integer, double) if one is not None]
        # Python compares an integer with a double exactly.
        return pick(found, default=None)

    parts = (numbers.integers, numbers.doubles)
    return AggregateSql(tuple(sql(f"{name}({{}}){{}}", part, only) for part in parts), finish)

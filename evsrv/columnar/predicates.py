"""Predicates as conditions over a copy."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from evsrv.builtin.equality import may_be_scalar_text
from evsrv.columnar.column import ColumnType, JsonTypeCode
from evsrv.columnar.number_comparisons import Comparison, compare_integers, compare_numbers
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.timestamps import parse_timestamp
from evsrv.query.predicate import AllOf, Condition, Predicate
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.predicates import render_predicate as render_in_sqlite

_ORDERS: Mapping[str, Comparison] = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_JSON = Kind.DOCUMENT | Kind.ARRAY
_MAX_MEMBERS = 1_000
"""Of a list; for a longer one SQLite fills a column."""


class _NotNative(Exception):
    """A condition that DuckDB does not spell exactly."""


def render_predicate(predicate: Predicate, columns: UsedColumns) -> Sql:
    """Render a predicate as a condition that is true or false."""
    if isinstance(predicate, Condition):
        return _condition(predicate, columns)
    if not predicate.predicates:
        return Sql("true" if isinstance(predicate, AllOf) else "false")
    word = " AND " if isinstance(predicate, AllOf) else " OR "
    members = (render_predicate(one, columns) for one in predicate.predicates)
    return sql("({})", join(word, members))


def _condition(condition: Condition, columns: UsedColumns) -> Sql:
    word = "IS NOT TRUE" if condition.negated else "IS TRUE"
    try:
        rendered = _native(condition, columns)
    except _NotNative:
        in_sqlite = render_in_sqlite(evolve(condition, negated=False), columns.context)
        rendered = columns.add(in_sqlite, ColumnType.BOOLEAN).sql
    return sql(f"(({{}}) {word})", rendered)


def _native(condition: Condition, columns: UsedColumns) -> Sql:
    operator, operand = condition.operator, condition.operand
    if operator not in columns.native:
        raise _NotNative
    reference = condition.reference
    match operator.name:
        case "isNull" | "isNotNull" as name:
            is_null = _is_null(reference, columns)
            return is_null if name == "isNull" else sql("NOT ({})", is_null)
        case "eq":
            return _equals(reference, operand, columns)
        case "neq":
            is_null = _is_null(reference, columns)
            if operand is None:
                return sql("NOT ({})", is_null)
            equal = _equals(reference, operand, columns)
            return sql("NOT ({}) AND ({}) IS NOT TRUE", is_null, equal)
        case "in":
            return _is_among(reference, operand, columns)
        case "notIn":
            if not operand:
                return Sql("true")
            is_null = _is_null(reference, columns)
            found = _is_among(reference, operand, columns)
            return sql("NOT ({}) AND ({}) IS NOT TRUE", is_null, found)
    if operator.name in _ORDERS:
        return _compare(reference, _ORDERS[operator.name], operand, columns)
    raise _NotNative


def _is_null(reference: Reference, columns: UsedColumns) -> Sql:
    match reference.kind:
        case Kind.PATH:
            return sql("{} IS NULL", columns.json_type(reference))
        case Kind.NUMBER:
            number = columns.number(reference)
            return sql("{} IS NULL AND {} IS NULL", number.integers, number.doubles)
        case Kind.DOCUMENT | Kind.ARRAY:
            # Not the text: only this needs no room for whole documents.
            return columns.add(columns.value(reference).is_null, ColumnType.BOOLEAN).sql
    return sql("{} IS NULL", columns.plain(reference))


def _equals(reference: Reference, operand: Any, columns: UsedColumns) -> Sql:
    if operand is None:
        return _is_null(reference, columns)
    match reference.kind:
        case Kind.TEXT:
            return sql("{} = {}", columns.plain(reference), bind(operand))
        case Kind.TIME:
            return compare_integers(columns.plain(reference), "=", _instant(operand))
        case Kind.NUMBER:
            return compare_numbers(columns.number(reference), "=", operand)
        case Kind.PATH:
            return _equals_at_path(reference, operand, columns)
    raise _NotNative


def _equals_at_path(reference: Reference, operand: Any, columns: UsedColumns) -> Sql:
    json_type = columns.json_type(reference)
    match operand:
        case bool():
            return sql("{} {}", json_type, JsonTypeCode.TRUE if operand else JsonTypeCode.FALSE)
        case int() | float():
            number = compare_numbers(columns.number(reference), "=", operand)
            return sql("{} {} AND ({})", json_type, JsonTypeCode.NUMBER, number)
        case str():
            # A string finds the numbers and booleans that have it as their text.
            types = JsonTypeCode.SCALAR if may_be_scalar_text(operand) else JsonTypeCode.STRING
            text = columns.text(reference)
            return sql("{} {} AND {} = {}", json_type, types, text, bind(operand))
    raise _NotNative


def _is_among(reference: Reference, members: list[Any], columns: UsedColumns) -> Sql:
    tests = list(_tests(reference, [one for one in members if one is not None], columns))
    if None in members:
        tests.append(_is_null(reference, columns))
    return join(" OR ", (sql("({})", one) for one in tests)) if tests else Sql("false")


def _tests(reference: Reference, members: list[Any], columns: UsedColumns) -> Iterator[Sql]:
    if reference.kind in _JSON or len(members) > _MAX_MEMBERS:
        raise _NotNative
    if reference.kind is not Kind.TEXT:
        for member in members:
            yield _equals(reference, member, columns)
    elif members:
        text = columns.plain(reference)
        yield sql("{} IN ({})", text, join(", ", map(bind, members)))


def _compare(
    reference: Reference, comparison: Comparison, operand: Any, columns: UsedColumns
) -> Sql:
    match reference.kind:
        case Kind.TEXT:
            return sql(f"{{}} {comparison} {{}}", columns.plain(reference), bind(operand))
        case Kind.TIME:
            return compare_integers(columns.plain(reference), comparison, _instant(operand))
        case Kind.NUMBER:
            return compare_numbers(columns.number(reference), comparison, operand)
        case Kind.PATH if isinstance(operand, str):
            return sql(
                f"{{}} {{}} AND {{}} {comparison} {{}}",
                columns.json_type(reference),
                JsonTypeCode.STRING,
                columns.text(reference),
                bind(operand),
            )
        case Kind.PATH:
            number = compare_numbers(columns.number(reference), comparison, operand)
            return sql("{} {} AND ({})", columns.json_type(reference), JsonTypeCode.NUMBER, number)
    raise _NotNative


def _instant(operand: str) -> int:
    instant = parse_timestamp(operand)
    if instant is None:
        raise AssertionError(f"{operand} was planned as a timestamp")
    return instant

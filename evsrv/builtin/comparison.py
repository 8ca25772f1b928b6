"""eq, neq, gt, gte, lt and lte."""

from collections.abc import Callable, Mapping
from typing import Any

from evsrv.builtin import postgresql_equality
from evsrv.builtin.equality import equals
from evsrv.plugin import (
    JsonType,
    Kind,
    Operator,
    Schema,
    Sql,
    TimeRange,
    Value,
    bind,
    hookimpl,
    parse_timestamp,
    sql,
)

_JSON = Kind.PATH | Kind.DOCUMENT | Kind.ARRAY
_EQUALITY_OPERANDS: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": ["string", "null"]},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.TIME: {"type": ["string", "null"], "format": "timestamp"},
    _JSON: {},
}
_ORDER_OPERANDS: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.TIME: {"type": "string", "format": "timestamp"},
    Kind.PATH: {"type": ["string", "number"]},
}


def _time_range(make: Callable[[int], TimeRange], shift_ms: int = 0) -> Callable[[str], TimeRange]:
    def time_range(operand: str) -> TimeRange:
        instant = parse_timestamp(operand)
        assert instant is not None  # noqa: S101 - the schema has checked it
        return make(instant + shift_ms)

    return time_range


def _differs(value: Value, operand: Any) -> Sql:
    if operand is None:
        return sql("{} IS NOT NULL", value.plain)
    return sql("{} IS NOT NULL AND ({}) IS NOT TRUE", value.plain, equals(value, operand))


def _compare(symbol: str) -> Callable[[Value, Any], Sql]:
    def render(value: Value, operand: Any) -> Sql:
        if value.kind is Kind.TIME:
            operand = parse_timestamp(operand)
        comparison = sql(f"{{}} {symbol} {{}}", value.plain, bind(operand))
        if value.kind is not Kind.PATH:
            return comparison
        json_type = JsonType.STRING if isinstance(operand, str) else JsonType.NUMBER
        return sql("{} AND {}", value.is_type(json_type), comparison)

    return render


@hookimpl
def evsrv_filter_operators() -> list[Operator]:
    """Return the contract's comparisons."""
    return [
        Operator(
            name="eq",
            summary="equals the operand; null finds null",
            phrase="is",
            operands=_EQUALITY_OPERANDS,
            render=equals,
            renders={"postgresql": postgresql_equality.equals},
        ),
        Operator(
            name="neq",
            summary="is not null and does not equal the operand",
            phrase="is not",
            operands=_EQUALITY_OPERANDS,
            render=_differs,
            renders={"postgresql": postgresql_equality.differs},
        ),
        Operator(
            name="gt",
            summary="is greater than the operand",
            phrase="is greater than",
            operands=_ORDER_OPERANDS,
            render=_compare(">"),
            renders={"postgresql": postgresql_equality.compare(">")},
            time_range=_time_range(TimeRange.starting_at, 1),
        ),
        Operator(
            name="gte",
            summary="is greater than the operand, or equal",
            phrase="is at least",
            operands=_ORDER_OPERANDS,
            render=_compare(">="),
            renders={"postgresql": postgresql_equality.compare(">=")},
            time_range=_time_range(TimeRange.starting_at),
        ),
        Operator(
            name="lt",
            summary="is less than the operand",
            phrase="is less than",
            operands=_ORDER_OPERANDS,
            render=_compare("<"),
            renders={"postgresql": postgresql_equality.compare("<")},
            time_range=_time_range(TimeRange.ending_at, -1),
        ),
        Operator(
            name="lte",
            summary="is less than the operand, or equal",
            phrase="is at most",
            operands=_ORDER_OPERANDS,
            render=_compare("<="),
            renders={"postgresql": postgresql_equality.compare("<=")},
            time_range=_time_range(TimeRange.ending_at),
        ),
    ]

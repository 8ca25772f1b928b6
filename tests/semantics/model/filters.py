"""Filters: whether an event is let through. Every condition is true or false."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from semantics.model.events import ARRAY_FIELDS, JSON_FIELDS, TIME_FIELDS, Event, value_at
from semantics.model.instants import read_instant
from semantics.model.jsonvalues import contains, has_key, kind, same, shown

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


_PARTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}
_ANY_CASE = "IgnoreCase"


def holds(event: Event, node: dict[str, Any]) -> bool:
    """Return whether a filter is true of an event."""
    ((name, inside),) = node.items()
    match name:
        case "and":
            return all(holds(event, child) for child in inside)
        case "or":
            return any(holds(event, child) for child in inside)
        case "not":
            return not holds(event, inside)
    return _condition(event, inside["field"], inside["operator"], inside.get("value"))


def _condition(event: Event, field: str, name: str, operand: Any) -> bool:
    if field in JSON_FIELDS:
        path = path_of(name, operand)
        if path is not None:
            value = value_at(event, field, path)
            return _test(name, value, operand.get("value"), _equals_at_path, _identity)
        return _test(name, event[field], operand, same, _identity)
    if field in ARRAY_FIELDS:
        return _test(name, event[field], operand, same, _identity)
    if field in TIME_FIELDS:
        return _test(name, event[field], operand, operator.eq, read_instant)
    return _test(name, event[field], operand, operator.eq, _identity)


def path_of(name: str, operand: Any) -> list[str] | None:
    """The path of `{path, value}`; None where the operand is meant for the whole field."""
    members = {"path"} if name in ("isNull", "isNotNull") else {"path", "value"}
    if kind(operand) != "object" or not {"path"} <= set(operand) <= {"path", "value"}:
        return None
    is_path = kind(operand["path"]) == "array" and all(
        kind(part) == "string" for part in operand["path"]
    )
    return operand["path"] if is_path and members <= set(operand) else None


def _test(
    name: str,
    value: Any,
    operand: Any,
    equals: Callable[[Any, Any], bool],
    read: Callable[[Any], Any],
) -> bool:
    match name:
        case "isNull":
            return value is None
        case "isNotNull":
            return value is not None
        case "eq" | "in":
            return _is_among(value, [operand] if name == "eq" else operand, equals, read)
        case "neq" | "notIn":
            among = [operand] if name == "neq" else operand
            return among == [] or (value is not None and not _is_among(value, among, equals, read))
    if value is None:
        return False
    if name in _ORDERS:
        wanted = read(operand)
        comparable = read is read_instant or kind(value) == kind(wanted)
        return comparable and kind(value) in ("number", "string") and _ORDERS[name](value, wanted)
    part = _PARTS.get(name.removesuffix(_ANY_CASE))
    if part is None:
        return _json_test(name, value, operand)
    if kind(value) != "string":
        return False
    if name.endswith(_ANY_CASE):
        return part(value.casefold(), operand.casefold())
    return part(value, operand)


def _json_test(name: str, value: Any, operand: Any) -> bool:
    match name:
        case "jsonContains":
            return contains(value, operand)
        case "jsonContainedBy":
            return contains(operand, value)
        case "jsonHasKey":
            return has_key(value, operand)
        case "jsonHasAnyKey":
            return any(has_key(value, key) for key in operand)
        case "jsonHasAllKeys":
            return all(has_key(value, key) for key in operand)
    wanted = operand if kind(operand) == "array" else [operand]
    if kind(value) != "array":
        return False
    if name == "arrayContains":
        return all(any(same(element, one) for element in value) for one in wanted)
    if name == "jsonArrayContainsObject":
        return all(
            any(kind(element) == "object" and contains(element, one) for element in value)
            for one in wanted
        )
    raise AssertionError(f"the contract has no operator {name}")


def _is_among(
    value: Any,
    operands: list[Any],
    equals: Callable[[Any, Any], bool],
    read: Callable[[Any], Any],
) -> bool:
    return any(
        value is None if one is None else value is not None and equals(value, read(one))
        for one in operands
    )


def _equals_at_path(value: Any, operand: Any) -> bool:
    if kind(operand) == "string" and kind(value) in ("string", "number", "boolean"):
        return bool(shown(value) == operand)
    return same(value, operand)


def _identity(operand: Any) -> Any:
    return operand

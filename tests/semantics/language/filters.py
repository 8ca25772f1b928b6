"""Filters with functions, derived fields and local times; the rest is the first language's."""

from typing import Any

from semantics.language.columns import Reference, stored_value
from semantics.language.zones import read_local
from semantics.model import holds
from semantics.model.events import JSON_FIELDS, TIME_FIELDS, Event
from semantics.model.filters import path_of
from semantics.model.instants import show_instant

Json = Any


def matches(event: Event, node: Json, zone: str) -> bool:
    """Return whether a filter is true of an event."""
    ((name, inside),) = node.items()
    match name:
        case "and":
            return all(matches(event, child, zone) for child in inside)
        case "or":
            return any(matches(event, child, zone) for child in inside)
        case "not":
            return not matches(event, inside, zone)
    field = inside["field"]
    if "apply" in inside:
        return _matches_function(event, inside, zone)
    if field in TIME_FIELDS and "value" in inside:
        inside = {**inside, "value": _absolute(inside["value"], zone)}
    if field == "user":
        return holds({**event, "user": stored_value(event, "user")}, {"condition": inside})
    return holds(event, {"condition": inside})


def matches_values(values: dict[str, Any], node: Json) -> bool:
    """Return whether a filter over columns is true of a row.

    Null matches only isNull, and null in `in`: not even `notIn []`.
    """
    ((name, inside),) = node.items()
    match name:
        case "and":
            return all(matches_values(values, child) for child in inside)
        case "or":
            return any(matches_values(values, child) for child in inside)
        case "not":
            return not matches_values(values, inside)
    if inside["operator"] == "notIn" and values[inside["field"]] is None:
        return False
    return holds(values, node)


def _matches_function(event: Event, condition: Json, zone: str) -> bool:
    operand = condition.get("value")
    path: list[str] = []
    if condition["field"] in JSON_FIELDS:
        path = path_of(condition["operator"], operand) or []
        assert path, condition
        operand = operand.get("value")
    reference = Reference(condition["field"], tuple(path), condition["apply"], zone)
    # As a field of its own, of the kind that the function gives.
    inner = {"field": "applied", "operator": condition["operator"], "value": operand}
    return holds({"applied": reference.value(event)}, {"condition": inner})


def _absolute(operand: Json, zone: str) -> Json:
    if isinstance(operand, list):
        return [_absolute(one, zone) for one in operand]
    return None if operand is None else show_instant(read_local(zone, operand))

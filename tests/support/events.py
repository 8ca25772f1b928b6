"""Short constructors of events and of the parts of a query."""

from typing import Any

Json = Any

INSTANT = "2026-03-02T10:15:00.000Z"
"""Default `createdAt` of events, on a Monday."""


def message(name: str, /, **members: Json) -> Json:
    """Return a message event."""
    return {
        "entityType": "message",
        "type": "sent",
        "messageId": f"m-{name}",
        "id": name,
        "createdAt": INSTANT,
        **members,
    }


def conversation(name: str, /, **members: Json) -> Json:
    """Return a conversation event."""
    return {
        "entityType": "conversation",
        "type": "opened",
        "conversationId": f"c-{name}",
        "id": name,
        "createdAt": INSTANT,
        **members,
    }


def search(name: str, /, **members: Json) -> Json:
    """Return a search event."""
    return {
        "entityType": "search",
        "type": "searched",
        "searchQuery": f"how to {name}",
        "id": name,
        "createdAt": INSTANT,
        **members,
    }


def field(name: str, *path: str, **members: Json) -> Json:
    """Return a selection of a field, or of the value at a path in it."""
    return {"type": "field", "field": name, **({"path": list(path)} if path else {}), **members}


def aggregation(name: str, field: str | None = None, *path: str, **members: Json) -> Json:
    """Return a selection of an aggregation."""
    return {
        "type": "aggregation",
        "aggregation": name,
        **({"field": field} if field else {}),
        **({"path": list(path)} if path else {}),
        **members,
    }


def time(unit: str, field: str | None = None, *path: str, **members: Json) -> Json:
    """Return a selection of a time unit."""
    return {
        "type": "time",
        "timeUnit": unit,
        **({"field": field} if field else {}),
        **({"path": list(path)} if path else {}),
        **members,
    }


def named(alias: str, selection: Json) -> Json:
    """Return a selection whose column has this name."""
    return {**selection, "as": alias}


def formula(alias: str, text: str) -> Json:
    """Return a selection of a formula."""
    return {"type": "formula", "formula": text, "as": alias}


def rank(alias: str, by: str, **members: Json) -> Json:
    """Return a selection of a rank."""
    return {"type": "rank", "by": by, "as": alias, **members}


def group(field: str, *path: str, **members: Json) -> Json:
    """Return a group by a field, or by the value at a path in it."""
    return {"field": field, **({"path": list(path)} if path else {}), **members}


def ascending(*columns: str) -> Json:
    return [{"field": column, "direction": "asc"} for column in columns]


def descending(*columns: str) -> Json:
    return [{"field": column, "direction": "desc"} for column in columns]


NO_VALUE = object()


def condition(field: str, operator: str, value: Json = NO_VALUE) -> Json:
    """Return a condition on a field."""
    operand = {} if value is NO_VALUE else {"value": value}
    return {"condition": {"field": field, "operator": operator, **operand}}


def at(field: str, path: str | list[str], operator: str, value: Json = NO_VALUE) -> Json:
    """Return a condition on the value at a path."""
    where = {"path": [path] if isinstance(path, str) else path}
    return condition(field, operator, where if value is NO_VALUE else {**where, "value": value})


def all_of(*filters: Json) -> Json:
    return {"and": list(filters)}


def any_of(*filters: Json) -> Json:
    return {"or": list(filters)}


def negated(filter_: Json) -> Json:
    return {"not": filter_}

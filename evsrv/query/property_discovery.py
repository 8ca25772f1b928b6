"""Discovery of properties: the keys in JSON fields, and the values of a key."""

from collections.abc import Mapping
from typing import Any

_EVENTS_VIEW = "events_view"


def has_data(request: Mapping[str, Any]) -> bool:
    """Return whether a request asks for a view that has events; without views it asks for all."""
    return _EVENTS_VIEW in request.get("views", (_EVENTS_VIEW,))


def where_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query for the events that a request selects."""
    return {"where": request["where"]} if "where" in request else {}


def values_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query for the values of a key, the most frequent first."""
    field, path = request["field"], [request["key"]]
    is_present = {"field": field, "operator": "isNotNull", "value": {"path": path}}
    return {
        "select": [{"type": "aggregation", "aggregation": "count"}],
        "groupBy": [{"field": field, "path": path}],
        "where": {"condition": is_present},
        "orderBy": [{"field": "count", "direction": "desc"}],
        "limit": request.get("limit", 100),
    }

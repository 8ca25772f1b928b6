"""What there is in the JSON fields: which keys, and which values of a key."""

from collections.abc import Mapping
from typing import Any

_EVENTS_VIEW = "events_view"


def has_data(request: Mapping[str, Any]) -> bool:
    """Tell whether a request asks for anything that is here; without views it asks for all."""
    return _EVENTS_VIEW in request.get("views", (_EVENTS_VIEW,))


def where_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the query for the events that a request is about."""
    return {"where": request["where"]} if "where" in request else {}


def values_query(request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the query for the values of a key, the most frequent first."""
    field, path = request["field"], [request["key"]]
    there = {"field": field, "operator": "isNotNull", "value": {"path": path}}
    return {
        "select": [{"type": "aggregation", "aggregation": "count"}],
        "groupBy": [{"field": field, "path": path}],
        "where": {"condition": there},
        "orderBy": [{"field": "count", "direction": "desc"}],
        "limit": request.get("limit", 100),
    }

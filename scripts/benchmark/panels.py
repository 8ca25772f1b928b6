"""The panels of a dashboard: seven of the standard questions, and five more."""

from datetime import timedelta

from benchmark.data import END, RECENT
from benchmark.questions import Json, aggregation, count, question, time_bucket

_RANGE = f"{RECENT.isoformat()}/{END.isoformat()}"
_WEEK = f"{(END - timedelta(days=7)).isoformat()}/{END.isoformat()}"
_USERS = aggregation("countDistinct", "userProperties", "userId")
_MOST_FIRST = [{"field": "count", "direction": "desc"}]

PANELS: dict[str, Json] = {
    **{
        question(letter).name: question(letter).body
        for letter in ("a", "b", "b90", "c", "d", "e", "g")
    },
    "count by hour, 7 days": {"select": [time_bucket("hour"), count()], "range": _WEEK},
    "top plans, 90 days": {
        "select": [count()],
        "groupBy": [{"field": "properties", "path": ["plan"]}],
        "orderBy": _MOST_FIRST,
        "range": _RANGE,
    },
    "different userId by eventType, 90 days": {
        "select": [_USERS],
        "groupBy": [{"field": "eventType"}],
        "range": _RANGE,
    },
    "p95 of latencyMs by day, 90 days": {
        "select": [time_bucket("day"), aggregation("p95", "properties", "latencyMs")],
        "range": _RANGE,
    },
    "count and different userId, 90 days": {"select": [count(), _USERS], "range": _RANGE},
}

"""The eight standard questions, each as a query and as good SQL by hand.

On these events the SQL by hand gives the same answer as the query, in the same form and order. It
is the fastest of several versions on a million events.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from benchmark.data import END, LARGEST, ORGANIZATION, RECENT

Json = Any
DAY = 86_400_000


def _milliseconds(moment: Any) -> int:
    return int(moment.timestamp()) * 1000


PARAMETERS: Mapping[str, str | int] = {
    "organization": ORGANIZATION,
    "project": LARGEST,
    "since": _milliseconds(RECENT),
    "until": _milliseconds(END),
}
"""The parameters of the SQL by hand."""


@frozen
class Question:
    """One question in the language of each rival."""

    name: str
    body: Json
    """For `POST /query/events`."""
    by_hand: str
    """For SQLite, on the `events` table."""
    duckdb: str
    """For DuckDB, on a table with the same columns."""


def _count(field: str | None = None, *path: str) -> Json:
    return _aggregation("count", field, *path)


def _aggregation(name: str, field: str | None = None, *path: str) -> Json:
    selection: Json = {"type": "aggregation", "aggregation": name}
    if field is not None:
        selection["field"] = field
    if path:
        selection["path"] = list(path)
    return selection


def _time(unit: str) -> Json:
    return {"type": "time", "timeUnit": unit}


def _condition(field: str, operator: str, value: Json = None) -> Json:
    condition = {"field": field, "operator": operator}
    return {"condition": condition if value is None else condition | {"value": value}}


_RECENT = [
    _condition("createdAt", "gte", RECENT.isoformat()),
    _condition("createdAt", "lt", END.isoformat()),
]
_MOST_FIRST = [{"field": "count", "direction": "desc"}]

_OF_PROJECT = "organization_id = :organization AND project_id = :project"
_IN_DUCKDB = "organization_id = $organization AND project_id = $project"
_SINCE_IN_DUCKDB = f"{_IN_DUCKDB} AND created_at >= $since AND created_at < $until"
_ISO = "strftime('%Y-%m-%dT00:00:00.000Z', {} / 1000, 'unixepoch')"
_DAY_IN_DUCKDB = f"strftime(epoch_ms(created_at // {DAY} * {DAY}), '%Y-%m-%dT00:00:00.000Z')"
_WEEK_IN_DUCKDB = "strftime(date_trunc('week', epoch_ms(created_at)), '%Y-%m-%dT00:00:00.000Z')"


def _by_bucket(select: str, length: int, where: str = "") -> str:
    """Return SQL that reads each bucket as one range of the index on time."""
    return f"""
    WITH RECURSIVE bucket (start) AS (
        SELECT {_FIRST[length]}
        UNION ALL
        SELECT start + {length} FROM bucket WHERE start + {length} < :until
    ), found (start, value) AS MATERIALIZED (
        SELECT start, (
            SELECT {select} FROM events WHERE {_OF_PROJECT} {where}
            AND created_at >= max(start, :since) AND created_at < min(start + {length}, :until)
        ) FROM bucket
    )
    SELECT {_ISO.format("start")}, value FROM found WHERE value > 0 ORDER BY start
    """


_WEEK = 7 * DAY
_FIRST = {
    DAY: f":since / {DAY} * {DAY}",
    # 1970-01-05 was a Monday.
    _WEEK: f"(:since - {4 * DAY}) / {_WEEK} * {_WEEK} + {4 * DAY}",
}


def _by_type(where: str) -> str:
    """Return SQL that counts each type with a loose scan of the index of types."""
    return f"""
    WITH RECURSIVE kind (type) AS (
        SELECT min(type) FROM events WHERE {_OF_PROJECT}
        UNION ALL
        SELECT (SELECT min(type) FROM events WHERE {_OF_PROJECT} AND type > kind.type)
        FROM kind WHERE type IS NOT NULL
    ), found (type, value) AS MATERIALIZED (
        SELECT kind.type, (
            SELECT count(*) FROM events WHERE {_OF_PROJECT} AND type = kind.type {where}
        ) FROM kind WHERE kind.type IS NOT NULL
    )
    SELECT type, value FROM found WHERE value > 0 ORDER BY value DESC, type
    """


_BY_TYPE_IN_DUCKDB = """
    SELECT type, count(*) AS n FROM events WHERE {} GROUP BY type ORDER BY n DESC, type
"""

_ROW = """
    SELECT id, organization_id, project_id, integration_id, event_type, type, message_id,
        conversation_id, search_query, {}, properties, user_properties
    FROM events WHERE {}
"""
_NEWEST = f"{_ROW} ORDER BY created_at DESC, id LIMIT 100"
_CREATED = "strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch')"

ONE_BY_HAND = _ROW.format(_CREATED, f"{_OF_PROJECT} AND id = :id")
"""SQL by hand for one row by its id."""


def query_of_id(event_id: str) -> Json:
    """Return the query for one row by its id."""
    return {"where": _condition("id", "eq", event_id)}


QUESTIONS = (
    Question(
        "(a) count by day, 90 days",
        {"select": [_time("day"), _count()], "where": {"and": _RECENT}},
        _by_bucket("count(*)", DAY),
        f"SELECT {_DAY_IN_DUCKDB} AS day, count(*) FROM events WHERE {_SINCE_IN_DUCKDB}"
        " GROUP BY day ORDER BY day",
    ),
    Question(
        "(b) count by type, a year",
        {"select": [_count()], "groupBy": [{"field": "type"}], "orderBy": _MOST_FIRST},
        _by_type(""),
        _BY_TYPE_IN_DUCKDB.format(_IN_DUCKDB),
    ),
    Question(
        "(b90) count by type, 90 days",
        {
            "select": [_count()],
            "groupBy": [{"field": "type"}],
            "where": {"and": _RECENT},
            "orderBy": _MOST_FIRST,
        },
        _by_type("AND created_at >= :since AND created_at < :until"),
        _BY_TYPE_IN_DUCKDB.format(_SINCE_IN_DUCKDB),
    ),
    Question(
        "(c) top 20 of searchQuery",
        {
            "select": [_count()],
            "groupBy": [{"field": "searchQuery"}],
            "where": _condition("searchQuery", "isNotNull"),
            "orderBy": _MOST_FIRST,
            "limit": 20,
        },
        f"""
        SELECT search_query, count(*) AS n FROM events
        WHERE {_OF_PROJECT} AND search_query IS NOT NULL
        GROUP BY search_query ORDER BY n DESC, search_query LIMIT 20
        """,
        f"""
        SELECT search_query, count(*) AS n FROM events
        WHERE {_IN_DUCKDB} AND search_query IS NOT NULL
        GROUP BY search_query ORDER BY n DESC, search_query LIMIT 20
        """,
    ),
    Question(
        "(d) different userId by week, 90 days",
        {
            "select": [
                _time("week"),
                _aggregation("countDistinct", "userProperties", "userId"),
            ],
            "where": {"and": _RECENT},
        },
        _by_bucket("count(DISTINCT json_extract(user_properties, '$.userId'))", _WEEK),
        f"""
        SELECT {_WEEK_IN_DUCKDB} AS week, count(DISTINCT user_properties ->> '$.userId')
        FROM events WHERE {_SINCE_IN_DUCKDB} GROUP BY week ORDER BY week
        """,
    ),
    Question(
        '(e) plan = "pro" by day, 90 days',
        {
            "select": [_time("day"), _count()],
            "where": {
                "and": [
                    *_RECENT,
                    _condition("properties", "eq", {"path": ["plan"], "value": "pro"}),
                ]
            },
        },
        _by_bucket("count(*)", DAY, "AND json_extract(properties, '$.plan') = 'pro'"),
        f"""
        SELECT {_DAY_IN_DUCKDB} AS day, count(*) FROM events
        WHERE {_SINCE_IN_DUCKDB} AND properties ->> '$.plan' = 'pro' GROUP BY day ORDER BY day
        """,
    ),
    Question(
        "(f) the newest 100",
        {"limit": 100},
        _NEWEST.format(_CREATED, _OF_PROJECT),
        _NEWEST.format("strftime(epoch_ms(created_at), '%Y-%m-%dT%H:%M:%S.%gZ')", _IN_DUCKDB),
    ),
    Question(
        "(g) avg of latencyMs by integrationId, 90 days",
        {
            "select": [_aggregation("avg", "properties", "latencyMs")],
            "groupBy": [{"field": "integrationId"}],
            "where": {"and": _RECENT},
        },
        f"""
        SELECT integration_id, avg(json_extract(properties, '$.latencyMs')) FROM events
        WHERE {_OF_PROJECT} AND created_at >= :since AND created_at < :until
        GROUP BY integration_id ORDER BY integration_id NULLS LAST
        """,
        f"""
        SELECT integration_id, avg(CAST(properties ->> '$.latencyMs' AS DOUBLE)) FROM events
        WHERE {_SINCE_IN_DUCKDB}
        GROUP BY integration_id ORDER BY integration_id NULLS LAST
        """,
    ),
)


def question(letter: str) -> Question:
    """Return the question with this letter."""
    return next(one for one in QUESTIONS if one.name.startswith(f"({letter})"))

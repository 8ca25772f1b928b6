"""The eight standard questions, each as a query and as good SQL by hand.

On these events the SQL by hand gives the same answer as the query, in the same form and order. It
is the fastest of several versions on a million events.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from benchmark.data import END, LARGEST, ORGANIZATION, RECENT
from benchmark.sql_by_hand import (
    BY_TYPE_IN_DUCKDB,
    CREATED,
    DAY,
    IN_DUCKDB,
    NEWEST,
    OF_PROJECT,
    ROW,
    SINCE_IN_DUCKDB,
    WEEK,
    by_bucket,
    by_bucket_in_duckdb,
    by_type,
)

Json = Any


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

    @property
    def letter(self) -> str:
        """Return what stands in brackets at the start of its name."""
        return self.name[1 : self.name.index(")")]


def count(field: str | None = None, *path: str) -> Json:
    """Return the selection of a count."""
    return aggregation("count", field, *path)


def aggregation(name: str, field: str | None = None, *path: str) -> Json:
    """Return the selection of an aggregation over a field, or a path in it."""
    selection: Json = {"type": "aggregation", "aggregation": name}
    if field is not None:
        selection["field"] = field
    if path:
        selection["path"] = list(path)
    return selection


def time_bucket(unit: str) -> Json:
    """Return the selection of a unit of time."""
    return {"type": "time", "timeUnit": unit}


def _condition(field: str, operator: str, value: Json = None) -> Json:
    condition = {"field": field, "operator": operator}
    return {"condition": condition if value is None else condition | {"value": value}}


_RECENT = [
    _condition("createdAt", "gte", RECENT.isoformat()),
    _condition("createdAt", "lt", END.isoformat()),
]
_MOST_FIRST = [{"field": "count", "direction": "desc"}]

ONE_BY_HAND = ROW.format(CREATED, f"{OF_PROJECT} AND id = :id")
"""SQL by hand for one row by its id."""


def query_of_id(event_id: str) -> Json:
    """Return the query for one row by its id."""
    return {"where": _condition("id", "eq", event_id)}


QUESTIONS = (
    Question(
        "(a) count by day, 90 days",
        {"select": [time_bucket("day"), count()], "where": {"and": _RECENT}},
        by_bucket("count(*)", DAY),
        by_bucket_in_duckdb("count(*)", DAY),
    ),
    Question(
        "(b) count by type, a year",
        {"select": [count()], "groupBy": [{"field": "type"}], "orderBy": _MOST_FIRST},
        by_type(""),
        BY_TYPE_IN_DUCKDB.format(IN_DUCKDB),
    ),
    Question(
        "(b90) count by type, 90 days",
        {
            "select": [count()],
            "groupBy": [{"field": "type"}],
            "where": {"and": _RECENT},
            "orderBy": _MOST_FIRST,
        },
        by_type("AND created_at >= :since AND created_at < :until"),
        BY_TYPE_IN_DUCKDB.format(SINCE_IN_DUCKDB),
    ),
    Question(
        "(c) top 20 of searchQuery",
        {
            "select": [count()],
            "groupBy": [{"field": "searchQuery"}],
            "where": _condition("searchQuery", "isNotNull"),
            "orderBy": _MOST_FIRST,
            "limit": 20,
        },
        f"""
        SELECT search_query, count(*) AS n FROM events
        WHERE {OF_PROJECT} AND search_query IS NOT NULL
        GROUP BY search_query ORDER BY n DESC, search_query LIMIT 20
        """,
        f"""
        SELECT search_query, count(*) AS n FROM events
        WHERE {IN_DUCKDB} AND search_query IS NOT NULL
        GROUP BY search_query ORDER BY n DESC, search_query LIMIT 20
        """,
    ),
    Question(
        "(d) different userId by week, 90 days",
        {
            "select": [
                time_bucket("week"),
                aggregation("countDistinct", "userProperties", "userId"),
            ],
            "where": {"and": _RECENT},
        },
        by_bucket("count(DISTINCT json_extract(user_properties, '$.userId'))", WEEK),
        by_bucket_in_duckdb("count(DISTINCT user_properties ->> '$.userId')", WEEK),
    ),
    Question(
        '(e) plan = "pro" by day, 90 days',
        {
            "select": [time_bucket("day"), count()],
            "where": {
                "and": [
                    *_RECENT,
                    _condition("properties", "eq", {"path": ["plan"], "value": "pro"}),
                ]
            },
        },
        by_bucket("count(*)", DAY, "AND json_extract(properties, '$.plan') = 'pro'"),
        by_bucket_in_duckdb("count(*)", DAY, "AND properties ->> '$.plan' = 'pro'"),
    ),
    Question(
        "(f) the newest 100",
        {"limit": 100},
        NEWEST.format(CREATED, OF_PROJECT),
        NEWEST.format("strftime(epoch_ms(created_at), '%Y-%m-%dT%H:%M:%S.%gZ')", IN_DUCKDB),
    ),
    Question(
        "(g) avg of latencyMs by integrationId, 90 days",
        {
            "select": [aggregation("avg", "properties", "latencyMs")],
            "groupBy": [{"field": "integrationId"}],
            "where": {"and": _RECENT},
        },
        f"""
        SELECT integration_id, avg(json_extract(properties, '$.latencyMs')) FROM events
        WHERE {OF_PROJECT} AND created_at >= :since AND created_at < :until
        GROUP BY integration_id ORDER BY integration_id NULLS LAST
        """,
        f"""
        SELECT integration_id, avg(CAST(properties ->> '$.latencyMs' AS DOUBLE)) FROM events
        WHERE {SINCE_IN_DUCKDB}
        GROUP BY integration_id ORDER BY integration_id NULLS LAST
        """,
    ),
)


def question(letter: str) -> Question:
    """Return the question with this letter."""
    return next(one for one in QUESTIONS if one.letter == letter)

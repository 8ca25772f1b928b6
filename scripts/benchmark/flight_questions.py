"""Questions on flights, each as a query and as SQL by hand for DuckDB."""

from attrs import frozen

from benchmark.questions import Json, aggregation, count, time_bucket

_ORIGIN: Json = [{"field": "properties", "path": ["origin"]}]
_SHARES = {"median": 0.5, "p75": 0.75, "p95": 0.95, "p99": 0.99}
_QUANTILES = ", ".join(f"quantile_cont(delay, {share})" for share in _SHARES.values())


@frozen
class FlightQuestion:
    """A question in both languages."""

    name: str
    body: Json
    """For `POST /query/events`."""
    duckdb: str
    """For a table with a column of each member."""


def _by_day(where: str) -> str:
    """Return SQL that formats the days of the result only."""
    return (
        "SELECT strftime(day, '%Y-%m-%dT00:00:00.000Z'), n FROM ("
        f"SELECT date_trunc('day', date) AS day, count(*) AS n FROM flights {where} GROUP BY day"
        ") ORDER BY day"
    )


FLIGHT_QUESTIONS = (
    FlightQuestion(
        "count by day",
        {"select": [time_bucket("day"), count()]},
        _by_day(""),
    ),
    FlightQuestion(
        "delays of over 15 minutes by day",
        {
            "select": [time_bucket("day"), count()],
            "where": {
                "condition": {
                    "field": "properties",
                    "operator": "gt",
                    "value": {"path": ["delay"], "value": 15},
                }
            },
        },
        _by_day("WHERE delay > 15"),
    ),
    FlightQuestion(
        "top 20 of origin",
        {
            "select": [count()],
            "groupBy": _ORIGIN,
            "orderBy": [{"field": "count", "direction": "desc"}],
            "limit": 20,
        },
        "SELECT origin, count(*) AS n FROM flights GROUP BY origin"
        " ORDER BY n DESC, origin LIMIT 20",
    ),
    FlightQuestion(
        "avg of delay by origin",
        {"select": [aggregation("avg", "properties", "delay")], "groupBy": _ORIGIN},
        "SELECT origin, avg(delay) FROM flights GROUP BY origin ORDER BY origin",
    ),
    FlightQuestion(
        "different destination by origin",
        {"select": [aggregation("countDistinct", "properties", "destination")], "groupBy": _ORIGIN},
        "SELECT origin, count(DISTINCT destination) FROM flights GROUP BY origin ORDER BY origin",
    ),
    FlightQuestion(
        f"{', '.join(_SHARES)} of delay by origin",
        {
            "select": [
                {**aggregation(name, "properties", "delay"), "as": name} for name in _SHARES
            ],
            "groupBy": _ORIGIN,
        },
        f"SELECT origin, {_QUANTILES} FROM flights GROUP BY origin ORDER BY origin",
    ),
)

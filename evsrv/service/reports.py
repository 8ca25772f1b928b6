"""The two ready-made reports on searches, as queries."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evsrv.core.errors import Issue, Unprocessable, clip
from evsrv.core.timestamps import explain_timestamp
from evsrv.query.formats import FORMATS, lost_plus
from evsrv.query.parameters import TIME_WORDS, Parameters, lost_plus_of, unique_parameters
from evsrv.service.answer import Answer, Row

_PARAMETERS = ("after", "project_id")
_NOT_HERE: Mapping[str, str] = MappingProxyType(
    {
        name: f"{name!r} is for queries over a dataset; a report takes"
        f" {', '.join((*_PARAMETERS, *TIME_WORDS))}"
        for name in ("compare", "fill", "having", "meta")
    }
)
"""The messages for members of a query that have no meaning in a report."""

_TIMESTAMP = FORMATS["timestamp"]
_WEEK = "createdAt_week"
_UNIQUE_USERS = "countDistinct_user"


def read_parameters(parameters: Parameters) -> dict[str, str]:
    """Check the URL parameters of a report: `after`, `project_id` and the words of time."""
    issues: list[Issue] = []
    read = unique_parameters(parameters, (*_PARAMETERS, *TIME_WORDS), issues, _NOT_HERE)
    if "after" in read and not _TIMESTAMP.accepts(read["after"]):
        issues.append(Issue("", _no_timestamp("after", read["after"])))
    issues += (
        Issue(f"/{name}", message)
        for name in TIME_WORDS
        if name in read and (message := lost_plus_of(name, read[name]))
    )
    if issues:
        raise Unprocessable.of(issues)
    return read


def _no_timestamp(name: str, text: str) -> str:
    message = f"{name}: expected an ISO 8601 date or time, not {clip(text)}"
    if hint := lost_plus(text, _TIMESTAMP):
        return f"{message}: {hint}"
    return message + explain_timestamp(text)


def top_search_queries(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Make the query for what is searched, the most frequent first."""
    return {
        "select": [{"type": "aggregation", "aggregation": "count"}],
        "groupBy": [{"field": "searchQuery"}],
        "orderBy": [{"field": "count", "direction": "desc"}],
        **_searches(parameters),
    }


def weekly_search_users(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Make the query for the weeks with searches, with how many users searched."""
    return {
        "select": [
            {"type": "time", "timeUnit": "week"},
            {"type": "aggregation", "aggregation": "countDistinct", "field": "user"},
        ],
        **_searches(parameters),
    }


def encode_search_queries(answer: Answer) -> dict[str, Any]:
    """Return the search queries in the shape of the hosted API."""
    return _report(
        answer,
        [{"search_query": row["searchQuery"], "count": str(row["count"])} for row in answer.rows],
    )


def encode_weeks(answer: Answer) -> dict[str, Any]:
    """Return the weeks in the shape of the hosted API."""
    return _report(
        answer,
        [{"week": row[_WEEK], "unique_users": str(row[_UNIQUE_USERS])} for row in answer.rows],
    )


def _report(answer: Answer, rows: list[Row]) -> dict[str, Any]:
    return {"data": {"result": rows, "total": answer.total, **answer.ranges}}


def _searches(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the members of a query that select the searches of a report."""
    conditions = [
        {"field": "eventType", "operator": "eq", "value": "search"},
        {"field": "searchQuery", "operator": "isNotNull"},
    ]
    if "after" in parameters:
        conditions.append({"field": "createdAt", "operator": "gte", "value": parameters["after"]})
    if "project_id" in parameters:
        conditions.append(
            {"field": "projectId", "operator": "eq", "value": parameters["project_id"]}
        )
    words = {name: parameters[name] for name in TIME_WORDS if name in parameters}
    return {"where": {"and": [{"condition": condition} for condition in conditions]}, **words}

"""The two ready-made reports on searches, as queries."""

import re
from collections.abc import Mapping
from typing import Any

from evsrv.core.errors import Issue, Unprocessable, clip
from evsrv.core.timestamps import explain_timestamp, parse_timestamp
from evsrv.query.parameters import Parameters, unique_parameters
from evsrv.service.answer import Answer, Row

_PARAMETERS = ("after", "project_id")

_BLANK_OFFSET = re.compile(r" (\d\d(?::?\d\d)?)$")
_WEEK = "createdAt_week"
_UNIQUE_USERS = "countDistinct_user"


def read_parameters(parameters: Parameters) -> dict[str, str]:
    """Check the URL parameters of a report: `after` (ISO 8601) and `project_id`."""
    issues: list[Issue] = []
    read = unique_parameters(parameters, _PARAMETERS, issues)
    if "after" in read and parse_timestamp(read["after"]) is None:
        issues.append(Issue("", _no_timestamp("after", read["after"])))
    if issues:
        raise Unprocessable.of(issues)
    return read


def _no_timestamp(name: str, text: str) -> str:
    message = f"{name}: expected an ISO 8601 date or time, not {clip(text)}"
    if parse_timestamp(_BLANK_OFFSET.sub(r"+\1", text)) is not None:
        return f"{message}: in a URL + is read as a blank; write it as %2B"
    return message + explain_timestamp(text)


def top_search_queries(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Make the query for what is searched, the most frequent first."""
    return {
        "select": [{"type": "aggregation", "aggregation": "count"}],
        "groupBy": [{"field": "searchQuery"}],
        "where": _searches(parameters),
        "orderBy": [{"field": "count", "direction": "desc"}],
    }


def weekly_search_users(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Make the query for the weeks with searches, with how many users searched."""
    return {
        "select": [
            {"type": "time", "timeUnit": "week"},
            {"type": "aggregation", "aggregation": "countDistinct", "field": "user"},
        ],
        "where": _searches(parameters),
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
    return {"data": {"result": rows, "total": answer.total}}


def _searches(parameters: Mapping[str, str]) -> dict[str, Any]:
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
    return {"and": [{"condition": condition} for condition in conditions]}

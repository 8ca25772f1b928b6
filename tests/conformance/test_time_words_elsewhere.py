"""The words of time in discovery and in reports."""

import json
from typing import Any

import pytest
import pytest_asyncio
from support.events import condition
from support.server import Server

from conformance.local_times import NOW, space_with_times
from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEYS = "/query/property-keys"
VALUES = "/query/property-values"
TOP = "/query/top-search-queries"
WEEKLY = "/query/weekly-search-users"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await space_with_times(shared_server, "time words elsewhere")


async def results(space: Server, path: str, body: Any, **parameters: str) -> list[str]:
    reply = await space.send("POST", path, body, params=parameters or None)
    assert reply.status == 200, reply.text
    result: list[str] = reply.json["results"]
    return result


NEW_YORK = {"range": "2026-03-09/2026-03-10", "timezone": "America/New_York"}


async def test_discovery_takes_the_words(space: Server) -> None:
    keys = {"field": "properties"}
    expected = ["day", "key f", "key g", "name"]
    assert await results(space, KEYS, keys | NEW_YORK) == expected
    assert await results(space, KEYS, keys, **NEW_YORK) == expected
    values = {"field": "properties", "key": "name"}
    assert sorted(await results(space, VALUES, values | NEW_YORK)) == ["f", "g"]
    assert sorted(await results(space, VALUES, values, **NEW_YORK)) == ["f", "g"]
    assert await results(space, VALUES, values, limit="1", **NEW_YORK) == ["f"]
    local = {"where": condition("createdAt", "gte", "2026-03-09"), "timezone": "America/New_York"}
    assert sorted(await results(space, VALUES, values | local)) == ["f", "g"]
    week = {"range": "previous week", "now": NOW, "weekStart": "sunday"}
    assert await results(space, VALUES, values | week) == ["a", "b"]


@pytest.mark.parametrize("path", [KEYS, VALUES])
@pytest.mark.parametrize("in_url", [False, True])
@pytest.mark.parametrize(
    ("name", "value"),
    [("fill", True), ("compare", "previous"), ("having", condition("count", "gt", 1))],
)
async def test_discovery_refuses_members_of_grouped_queries(
    space: Server, path: str, in_url: bool, name: str, value: Any
) -> None:
    body = {"field": "properties"} | ({"key": "name"} if path == VALUES else {})
    text = value if isinstance(value, str) else json.dumps(value)
    reply = await space.send(
        "POST",
        path,
        body if in_url else body | {name: value},
        params={name: text} if in_url else None,
    )
    assert_problem(reply, 422, path)
    [issue] = reply.json["errors"]
    assert issue["pointer"] == f"/{name}"
    assert "takes timezone, weekStart, range, now" in issue["message"]


async def test_wrong_word_of_discovery_is_refused(space: Server) -> None:
    reply = await space.send("POST", KEYS, {"field": "properties", "range": "last week"})
    [issue] = reply.json["errors"]
    assert (reply.status, issue["pointer"]) == (422, "/range")


async def report(space: Server, path: str, **parameters: str) -> Any:
    reply = await space.send("GET", path, params=parameters)
    assert reply.status == 200, reply.text
    return reply.json["data"]


async def test_reports_take_the_words(space: Server) -> None:
    top = await report(space, TOP, **NEW_YORK)
    assert [row["search_query"] for row in top["result"]] == ["query f", "query g"]
    assert top["range"] == "2026-03-09T00:00:00.000-04:00/2026-03-10T00:00:00.000-04:00"
    assert list(await report(space, TOP)) == ["result", "total"]
    both = await report(space, TOP, **NEW_YORK, after="2026-03-09T12:00")
    assert [row["search_query"] for row in both["result"]] == ["query g"]
    weekly = await report(
        space, WEEKLY, timezone="America/New_York", weekStart="sunday", range="past 8 days", now=NOW
    )
    assert weekly["result"] == [
        {"week": "2026-03-08T00:00:00.000-05:00", "unique_users": "5"},
    ]


async def test_after_of_a_report_is_local(space: Server) -> None:
    top = await report(space, TOP, after="2026-03-09", timezone="America/New_York")
    assert [row["search_query"] for row in top["result"]] == ["query f", "query g"]


@pytest.mark.parametrize("path", [TOP, WEEKLY])
@pytest.mark.parametrize(
    ("parameters", "pointer", "says"),
    [
        ({"fill": "true"}, "/fill", "'fill' is for queries over a dataset; a report takes after"),
        ({"compare": "previous"}, "/compare", "a report takes after"),
        ({"having": "{}"}, "/having", "a report takes after"),
        ({"range": "last 7 days"}, "/range", "'previous 7 days' (whole, without today)"),
        ({"timezone": "Mars"}, "/timezone", "unknown time zone 'Mars'"),
        ({"weekStart": "noday"}, "/weekStart", "expected one of"),
        ({"now": "2026-03-02T10:00:00 01:00"}, "/now", "in a URL + is read as a blank"),
        ({"tz": "UTC"}, "", "did you mean 'timezone'?"),
    ],
)
async def test_wrong_parameter_of_a_report_is_refused(
    space: Server, path: str, parameters: dict[str, str], pointer: str, says: str
) -> None:
    reply = await space.send("GET", path, params=parameters)
    assert_problem(reply, 422, path)
    [issue] = reply.json["errors"]
    assert issue["pointer"] == pointer
    assert says in issue["message"]

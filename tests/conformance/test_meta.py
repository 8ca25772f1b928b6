"""The word `meta`: the columns of an answer, and whether it is cut."""

from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio
from support.events import message
from support.server import Server

from conformance.datasets import space_with_rows
from conformance.problems import assert_problem
from evsrv.core.datasets import DATASETS, Dataset

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUERY = "/query/events"
DATASET = pytest.mark.parametrize("dataset", DATASETS.values(), ids=str)
BY_PLAN = {
    "select": [{"type": "aggregation", "aggregation": "count"}],
    "groupBy": [{"field": "properties", "path": ["plan"]}],
}
COLUMNS_BY_PLAN = [
    {
        "name": "properties.plan",
        "role": "group",
        "kind": "path",
        "field": "properties",
        "path": ["plan"],
    },
    {"name": "count", "role": "number", "kind": "number"},
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    space = await space_with_rows(shared_server, "meta")
    for number, plan in enumerate(["free", "pro", "team"]):
        await space.post_event(message(str(number), properties={"plan": plan}))
    return space


async def data(space: Server, body: Any, path: str = QUERY, **parameters: str) -> Any:
    reply = await space.send("POST", path, body, params=parameters or None)
    assert reply.status == 200, reply.text
    return reply.json["data"]


@DATASET
async def test_meta_describes_columns_from_body_and_url(space: Server, dataset: Dataset) -> None:
    path = f"/query/{dataset.name}"
    plain = await space.send("POST", path, BY_PLAN)
    assert set(plain.json["data"]) == {"result", "total", "pageSize", "count"}
    described = plain.json["data"] | {"columns": COLUMNS_BY_PLAN}
    assert await data(space, BY_PLAN | {"meta": True}, path) == described
    assert await data(space, BY_PLAN, path, meta="true") == described
    assert await data(space, BY_PLAN | {"meta": True}, path, meta="true") == described
    for silent in ({"meta": False}, {}):
        reply = await space.send("POST", path, BY_PLAN | silent, params={"meta": "false"})
        assert reply.text == plain.text


@DATASET
async def test_names_and_order_of_columns_are_those_of_rows(
    space: Server, dataset: Dataset
) -> None:
    query = {
        "select": [
            {"type": "time", "timeUnit": "day"},
            {"type": "aggregation", "aggregation": "count"},
            {"type": "formula", "formula": "count + compared_count", "as": "both"},
        ],
        "groupBy": [{"field": "type"}],
        "range": "2026-03-02/2026-03-05",
        "compare": "previous",
        "meta": True,
    }
    answer = await data(space, query, f"/query/{dataset.name}")
    assert answer["result"]
    for row in answer["result"]:
        names = [column["name"] for column in answer["columns"]]
        assert list(row) == [name for name in names if name in row]
        assert set(row) <= set(names)


@pytest.mark.parametrize(
    ("page", "is_truncated"),
    [
        ({}, False),
        ({"limit": 3}, False),
        ({"limit": 2}, True),
        ({"limit": 1, "offset": 1}, True),
        ({"limit": 1, "offset": 2}, False),
        ({"limit": 5, "offset": 9}, False),
        ({"limit": 0}, False),
        ({"limit": 0, "offset": 1}, False),
    ],
)
@pytest.mark.parametrize("query", [{}, BY_PLAN], ids=["raw", "grouped"])
async def test_meta_marks_an_answer_that_rows_follow(
    space: Server, query: Any, page: Any, is_truncated: bool
) -> None:
    answer = await data(space, query | page | {"meta": True})
    assert answer["total"] == 3
    assert answer.get("truncated") is (True if is_truncated else None)
    assert "truncated" not in await data(space, query | page)


async def test_meta_that_differs_in_the_url_is_refused(space: Server) -> None:
    reply = await space.send("POST", QUERY, {"meta": True}, params={"meta": "false"})
    assert_problem(reply, 422, QUERY)
    [issue] = reply.json["errors"]
    assert issue == {"pointer": "/meta", "message": "True here, but False in the URL"}


@pytest.mark.parametrize(
    ("body", "parameters", "said"),
    [
        ({"meta": 1}, {}, "expected a boolean, not a number"),
        ({"meta": "true"}, {}, "expected a boolean, not a string"),
        ({}, {"meta": "1"}, "expected true or false in the URL, not '1'"),
    ],
)
async def test_meta_that_is_no_boolean_is_refused(
    space: Server, body: Any, parameters: Mapping[str, str], said: str
) -> None:
    reply = await space.send("POST", QUERY, body, params=parameters or None)
    assert_problem(reply, 422, QUERY)
    assert reply.json["errors"] == [{"pointer": "/meta", "message": said}]


@DATASET
@pytest.mark.parametrize("in_url", [False, True])
async def test_export_refuses_meta(space: Server, dataset: Dataset, in_url: bool) -> None:
    path = f"/query/{dataset.name}/export"
    body, parameters = ({}, {"meta": "true"}) if in_url else ({"meta": True}, None)
    reply = await space.send("POST", path, body, params=parameters)
    assert_problem(reply, 422, path)
    expected = {"pointer": "/meta", "message": "a file has only rows; leave meta away"}
    assert reply.json["errors"] == [expected]
    assert (await space.send("POST", path, {"meta": False})).status == 200


@pytest.mark.parametrize("path", ["/query/property-keys", "/query/property-values"])
async def test_discovery_refuses_meta(space: Server, path: str) -> None:
    body = {"field": "properties", "key": "plan", "meta": True}
    reply = await space.send("POST", path, body)
    assert_problem(reply, 422, path)
    [issue] = reply.json["errors"]
    assert issue["pointer"] == "/meta"
    assert "is for queries over a dataset" in issue["message"]


async def test_report_refuses_meta(space: Server) -> None:
    path = "/query/top-search-queries"
    reply = await space.send("GET", path, params={"meta": "true"})
    assert_problem(reply, 422, path)
    [issue] = reply.json["errors"]
    assert issue["pointer"] == "/meta"
    assert "a report takes after" in issue["message"]

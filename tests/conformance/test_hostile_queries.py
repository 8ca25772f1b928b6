"""Section 6: large, deep or unstorable queries are answered or refused, never with a 500."""

import json

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    any_of,
    at,
    condition,
    field,
    message,
    negated,
    search,
)
from support.server import Server, Start, points_at

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("errors", [message("a"), search("b")])


def nested(levels: int, wrap: str) -> str:
    inner = json.dumps(condition("type", "eq", "sent"))
    opening, closing = {"not": ('{"not":', "}"), "and": ('{"and":[', "]}")}[wrap]
    return f'{{"where":{opening * levels}{inner}{closing * levels}}}'


@pytest.mark.parametrize("wrap", ["not", "and"])
@pytest.mark.parametrize("levels", [300, 3000, 100_000])
async def test_filter_over_depth_limit_is_refused_with_limit(
    space: Server, wrap: str, levels: int
) -> None:
    reply = await space.send_text("/query/events", nested(levels, wrap))
    assert_problem(reply, 422, "/query/events")
    assert any(character.isdigit() for character in reply.json["detail"])


@pytest.mark.parametrize("operator", ["in", "notIn"])
async def test_hundred_thousand_listed_values_are_answered_or_refused(
    space: Server, operator: str
) -> None:
    values = [f"type {index}" for index in range(99_999)]
    for where, found in (
        (condition("type", operator, [*values, "sent"]), ["a"]),
        (condition("id", operator, [*values, "a"]), ["a"]),
    ):
        expected = found if operator == "in" else ["b"]
        reply = await space.send("POST", "/query/events", {"select": [field("id")], "where": where})
        if reply.status == 200:
            assert [row["id"] for row in reply.json["data"]["result"]] == expected
        else:
            assert_problem(reply, 422, "/query/events")
            assert points_at(reply.json, "/where/condition/value")


async def test_hundred_thousand_listed_values_at_path_are_answered_or_refused(
    space: Server,
) -> None:
    where = at("properties", "v", "in", list(range(100_000)))
    reply = await space.send("POST", "/query/events", {"where": where})
    if reply.status == 200:
        assert reply.json["data"]["total"] == 0
    else:
        assert_problem(reply, 422, "/query/events")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"where":{"condition":{"field":"type","operator":"eq","value":NaN}}}', id="NaN"
        ),
        pytest.param(
            '{"where":{"condition":{"field":"properties","operator":"eq",'
            '"value":{"path":["v"],"value":1e400}}}}',
            id="beyond-a-double",
        ),
        pytest.param(
            '{"where":{"condition":{"field":"properties","operator":"lt",'
            '"value":{"path":["v"],"value":1e-400}}}}',
            id="too-small-for-a-double",
        ),
        pytest.param(
            '{"where":{"condition":{"field":"properties","operator":"gt",'
            '"value":{"path":["v"],"value":99999999999999999999999}}}}',
            id="beyond-64-bits",
        ),
        pytest.param(
            '{"where":{"condition":{"field":"type","operator":"eq","value":"\\ud800"}}}',
            id="surrogate",
        ),
        pytest.param(
            '{"where":{"condition":{"field":"type","operator":"in","value":["a\\u0000"]}}}',
            id="NUL",
        ),
        pytest.param(
            '{"select":[{"type":"field","field":"properties","path":["\\ud800"]}]}',
            id="surrogate-in-a-path",
        ),
        pytest.param(
            '{"select":[{"type":"field","field":"properties","path":["a\\u0000b"]}]}',
            id="NUL-in-a-path",
        ),
        pytest.param('{"limit":99999999999999999999999}', id="limit-beyond-64-bits"),
        pytest.param('{"offset":99999999999999999999999}', id="offset-beyond-64-bits"),
        pytest.param('{"\\ud800":1}', id="surrogate-in-a-member"),
    ],
)
async def test_unstorable_operand_never_causes_500(space: Server, text: str) -> None:
    """An operand that SQLite cannot store gets an answer or a refusal."""
    reply = await space.send_text("/query/events", text)
    assert reply.status in (200, 422)
    if reply.status == 422:
        assert_problem(reply, 422, "/query/events")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(["a"] * 64, id="long"),
        pytest.param(["x" * 10_000], id="a-long-name"),
        pytest.param(["a"] * 5000, id="very-long"),
    ],
)
async def test_long_path_is_answered_or_refused(space: Server, path: list[str]) -> None:
    reply = await space.send(
        "POST",
        "/query/events",
        {
            "select": [{"type": "field", "field": "properties", "path": path}],
            "where": negated(at("properties", path, "isNotNull")),
        },
    )
    if reply.status == 200:
        assert reply.json["data"]["result"] == [{".".join(["properties", *path]): None}] * 2
    else:
        assert_problem(reply, 422, "/query/events")


@pytest.mark.parametrize("count", [100, 3000])
async def test_many_selected_columns_are_answered_or_refused(space: Server, count: int) -> None:
    paths = [field("properties", f"p{index}") for index in range(count)]
    reply = await space.send("POST", "/query/events", {"select": paths})
    if reply.status == 200:
        assert [len(row) for row in reply.json["data"]["result"]] == [count, count]
    else:
        assert_problem(reply, 422, "/query/events")


@pytest.mark.asyncio(loop_scope="function")
async def test_query_timeout_is_refused_and_next_query_is_answered(start: Start) -> None:
    """The status is 422, because the published client retries after a 5xx."""
    server = await start(query_timeout=0.3, max_event_bytes=2_000_000)
    # PostgreSQL does not stop amid a row: one of all words would take it a second or more.
    words = [f"word {index}" for index in range(7_500)]
    for number in range(8):
        status, _ = await server.post_event(message(f"{number}", properties={"words": words}))
        assert status == 200
    slow = any_of(*(at("properties", "words", "jsonHasKey", f"no {index}") for index in range(800)))
    reply = await server.send("POST", "/query/events", {"where": slow})
    assert_problem(reply, 422, "/query/events")
    assert await server.rows({"select": [aggregation("count")]}) == [{"count": 8}]

"""Section 3: bodies of batches, and what can be wrong with them."""

import gzip
import json
import math

import pytest
import pytest_asyncio
from support.events import field, message
from support.server import Server, Start

from conformance.batches import (
    FORMS,
    MOST,
    NDJSON,
    PATH,
    minimal,
    pointers,
    problem_of,
    send,
    send_array,
    send_lines,
    stored,
)
from conformance.problems import is_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def space(shared_server: Server, request: pytest.FixtureRequest) -> Server:
    return await shared_server.space(f"batch bodies {request.node.name}", project=None)


@pytest.mark.parametrize("item", [None, 1, "text", True, [], [{}]])
async def test_items_that_are_no_objects(space: Server, item: object) -> None:
    results = await send_array(space, message("a"), item, message("c"))
    assert [results[0], results[2]] == [stored("a"), stored("c")]
    assert pointers(problem_of(results[1], 400)) == ["/batch/1"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        pytest.param("{", 400, id="broken"),
        pytest.param("nonsense", 400, id="no-json"),
        pytest.param("[]", 400, id="array"),
        pytest.param("null", 400, id="null"),
        pytest.param(b'{"type":"\xff"}', 400, id="not-utf-8"),
        pytest.param(f"{json.dumps(message('x'))} {{}}", 400, id="two-on-a-line"),
        pytest.param('{"a":' * 50_000, 422, id="too-deep-to-be-read"),
        pytest.param(json.dumps(message("x", properties={"v": math.nan})), 422, id="NaN"),
        pytest.param(json.dumps({**message("x"), "type": "\ud800"}), 422, id="lone-surrogate"),
    ],
)  # fmt: skip
async def test_broken_lines(space: Server, line: str | bytes, status: int) -> None:
    results = await send_lines(space, json.dumps(message("a")), line, json.dumps(message("c")))
    assert [results[0], results[2]] == [stored("a"), stored("c")]
    problem_of(results[1], status)
    assert sorted(row["id"] for row in await space.rows({})) == ["a", "c"]


async def test_blank_lines_are_no_events(space: Server) -> None:
    a, b = (json.dumps(message(name)) for name in "ab")
    assert await send_lines(space, "", a, "  \t", "\r", f"{b}\r", "", "") == [
        stored("a"),
        stored("b"),
    ]


async def test_lines_end_at_line_feeds_alone(space: Server) -> None:
    text = "a\u2028b\x85c"
    event = json.dumps(message("a", type=text), ensure_ascii=False)
    assert await send_lines(space, event) == [stored("a")]
    assert (await space.rows({}))[0]["type"] == text


@pytest.mark.parametrize(
    ("body", "form"),
    [
        pytest.param('{"batch":[]}', "application/json", id="array"),
        pytest.param("", NDJSON, id="lines"),
        pytest.param("\n \n\n", NDJSON, id="blank-lines"),
    ],
)
async def test_an_empty_batch(space: Server, body: str, form: str) -> None:
    reply = await send(space, body, form)
    assert (reply.status, reply.json) == (200, {"results": []})


@FORMS
async def test_one_too_many(space: Server, form: str) -> None:
    events = [minimal(number) for number in range(MOST + 1)]
    lines = "\n".join(map(json.dumps, events))
    body = lines if form == NDJSON else json.dumps({"batch": events})
    reply = await send(space, body, form)
    is_problem(reply, 422, PATH)
    assert "at most 10000 events, not 10001" in reply.json["detail"]
    assert pointers(reply.json) == ["" if form == NDJSON else "/batch"]
    assert (await space.data({}))["total"] == 0


@FORMS
async def test_a_body_over_the_limit(space: Server, form: str) -> None:
    lines = json.dumps(message("a")).ljust(2_000_001)
    body = lines if form == NDJSON else json.dumps({"batch": [message("a")]}).ljust(2_000_001)
    is_problem(await send(space, body, form), 413, PATH)
    assert (await space.data({}))["total"] == 0


@pytest.mark.asyncio(loop_scope="function")
async def test_the_limit_is_the_servers_setting(start: Start) -> None:
    server = await start(max_body_bytes=1000)
    assert await send_lines(server, json.dumps(message("a"))) == [stored("a")]
    is_problem(await send(server, json.dumps(message("b")).ljust(1001), NDJSON), 413, PATH)


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        pytest.param("{}", "/batch", "not nothing", id="no-batch"),
        pytest.param('{"batch":null}', "/batch", "not null", id="null"),
        pytest.param('{"batch":{}}', "/batch", "not an object", id="object"),
        pytest.param('{"batch":"a"}', "/batch", "not a string", id="text"),
        pytest.param('{"batch":[],"x":1}', "/x", "unknown member 'x'", id="another-member"),
        pytest.param('{"bacth":[]}', "/bacth", "did you mean 'batch'?", id="misspelt"),
    ],
)
async def test_bodies_that_are_no_batch(
    space: Server, body: str, pointer: str, message: str
) -> None:
    reply = await send(space, body, "application/json")
    is_problem(reply, 422, PATH)
    assert [issue for issue in reply.json["errors"] if issue["pointer"] == pointer]
    assert any(message in issue["message"] for issue in reply.json["errors"])


@pytest.mark.parametrize("body", ["", "{", "[]", '[{"type":"a"}]', "null", b'{"batch":["\xff"]}'])
async def test_bodies_that_cannot_be_read(space: Server, body: str | bytes) -> None:
    is_problem(await send(space, body, "application/json"), 400, PATH)


@pytest.mark.parametrize("form", ["text/plain", "application/jsonl", "text/csv", "ndjson"])
async def test_wrong_content_types(space: Server, form: str) -> None:
    reply = await send(space, json.dumps(message("a")), form)
    is_problem(reply, 400, PATH)
    assert NDJSON in reply.json["detail"]


@pytest.mark.parametrize("form", [f"{NDJSON}; charset=utf-8", "Application/X-NDJSON"])
async def test_right_content_types(space: Server, form: str) -> None:
    reply = await send(space, json.dumps(message("a")), form)
    assert (reply.status, reply.json) == (200, {"results": [stored("a")]})


@FORMS
async def test_gzip(space: Server, form: str) -> None:
    event = message("a", properties={"x": "y" * 1000})
    text = json.dumps(event if form == NDJSON else {"batch": [event]})
    reply = await send(space, gzip.compress(text.encode()), form, **{"Content-Encoding": "gzip"})
    assert (reply.status, reply.json) == (200, {"results": [stored("a")]})
    (row,) = await space.rows({"select": [field("properties", "x")]})
    assert row == {"properties.x": "y" * 1000}


async def test_the_limit_counts_what_is_unpacked(space: Server) -> None:
    body = gzip.compress(json.dumps(message("a")).ljust(2_000_001).encode())
    assert len(body) < 20_000
    reply = await send(space, body, NDJSON, **{"Content-Encoding": "gzip"})
    is_problem(reply, 413, PATH)


async def test_what_only_says_that_it_is_gzip(space: Server) -> None:
    reply = await send(space, json.dumps(message("a")), NDJSON, **{"Content-Encoding": "gzip"})
    is_problem(reply, 400, PATH)


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense"])
async def test_no_key(shared_server: Server, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    reply = await send(shared_server, json.dumps(message("a")), NDJSON, **headers)
    is_problem(reply, 401, PATH)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_no_such_method(space: Server, method: str) -> None:
    is_problem(await space.send(method, PATH), 405, PATH)

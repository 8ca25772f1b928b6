"""Section 3: request bodies of batches, valid and invalid."""

import gzip
import json
import math

import pytest
import pytest_asyncio
from support.events import field, message
from support.server import Server, Start

from conformance.batches import (
    FORMS,
    MAX_BATCH_EVENTS,
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
from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def space(shared_server: Server, request: pytest.FixtureRequest) -> Server:
    return await shared_server.space(f"batch bodies {request.node.name}", project=None)


@pytest.mark.parametrize("item", [None, 1, "text", True, [], [{}]])
async def test_batch_item_that_is_not_object_is_refused_alone(space: Server, item: object) -> None:
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
async def test_broken_ndjson_line_is_refused_alone(
    space: Server, line: str | bytes, status: int
) -> None:
    results = await send_lines(space, json.dumps(message("a")), line, json.dumps(message("c")))
    assert [results[0], results[2]] == [stored("a"), stored("c")]
    problem_of(results[1], status)
    assert sorted(row["id"] for row in await space.rows({})) == ["a", "c"]


async def test_blank_ndjson_lines_are_ignored(space: Server) -> None:
    a, b = (json.dumps(message(name)) for name in "ab")
    assert await send_lines(space, "", a, "  \t", "\r", f"{b}\r", "", "") == [
        stored("a"),
        stored("b"),
    ]


async def test_only_line_feed_separates_ndjson_lines(space: Server) -> None:
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
async def test_empty_batch_returns_no_results(space: Server, body: str, form: str) -> None:
    reply = await send(space, body, form)
    assert (reply.status, reply.json) == (200, {"results": []})


@FORMS
async def test_batch_over_event_limit_is_refused_as_a_whole(space: Server, form: str) -> None:
    events = [minimal(number) for number in range(MAX_BATCH_EVENTS + 1)]
    lines = "\n".join(map(json.dumps, events))
    body = lines if form == NDJSON else json.dumps({"batch": events})
    reply = await send(space, body, form)
    assert_problem(reply, 422, PATH)
    assert "at most 10000 events, not 10001" in reply.json["detail"]
    assert pointers(reply.json) == ["" if form == NDJSON else "/batch"]
    assert (await space.data({}))["total"] == 0


@FORMS
async def test_batch_body_over_byte_limit_is_refused(space: Server, form: str) -> None:
    lines = json.dumps(message("a")).ljust(2_000_001)
    body = lines if form == NDJSON else json.dumps({"batch": [message("a")]}).ljust(2_000_001)
    assert_problem(await send(space, body, form), 413, PATH)
    assert (await space.data({}))["total"] == 0


@pytest.mark.asyncio(loop_scope="function")
async def test_batch_byte_limit_follows_max_body_bytes_setting(start: Start) -> None:
    server = await start(max_body_bytes=1000)
    assert await send_lines(server, json.dumps(message("a"))) == [stored("a")]
    assert_problem(await send(server, json.dumps(message("b")).ljust(1001), NDJSON), 413, PATH)


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
async def test_body_without_valid_batch_member_is_refused_with_pointer(
    space: Server, body: str, pointer: str, message: str
) -> None:
    reply = await send(space, body, "application/json")
    assert_problem(reply, 422, PATH)
    assert [issue for issue in reply.json["errors"] if issue["pointer"] == pointer]
    assert any(message in issue["message"] for issue in reply.json["errors"])


@pytest.mark.parametrize("body", ["", "{", "[", "1", '"a"', "null", b'{"batch":["\xff"]}'])
async def test_unreadable_batch_body_is_bad_request(space: Server, body: str | bytes) -> None:
    assert_problem(await send(space, body, "application/json"), 400, PATH)


@pytest.mark.parametrize("form", ["text/html", "application/json-seq", "text/csv", "ndjson"])
async def test_unsupported_batch_content_type_is_refused_with_hint(
    space: Server, form: str
) -> None:
    reply = await send(space, json.dumps(message("a")), form)
    assert_problem(reply, 400, PATH)
    assert NDJSON in reply.json["detail"]


@pytest.mark.parametrize(
    "form",
    [
        f"{NDJSON}; charset=utf-8",
        "Application/X-NDJSON",
        "application/ndjson",
        "application/jsonl",
        "text/plain;charset=UTF-8",
    ],
)
async def test_ndjson_content_type_ignores_case_and_parameters(space: Server, form: str) -> None:
    reply = await send(space, json.dumps(message("a")), form)
    assert (reply.status, reply.json) == (200, {"results": [stored("a")]})


@FORMS
async def test_gzip_batch_is_stored(space: Server, form: str) -> None:
    event = message("a", properties={"x": "y" * 1000})
    text = json.dumps(event if form == NDJSON else {"batch": [event]})
    reply = await send(space, gzip.compress(text.encode()), form, **{"Content-Encoding": "gzip"})
    assert (reply.status, reply.json) == (200, {"results": [stored("a")]})
    (row,) = await space.rows({"select": [field("properties", "x")]})
    assert row == {"properties.x": "y" * 1000}


async def test_byte_limit_of_gzip_batch_counts_decompressed_bytes(space: Server) -> None:
    body = gzip.compress(json.dumps(message("a")).ljust(2_000_001).encode())
    assert len(body) < 20_000
    reply = await send(space, body, NDJSON, **{"Content-Encoding": "gzip"})
    assert_problem(reply, 413, PATH)


async def test_batch_body_falsely_declared_as_gzip_is_bad_request(space: Server) -> None:
    reply = await send(space, json.dumps(message("a")), NDJSON, **{"Content-Encoding": "gzip"})
    assert_problem(reply, 400, PATH)


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense"])
async def test_batch_without_valid_key_is_unauthorized(
    shared_server: Server, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    reply = await send(shared_server, json.dumps(message("a")), NDJSON, **headers)
    assert_problem(reply, 401, PATH)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_batch_path_allows_only_post(space: Server, method: str) -> None:
    assert_problem(await space.send(method, PATH), 405, PATH)

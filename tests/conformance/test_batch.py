"""Section 3: batches of events, with one result for each event."""

import json

import pytest
import pytest_asyncio
from support.events import conversation, message, search
from support.server import Server, Start

from conformance.batches import (
    FORMS,
    MAX_BATCH_EVENTS,
    differing,
    duplicate,
    minimal,
    pointers,
    problem_of,
    send_array,
    send_in,
    send_lines,
    stored,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def space(shared_server: Server, request: pytest.FixtureRequest) -> Server:
    return await shared_server.space(f"batch {request.node.name}", project=None)


@FORMS
async def test_batch_stores_every_event_and_returns_results_in_order(
    space: Server, form: str
) -> None:
    events = [message("c", properties={"n": 1}), search("a"), conversation("b", projectId="p")]
    results = await send_in(form, space, *events)
    assert results == [stored("c"), stored("a"), stored("b")]
    rows = {row["id"]: row for row in await space.rows({"jsonValues": "native"})}
    assert sorted(rows) == ["a", "b", "c"]
    assert rows["c"]["properties"] == {"n": 1}
    assert rows["a"]["searchQuery"] == "how to a"
    assert rows["b"]["projectId"] == "p"


@FORMS
async def test_bad_event_in_batch_is_refused_alone(space: Server, form: str) -> None:
    bad = {**message("b"), "type": 5}
    results = await send_in(form, space, message("a"), bad, message("c"))
    assert [results[0], results[2]] == [stored("a"), stored("c")]
    problem_of(results[1], 422)
    assert sorted(row["id"] for row in await space.rows({})) == ["a", "c"]


@FORMS
async def test_batch_of_only_bad_events_returns_200_with_problems(space: Server, form: str) -> None:
    results = await send_in(form, space, {}, {"type": 5})
    assert [problem_of(result, 422)["status"] for result in results] == [422, 422]
    assert (await space.data({}))["total"] == 0


async def test_error_pointers_of_json_batch_start_at_body(space: Server) -> None:
    results = await send_array(
        space,
        message("a"),
        message("b"),
        message("c"),
        {**message("d"), "type": 5},
        {**message("e"), "properties": {"a/b": {"~": [1, 2**70]}}},
        {**message("f"), "propertise": {}},
        {**message("g"), "createdAt": "yesterday"},
    )
    assert [result["status"] for result in results] == ["stored"] * 3 + ["refused"] * 4
    expected = [
        "/batch/3/type",
        "/batch/4/properties/a~1b/~0/1",
        "/batch/5/propertise",
        "/batch/6/createdAt",
    ]
    for result, pointer in zip(results[3:], expected, strict=True):
        problem = problem_of(result, 422)
        assert pointers(problem) == [pointer]
        assert problem["detail"].startswith(f"{pointer}: ")
    assert "did you mean 'properties'?" in results[5]["problem"]["detail"]


async def test_error_pointers_of_ndjson_batch_start_at_line(space: Server) -> None:
    results = await send_lines(space, json.dumps({**message("d"), "type": 5}))
    assert pointers(problem_of(results[0], 422)) == ["/type"]


async def test_batch_reports_all_errors_of_one_event(space: Server) -> None:
    (result,) = await send_array(space, {**message("a"), "type": 5, "createdAt": 7})
    assert sorted(pointers(problem_of(result, 422))) == ["/batch/0/createdAt", "/batch/0/type"]


@FORMS
async def test_repeated_id_in_batch_is_duplicate_of_first_event(space: Server, form: str) -> None:
    first, second = message("a", properties={"n": 1}), message("a", properties={"n": 2})
    assert await send_in(form, space, first, second, message("b"), first) == [
        stored("a"),
        differing("a"),
        stored("b"),
        duplicate("a"),
    ]
    rows = await space.rows(
        {"jsonValues": "native", "orderBy": [{"field": "id", "direction": "asc"}]}
    )
    assert [row["properties"] for row in rows] == [{"n": 1}, None]  # fmt: skip


@FORMS
async def test_resent_batch_stores_nothing_and_reports_duplicates(space: Server, form: str) -> None:
    await space.post_event(message("b", properties={"n": 1}))
    events = [message("a"), search("b"), message("c")]
    assert await send_in(form, space, *events) == [stored("a"), differing("b"), stored("c")]
    assert await send_in(form, space, *events) == [
        duplicate("a"),
        differing("b"),
        duplicate("c"),
    ]
    assert (await space.data({}))["total"] == 3
    (row,) = [row for row in await space.rows({}) if row["id"] == "b"]
    assert (row["eventType"], row["properties"]) == ("message", {"n": "1"})


async def test_batch_generates_unique_ids_for_events_without_id(space: Server) -> None:
    event = {name: value for name, value in message("x").items() if name != "id"}
    results = await send_array(space, *[event] * 50)
    assert {result["status"] for result in results} == {"stored"}
    ids = [result["id"] for result in results]
    assert len(set(ids)) == 50
    assert {row["id"] for row in await space.rows({})} == set(ids)


async def test_web_key_can_send_batch(shared_server: Server) -> None:
    space = await shared_server.space("batch web")
    key = shared_server.make_key(kind="web", organization="batch web", project="site")
    assert await send_array(space.with_key(key), message("a")) == [stored("a")]
    assert [row["id"] for row in await space.rows({})] == ["a"]


async def test_batch_event_for_project_outside_key_scope_is_refused_alone(
    shared_server: Server,
) -> None:
    space = await shared_server.space("batch projects", project="red")
    results = await send_array(
        space, message("a"), message("b", projectId="blue"), message("c", projectId="red")
    )
    assert [results[0], results[2]] == [stored("a"), stored("c")]
    problem_of(results[1], 403)
    everything = shared_server.with_key(shared_server.make_key(organization="batch projects"))
    assert {row["projectId"] for row in await everything.rows({})} == {"red"}


async def test_batch_event_with_id_of_another_project_reveals_and_changes_nothing(
    shared_server: Server,
) -> None:
    blue = await shared_server.space("batch ids", [message("a", type="secret")], project="blue")
    red = await shared_server.space("batch ids", project="red")
    results = await send_array(red, message("a"), message("b"))
    assert results == [stored("a"), stored("b")]
    assert sorted(row["type"] for row in await red.rows({})) == ["sent", "sent"]
    assert [row["type"] for row in await blue.rows({})] == ["secret"]


@FORMS
async def test_batch_with_maximum_number_of_events_is_stored(space: Server, form: str) -> None:
    events = [minimal(number) for number in range(MAX_BATCH_EVENTS)]
    results = await send_in(form, space, *events)
    assert results == [stored(str(number)) for number in range(MAX_BATCH_EVENTS)]
    assert (await space.data({"limit": 1}))["total"] == MAX_BATCH_EVENTS


@pytest.mark.asyncio(loop_scope="function")
async def test_acknowledged_batch_events_survive_server_restart(start: Start) -> None:
    first = await start()
    results = await send_array(first, message("a"), {}, message("b"))
    assert [result["status"] for result in results] == ["stored", "refused", "stored"]
    await first.client.close()
    second = await start()
    assert sorted(row["id"] for row in await second.rows({})) == ["a", "b"]

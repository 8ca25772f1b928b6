"""Property keys and values of several views: their union, and the filter that must fit them."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import all_of, at, condition, message
from support.server import Server, points_at, says

from conformance.datasets import space_with_rows
from conformance.problems import assert_problem
from evsrv.core.datasets import CONVERSATIONS, FEEDBACK

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEYS = "/query/property-keys"
VALUES = "/query/property-values"
EVENTS_VIEW, CONVERSATIONS_VIEW, FEEDBACK_VIEW = (
    "events_view",
    "conversations_view",
    "feedback_view",
)
SEMANTIC_THREADS_VIEW = "semantic_threads_view"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    space = await space_with_rows(shared_server, "views")
    for number, plan in enumerate(["free", "free", "team"]):
        event = message(str(number), properties={"plan": plan, "of event": 1})
        assert (await space.post_event(event))[0] == 200
    return space


async def keys(server: Server, **members: Any) -> list[str]:
    reply = await server.send("POST", KEYS, {"field": "properties", **members})
    assert reply.status == 200, reply.text
    result: list[str] = reply.json["results"]
    return result


async def values(server: Server, key: str = "plan", **members: Any) -> list[str]:
    body = {"field": "properties", "key": key, **members}
    reply = await server.send("POST", VALUES, body)
    assert reply.status == 200, reply.text
    result: list[str] = reply.json["results"]
    return result


@pytest.mark.parametrize(
    ("views", "found", "plans"),
    [
        ([EVENTS_VIEW], ["of event", "plan"], ["free", "team"]),
        ([CONVERSATIONS_VIEW], ["deep", "n", "plan"], ["free", "pro"]),
        ([FEEDBACK_VIEW], ["plan"], ["free", "pro"]),
        ([SEMANTIC_THREADS_VIEW], [], []),
        ([], [], []),
        ([SEMANTIC_THREADS_VIEW, FEEDBACK_VIEW], ["plan"], ["free", "pro"]),
        ([FEEDBACK_VIEW, EVENTS_VIEW], ["of event", "plan"], ["free", "pro", "team"]),
        ([CONVERSATIONS_VIEW, FEEDBACK_VIEW], ["deep", "n", "plan"], ["free", "pro"]),
    ],
)
async def test_views_give_the_union_of_their_keys_and_values(
    space: Server, views: list[str], found: list[str], plans: list[str]
) -> None:
    assert await keys(space, views=views) == found
    assert await values(space, views=views) == plans


async def test_request_without_views_asks_all_and_adds_their_counts(space: Server) -> None:
    assert await keys(space) == ["deep", "n", "of event", "plan"]
    # free: 2 events, 1 conversation, 1 feedback; pro: 1 and 1; team: 1 event.
    assert await values(space) == ["free", "pro", "team"]
    assert await values(space, limit=2) == ["free", "pro"]
    assert await values(space, views=[CONVERSATIONS_VIEW, FEEDBACK_VIEW], limit=1) == ["free"]


async def test_counts_of_views_are_added_before_values_are_ranked(shared_server: Server) -> None:
    space = await shared_server.space("ranked")
    events = ["a"] * 4 + ["b"] * 3 + ["c"]
    for number, value in enumerate(events):
        await space.post_event(message(str(number), properties={"v": value}))
    for dataset, kept in ((CONVERSATIONS, ["b", "c", "c"]), (FEEDBACK, ["c", "c", "b"])):
        shared_server.insert(
            dataset,
            [
                {"id": str(number), "organizationId": "ranked", "properties": {"v": value}}
                for number, value in enumerate(kept)
            ],
        )
    assert await values(space, "v", views=[EVENTS_VIEW]) == ["a", "b", "c"]
    assert await values(space, "v") == ["b", "c", "a"]
    assert await values(space, "v", limit=1) == ["b"]


async def test_equally_frequent_values_of_views_are_in_the_order_of_values(
    shared_server: Server,
) -> None:
    space = await shared_server.space("ranked numbers")
    await space.post_event(message("1", properties={"v": 10}))
    await space.post_event(message("2", properties={"v": "x"}))
    row = {"organizationId": "ranked numbers", "properties": {"v": 9}}
    shared_server.insert(CONVERSATIONS, [{"id": "1", **row}])
    assert await values(space, "v") == ["9", "10", "x"]


@pytest.mark.parametrize("path", [KEYS, VALUES])
async def test_filter_must_fit_each_named_view(space: Server, path: str) -> None:
    where = condition("userMessageCount", "gte", 1)
    body = {"field": "properties", "where": where, "views": [CONVERSATIONS_VIEW, FEEDBACK_VIEW]}
    body |= {"key": "plan"} if path == VALUES else {}
    reply = await space.send("POST", path, body)
    assert_problem(reply, 422, path)
    assert points_at(reply.json, "/where/condition/field")
    assert says(reply.json, "unknown field 'userMessageCount'")
    assert says(reply.json, f"(in {FEEDBACK_VIEW})")


async def test_filter_without_views_asks_those_that_it_fits(space: Server) -> None:
    longest = condition("userMessageCount", "gt", 9)
    assert await keys(space, where=longest) == ["n", "plan"]
    assert await values(space, where=longest) == ["pro"]
    assert await keys(space, where=longest, views=[CONVERSATIONS_VIEW]) == ["n", "plan"]
    of_two = condition("createdAt", "lt", "2026-03-03")
    assert await keys(space, where=of_two) == ["of event", "plan"]
    assert await values(space, where=of_two) == ["free", "pro", "team"]
    of_all = at("properties", "plan", "eq", "free")
    assert await keys(space, where=of_all) == ["deep", "of event", "plan"]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (condition("nope", "isNull"), "unknown field 'nope'"),
        (
            all_of(condition("searchQuery", "isNull"), condition("reasons", "isNull")),
            "unknown field 'reasons'",
        ),
        (condition("type", "equal", "x"), "did you mean 'eq'?"),
        (condition("userMessageCount", "eq", "9"), "expected a number or null, not a string"),
        ("plan", "an object"),
    ],
)
@pytest.mark.parametrize("views", [{}, {"views": [SEMANTIC_THREADS_VIEW]}])
async def test_filter_that_fits_no_view_is_refused(
    space: Server, where: Any, said: str, views: Any
) -> None:
    for path in (KEYS, VALUES):
        body = {"field": "properties", "key": "plan", "where": where, **views}
        if path == KEYS:
            del body["key"]
        reply = await space.send("POST", path, body)
        assert_problem(reply, 422, path)
        assert points_at(reply.json, "/where")
        assert says(reply.json, said)


async def test_refusal_common_to_all_views_is_named_once(space: Server) -> None:
    body = {"field": "properties", "where": condition("type", "equal", "x")}
    reply = await space.send("POST", KEYS, body)
    assert len(reply.json["errors"]) == 1
    assert "_view" not in reply.json["detail"]


@pytest.mark.parametrize("field", ["reasons", "userMessageCount"])
async def test_field_that_is_no_json_object_is_refused(space: Server, field: str) -> None:
    reply = await space.send("POST", KEYS, {"field": field, "views": [FEEDBACK_VIEW]})
    assert_problem(reply, 422, KEYS)
    assert points_at(reply.json, "/field")


async def test_keys_of_all_views_stop_at_the_limit(shared_server: Server) -> None:
    space = await shared_server.space("many keys of views")
    names = [f"k{number:05}" for number in range(10_000)]
    shared_server.insert(
        CONVERSATIONS,
        [
            {
                "id": "1",
                "organizationId": "many keys of views",
                "properties": dict.fromkeys(names, 1),
            }
        ],
    )
    assert await keys(space) == names
    await space.post_event(message("1", properties={"a": 1}))
    reply = await space.send("POST", KEYS, {"field": "properties"})
    assert reply.json == {"results": ["a", *names[:-1]], "truncated": True}

"""Section 4: keys of the JSON fields, and values of a key."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import all_of, at, condition, conversation, message, negated, search
from support.server import Server, Start, points_at, says

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEYS = "/query/property-keys"
VALUES = "/query/property-values"
PATHS = pytest.mark.parametrize("path", [KEYS, VALUES])

EVENTS = [
    message("1", properties={"plan": "pro", "n": 1, "nil": None}, userProperties={"id": "u1"}),
    message("2", properties={"plan": "pro", "n": "1", "on": True}, type="read"),
    search("3", properties={"plan": "free", "n": 2.5, "on": "true", "deep": {"inner": 1}}),
    conversation("4", properties={"plan": None, "Zed": ["a", {"b": 1}], "zed": ""}),
    conversation("5"),
    conversation("6", properties={}),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("discovery", EVENTS)


async def ask(server: Server, path: str, body: Any) -> list[str]:
    reply = await server.send("POST", path, body)
    assert reply.status == 200, reply.text
    assert set(reply.json) <= {"results", "truncated"}
    result: list[str] = reply.json["results"]
    return result


async def keys(server: Server, field: str = "properties", **members: Any) -> list[str]:
    return await ask(server, KEYS, {"field": field, **members})


async def values(server: Server, key: str, field: str = "properties", **members: Any) -> list[str]:
    return await ask(server, VALUES, {"field": field, "key": key, **members})


def question(path: str, **members: Any) -> Any:
    return {"field": "properties", **({"key": "plan"} if path == VALUES else {}), **members}


EVERYTHING = condition("id", "isNotNull")
"""Filter that matches every event. With any filter, keys are read from the events."""


async def test_property_keys_are_sorted_by_code_point(space: Server) -> None:
    assert await keys(space) == ["Zed", "deep", "n", "nil", "on", "plan", "zed"]
    assert await keys(space, "userProperties") == ["id"]
    assert await keys(space, where=EVERYTHING) == await keys(space)
    assert await keys(space, "userProperties", where=EVERYTHING) == ["id"]


async def test_property_keys_are_top_level_only(space: Server) -> None:
    assert "inner" not in await keys(space)
    assert await values(space, "inner") == []


AWKWARD = ["", *" $'*0\\\uffff😀", "-1", "a.b", "a/b", "[0]", 'q"t', "größe", "日本"]


async def test_property_keys_with_special_characters_are_found(shared_server: Server) -> None:
    properties = {key: f"<{key}>" for key in reversed(AWKWARD)}
    space = await shared_server.space("discovery awkward", [message("a", properties=properties)])
    assert await keys(space) == await keys(space, where=EVERYTHING) == sorted(AWKWARD)
    for key in AWKWARD:
        assert await values(space, key) == [f"<{key}>"]


async def test_property_key_is_not_parsed_as_path(shared_server: Server) -> None:
    properties = {"a": {"b": "nested"}, "l": ["first"]}
    space = await shared_server.space("discovery path", [message("a", properties=properties)])
    assert await values(space, "a.b") == []
    assert await values(space, "l.0") == []
    assert await values(space, "a") == ['{"b":"nested"}']
    assert await values(space, "l") == ['["first"]']


async def test_property_values_are_distinct_texts(space: Server) -> None:
    assert await values(space, "n") == ["1", "2.5"]
    assert await values(space, "on") == ["true"]
    assert await values(space, "Zed") == ['["a",{"b":1}]']
    assert await values(space, "zed") == [""]


async def test_property_values_are_sorted_by_frequency(space: Server) -> None:
    assert await values(space, "plan") == ["pro", "free"]


async def test_equally_frequent_property_values_are_sorted_by_code_point(
    shared_server: Server,
) -> None:
    frequency = {"b": 2, "a": 2, "é": 2, "Z": 2, "c": 3, "d": 1}
    names = [name for name, times in frequency.items() for _ in range(times)]
    events = [message(str(n), properties={"v": name}) for n, name in enumerate(names)]
    space = await shared_server.space("discovery ties", events)
    expected = ["c", "Z", "a", "b", "é", "d"]
    assert await values(space, "v") == expected
    for limit in range(1, 8):
        assert await values(space, "v", limit=limit) == expected[:limit]


async def test_limit_of_property_values_defaults_to_100(shared_server: Server) -> None:
    events = [message(str(n), properties={"v": f"{n:03}"}) for n in range(101)]
    space = await shared_server.space("discovery limit", events)
    assert await values(space, "v") == [f"{n:03}" for n in range(100)]
    assert len(await values(space, "v", limit=1000)) == 101


@pytest.mark.asyncio(loop_scope="function")
async def test_property_keys_and_values_ignore_page_size_settings(start: Start) -> None:
    server = await start(page_size=2, max_page_size=200)
    for n in range(5):
        await server.post_event(message(str(n), properties={"v": n, f"k{n}": 1}))
    assert len(await values(server, "v")) == 5
    assert len(await keys(server)) == 6


async def test_null_is_not_property_value_but_its_key_is_listed(space: Server) -> None:
    assert await values(space, "nil") == []
    assert "nil" in await keys(space)


async def test_unknown_property_key_has_no_values(space: Server) -> None:
    assert await values(space, "nope") == []
    assert await values(space, "plan", "userProperties") == []


@pytest.mark.parametrize(
    ("where", "found", "plans"),
    [
        (condition("eventType", "eq", "search"), ["deep", "n", "on", "plan"], ["free"]),
        (condition("id", "in", ["1", "2"]), ["n", "nil", "on", "plan"], ["pro"]),
        (at("properties", "n", "eq", 1), ["n", "nil", "plan"], ["pro"]),
        (negated(at("properties", "n", "gte", 1)), ["Zed", "n", "on", "plan", "zed"], ["pro"]),
        (all_of(), ["Zed", "deep", "n", "nil", "on", "plan", "zed"], ["pro", "free"]),
        (condition("id", "eq", "?"), [], []),
        (at("userProperties", "id", "isNotNull"), ["n", "nil", "plan"], ["pro"]),
    ],
)  # fmt: skip
async def test_where_filters_property_keys_and_values(
    space: Server, where: Any, found: list[str], plans: list[str]
) -> None:
    assert await keys(space, where=where) == found
    assert await values(space, "plan", where=where) == plans


@pytest.mark.parametrize("views", [["events_view"], ["feedback_view", "events_view"]])
async def test_events_view_has_property_keys_and_values(space: Server, views: list[str]) -> None:
    assert len(await keys(space, views=views)) == 7
    assert await values(space, "plan", views=views) == ["pro", "free"]


@pytest.mark.parametrize(
    "views",
    [["conversations_view"], ["semantic_threads_view"], ["feedback_view", "conversations_view"]],
)
async def test_views_without_rows_have_no_property_keys_or_values(
    space: Server, views: list[str]
) -> None:
    assert await keys(space, views=views) == []
    assert await values(space, "plan", views=views) == []


@PATHS
@pytest.mark.parametrize(
    ("members", "pointer", "said"),
    [
        ({"field": "propertis"}, "/field", "did you mean 'properties'?"),
        ({"field": "type"}, "/field", "properties, userProperties"),
        ({"views": ["event_view"]}, "/views/0", "did you mean 'events_view'?"),
        ({"views": ["events_view", "x"]}, "/views/1", "feedback_view"),
        ({"views": "events_view"}, "/views", "an array"),
        ({"feild": "properties"}, "/feild", "did you mean 'field'?"),
        ({"where": condition("typ", "eq", "x")}, "/where/condition/field", "did you mean 'type'?"),
        (
            {"where": all_of(condition("createdAt", "gt", "soon"))},
            "/where/and/0/condition/value",
            "ISO 8601",
        ),
        ({"where": condition("type", "eq", "\ud800")}, "/where/condition/value", "surrogate"),
    ],
)
async def test_invalid_discovery_request_is_refused_with_pointer(
    space: Server, path: str, members: Any, pointer: str, said: str
) -> None:
    reply = await space.send("POST", path, question(path, **members))
    assert_problem(reply, 422, path)
    assert points_at(reply.json, pointer)
    assert says(reply.json, said)


@pytest.mark.parametrize(
    ("members", "pointer", "said"),
    [
        ({"key": 5}, "/key", "a string"),
        ({"key": ["a"]}, "/key", "a string"),
        ({"key": "\ud800"}, "/key", "surrogate"),
        ({"key": "a\0"}, "/key", "NUL"),
        ({"limit": 0}, "/limit", "1 or more"),
        ({"limit": 10_001}, "/limit", "10000 or less"),
        ({"limit": "5"}, "/limit", "an integer"),
    ],
)
async def test_invalid_property_values_request_is_refused_with_pointer(
    space: Server, members: Any, pointer: str, said: str
) -> None:
    reply = await space.send("POST", VALUES, question(VALUES, **members))
    assert_problem(reply, 422, VALUES)
    assert points_at(reply.json, pointer)
    assert says(reply.json, said)


@PATHS
async def test_missing_member_of_discovery_request_is_reported(space: Server, path: str) -> None:
    for missing in question(path):
        body = {name: value for name, value in question(path).items() if name != missing}
        reply = await space.send("POST", path, body)
        assert_problem(reply, 422, path)
        assert says(reply.json, f"'{missing}' is missing")


@pytest.mark.parametrize("filter_", [{}, {"where": EVERYTHING}], ids=["all", "filtered"])
async def test_cut_property_keys_are_marked_as_truncated(
    shared_server: Server, filter_: Any, request: Any
) -> None:
    space = await shared_server.space(f"many keys {request.node.name}")
    names = [f"k{number:05}" for number in range(10_000)]
    batch = [
        message(str(start), properties=dict.fromkeys(names[start : start + 500], 1))
        for start in range(0, 10_000, 500)
    ]
    assert (await space.send("POST", "/events/batch", {"batch": batch})).status == 200
    whole = await space.send("POST", KEYS, question(KEYS, **filter_))
    assert whole.json == {"results": names}
    await space.post_event(message("more", properties={"a": 1}))
    cut = await space.send("POST", KEYS, question(KEYS, **filter_))
    assert cut.json == {"results": ["a", *names[:-1]], "truncated": True}


@pytest.mark.parametrize(
    ("limit", "answer"),
    [
        ({"limit": 1}, {"results": ["pro"], "truncated": True}),
        ({"limit": 2}, {"results": ["pro", "free"]}),
        ({"limit": 10_000}, {"results": ["pro", "free"]}),
        ({}, {"results": ["pro", "free"]}),
    ],
)
async def test_cut_property_values_are_marked_as_truncated(
    space: Server, limit: Any, answer: Any
) -> None:
    reply = await space.send("POST", VALUES, question(VALUES, **limit))
    assert reply.json == answer


async def test_limit_in_property_keys_request_is_refused(space: Server) -> None:
    assert_problem(await space.send("POST", KEYS, question(KEYS, limit=5)), 422, KEYS)


@PATHS
async def test_property_discovery_requires_api_key(shared_server: Server, path: str) -> None:
    reply = await shared_server.send("POST", path, question(path))
    assert_problem(reply, 401, path)
    web = shared_server.make_key(kind="web", organization="discovery", project="site")
    assert_problem(await shared_server.send("POST", path, question(path), key=web), 403, path)


@PATHS
async def test_unreadable_discovery_body_or_wrong_method_is_refused(
    space: Server, path: str
) -> None:
    for body in ("", "{", "[]"):
        assert_problem(await space.send_text(path, body), 400, path)
    assert_problem(await space.send("GET", path), 405, path)


async def test_property_discovery_returns_only_own_tenant(shared_server: Server) -> None:
    homes = [("found red", "shop"), ("found red", "blog"), ("found blue", "shop")]
    spaces = {}
    for organization, project in homes:
        home = f"{organization} {project}"
        event = message(home, properties={home: 1, "home": home}, projectId=project)
        spaces[home] = await shared_server.space(organization, [event], project=project)
    for home, space in spaces.items():
        assert await keys(space) == sorted([home, "home"])
        assert await values(space, "home") == [home]
        others = [other for other in spaces if other != home]
        reach = condition("type", "isNotNull")
        for other in others:
            assert await values(space, other, where=reach) == []
            assert await keys(space, where={"or": [reach, condition("id", "eq", other)]}) == sorted(
                [home, "home"]
            )
    red = shared_server.with_key(shared_server.make_key(organization="found red"))
    of_red = ["found red blog", "found red shop", "home"]
    assert await keys(red) == await keys(red, where=EVERYTHING) == of_red
    assert await values(red, "home") == ["found red blog", "found red shop"]


@pytest.mark.parametrize("where", [{}, {"where": EVERYTHING}])
async def test_property_keys_exclude_duplicate_and_refused_events(
    shared_server: Server, where: Any
) -> None:
    """Duplicates and refused events add no keys; the other events of their batch do."""
    space = await shared_server.space(f"discovery not stored {len(where)}")
    batch = [
        message("a", properties={"a": 1}),
        message("a", properties={"duplicate": 1}),
        message("b", properties={"refused": 2**70}),
        message("c", properties={"c": 1}),
    ]
    assert (await space.send("POST", "/events/batch", {"batch": batch})).status == 200
    await space.post_event(message("c", properties={"again": 1}))
    assert await keys(space, **where) == ["a", "c"]

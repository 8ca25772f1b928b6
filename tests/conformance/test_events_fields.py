"""Section 1: the fields of an event, null columns, and JSON values as text."""

import json

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    condition,
    conversation,
    descending,
    field,
    group,
    message,
    search,
    time,
)
from support.server import Json, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROPERTIES = {
    "text": "as it is",
    "integer": 12,
    "negative": -7,
    "big": 9007199254740993,
    "decimal": 1.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "empty": "",
    "number-like": "012",
    "quoted": 'a "quote" and a \\',
    "unicode": "größe 日本 😀",
    "object": {"k": [1, "two", None]},
    "array": ["x", 1, True, None, {"k": "v"}],
    "no-members": {},
    "no-elements": [],
}

EVENTS = [
    message("bare"),
    conversation("talk", createdAt="2026-03-02T11:00:00.000Z"),
    search("hunt", createdAt="2026-03-02T12:00:00.000Z"),
    message(
        "rich",
        createdAt="2026-03-02T13:00:00.000Z",
        properties=PROPERTIES,
        userProperties={"userId": "u1", "age": 41},
    ),
    message("hollow", createdAt="2026-03-02T14:00:00.000Z", properties={}, userProperties={}),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("fields", EVENTS, project=None)


async def row(space: Server, key: str, **members: Json) -> Json:
    (found,) = await space.rows({"where": condition("id", "eq", key), **members})
    return found


# "Any other column that is null is left out of its row"; organizationId from the API key.
BARE = {
    "organizationId": "fields",
    "projectId": None,
    "integrationId": None,
    "properties": None,
    "userProperties": None,
}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param(
            "bare",
            BARE
            | {
                "id": "bare",
                "eventType": "message",
                "type": "sent",
                "messageId": "m-bare",
                "createdAt": "2026-03-02T10:15:00.000Z",
            },
            id="message",
        ),
        pytest.param(
            "talk",
            BARE
            | {
                "id": "talk",
                "eventType": "conversation",
                "type": "opened",
                "conversationId": "c-talk",
                "createdAt": "2026-03-02T11:00:00.000Z",
            },
            id="conversation",
        ),
        pytest.param(
            "hunt",
            BARE
            | {
                "id": "hunt",
                "eventType": "search",
                "type": "searched",
                "searchQuery": "how to hunt",
                "createdAt": "2026-03-02T12:00:00.000Z",
            },
            id="search",
        ),
        pytest.param(
            "hollow",
            BARE
            | {
                "id": "hollow",
                "eventType": "message",
                "type": "sent",
                "messageId": "m-hollow",
                "createdAt": "2026-03-02T14:00:00.000Z",
                "properties": {},
                "userProperties": {},
            },
            id="empty-objects-are-not-null",
        ),
    ],
)
async def test_row_omits_null_fields_except_those_returned_as_null(
    space: Server, key: str, expected: dict[str, object]
) -> None:
    assert await row(space, key) == expected


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        *(
            pytest.param(field(name), {name: None}, id=f"{name}-shown-as-null")
            for name in ("projectId", "integrationId", "properties", "userProperties")
        ),
        *(
            pytest.param(field(name), {}, id=f"{name}-left-out")
            for name in ("messageId", "conversationId")
        ),
        pytest.param(field("properties", "plan"), {"properties.plan": None}, id="path-into-null"),
        pytest.param(
            field("userProperties", "a", "b"),
            {"userProperties.a.b": None},
            id="deep-path-into-null",
        ),
    ],
)
async def test_null_column_is_returned_or_omitted_by_its_kind(
    space: Server, select: object, expected: dict[str, object]
) -> None:
    """Section 1 lists five kinds of column that are returned as null; all others are omitted."""
    assert await row(space, "hunt", select=[select]) == expected


@pytest.mark.parametrize("name", ["conversationId", "searchQuery"])
async def test_null_group_key_is_omitted_from_row(space: Server, name: str) -> None:
    rows = await space.rows(
        {"select": [aggregation("count")], "groupBy": [group(name)], "orderBy": ascending(name)}
    )
    assert rows[-1] == {"count": 4}


@pytest.mark.parametrize("name", ["projectId", "integrationId"])
async def test_null_group_key_is_returned_for_project_and_integration(
    space: Server, name: str
) -> None:
    rows = await space.rows({"select": [aggregation("count")], "groupBy": [group(name)]})
    assert rows == [{name: None, "count": 5}]


async def test_null_group_key_of_path_is_returned(space: Server) -> None:
    rows = await space.rows(
        {"select": [aggregation("count")], "groupBy": [group("properties", "text")]}
    )
    assert rows == [
        {"properties.text": "as it is", "count": 1},
        {"properties.text": None, "count": 4},
    ]


async def test_null_aggregate_is_omitted_from_row(space: Server) -> None:
    assert await space.rows({"select": [aggregation("avg", "type")]}) == [{}]


async def test_null_time_bucket_is_omitted_from_row(space: Server) -> None:
    assert await space.rows({"select": [time("day", "type")]}) == [{}]


TEXTS = [
    ("text", "as it is"),
    ("integer", "12"),
    ("negative", "-7"),
    ("big", "9007199254740993"),
    ("decimal", "1.5"),
    ("yes", "true"),
    ("no", "false"),
    ("empty", ""),
    ("number-like", "012"),
    ("quoted", 'a "quote" and a \\'),
    ("unicode", "größe 日本 😀"),
    ("object", '{"k":[1,"two",null]}'),
    ("array", '["x",1,true,null,{"k":"v"}]'),
    ("no-members", "{}"),
    ("no-elements", "[]"),
]
TEXT_CASES = [pytest.param(member, text, id=member) for member, text in TEXTS]


@pytest.mark.parametrize(("member", "text"), TEXT_CASES)
async def test_json_members_are_returned_as_text(space: Server, member: str, text: str) -> None:
    shown = (await row(space, "rich", select=[field("properties")]))["properties"]
    assert shown[member] == text


@pytest.mark.parametrize(("member", "text"), TEXT_CASES)
async def test_values_at_json_paths_are_returned_as_text(
    space: Server, member: str, text: str
) -> None:
    shown = await row(space, "rich", select=[field("properties", member)])
    assert shown == {f"properties.{member}": text}


@pytest.mark.parametrize(("member", "text"), TEXT_CASES)
async def test_group_keys_at_json_paths_are_returned_as_text(
    space: Server, member: str, text: str
) -> None:
    rows = await space.rows(
        {"groupBy": [group("properties", member)], "where": condition("id", "eq", "rich")}
    )
    assert rows == [{f"properties.{member}": text}]


async def test_null_json_member_is_omitted(space: Server) -> None:
    shown = (await row(space, "rich"))["properties"]
    assert set(shown) == set(PROPERTIES) - {"nothing"}


async def test_json_null_at_path_is_returned_as_null(space: Server) -> None:
    shown = await row(space, "rich", select=[field("properties", "nothing")])
    assert shown == {"properties.nothing": None}


async def test_user_properties_are_returned_as_text(space: Server) -> None:
    assert (await row(space, "rich"))["userProperties"] == {"userId": "u1", "age": "41"}


@pytest.mark.parametrize("member", [pytest.param(name, id=name) for name in PROPERTIES])
async def test_native_values_at_json_paths_keep_their_types(space: Server, member: str) -> None:
    shown = await row(space, "rich", select=[field("properties", member)], jsonValues="native")
    value = shown[f"properties.{member}"]
    assert json.dumps(value, sort_keys=True) == json.dumps(PROPERTIES[member], sort_keys=True)


async def test_native_json_objects_are_returned_as_sent(space: Server) -> None:
    shown = (await row(space, "rich", jsonValues="native"))["properties"]
    assert json.dumps(shown, sort_keys=True) == json.dumps(PROPERTIES, sort_keys=True)


async def test_native_json_values_can_be_requested_in_url(space: Server) -> None:
    (found,) = await space.rows(
        {"where": condition("id", "eq", "rich"), "select": [field("userProperties")]},
        params={"jsonValues": "native"},
    )
    assert found == {"userProperties": {"userId": "u1", "age": 41}}


async def test_text_json_values_can_be_requested(space: Server) -> None:
    shown = await row(space, "rich", select=[field("properties", "integer")], jsonValues="text")
    assert shown == {"properties.integer": "12"}


@pytest.mark.parametrize("mode", ["unpack", "json"])
async def test_mode_does_not_change_query_rows(space: Server, mode: str) -> None:
    """Section 2: `mode` only matters for export."""
    shown = await row(space, "rich", select=[{**field("userProperties"), "mode": mode}])
    assert shown == {"userProperties": {"userId": "u1", "age": "41"}}


async def test_echo_of_stored_event_has_native_json(space: Server) -> None:
    status, echo = await space.post_event(EVENTS[3])
    assert status == 200
    assert json.dumps(echo["properties"], sort_keys=True) == json.dumps(PROPERTIES, sort_keys=True)


async def test_rows_are_ordered_newest_first_by_default(space: Server) -> None:
    """Section 2: without `orderBy` the newest event comes first."""
    rows = await space.rows({})
    assert [found["id"] for found in rows] == ["hollow", "rich", "hunt", "talk", "bare"]
    assert rows == await space.rows({"orderBy": descending("createdAt")})

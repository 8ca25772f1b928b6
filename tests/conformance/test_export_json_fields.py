"""Section 4: JSON fields in a file, unpacked or as one column."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    condition,
    conversation,
    field,
    group,
    message,
    search,
)
from support.exports import NDJSON, PATH, export, export_csv, export_ndjson, export_rows
from support.server import Server, points_at

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLANS = {
    "a": {"plan": "pro", "seats": 3, "trial": False, "tags": ["x", {"y": 1}], "note": None},
    "b": {"plan": "free", "seats": 2.5},
    "c": None,
}
EVENTS = [
    message("a", properties=PLANS["a"], userProperties={"userId": "u1"}),
    search("b", properties=PLANS["b"]),
    conversation("c"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("export json", EVENTS)


async def by_one(server: Server, name: str, *events: Any) -> Server:
    return await server.space(f"export {name}", events)


async def test_native_json_values_are_exported_to_ndjson(space: Server) -> None:
    query = {"select": [field("properties"), field("properties", "tags")], "jsonValues": "native"}
    first, second, third = await export_ndjson(space, {**query, "orderBy": ascending("id")})
    members = {f"properties.{name}": value for name, value in (PLANS["a"] or {}).items()}
    assert first == members
    assert second == {
        "properties.plan": "free",
        "properties.seats": 2.5,
        "properties.tags": None,
    }
    assert third == {"properties.tags": None}


@pytest.mark.parametrize("json_values", ["text", "native"])
async def test_csv_export_cells_are_text_for_text_and_native_json_values(
    space: Server, json_values: str
) -> None:
    query = {
        "select": [field("properties", name) for name in ("plan", "seats", "trial", "tags")],
        "orderBy": ascending("id"),
        "jsonValues": json_values,
    }
    _, *rows = await export_csv(space, query)
    assert rows == [
        ["pro", "3", "false", '["x",{"y":1}]'],
        ["free", "2.5", "", ""],
        [""] * 4,
    ]


@pytest.mark.parametrize("json_values", ["text", "native"])
async def test_export_in_json_mode_has_one_column_of_json_as_sent(
    space: Server, json_values: str
) -> None:
    column = {**field("properties"), "mode": "json"}
    query = {
        "select": [field("id"), column],
        "orderBy": ascending("id"),
        "jsonValues": json_values,
    }
    assert await export_csv(space, query) == [
        ["id", "properties"],
        ["a", '{"note":null,"plan":"pro","seats":3,"tags":["x",{"y":1}],"trial":false}'],
        ["b", '{"plan":"free","seats":2.5}'],
        ["c", ""],
    ]
    assert await export_ndjson(space, query) == [
        {"id": name, "properties": PLANS[name]} for name in "abc"
    ]


async def test_export_mode_applies_to_each_json_field_alone(space: Server) -> None:
    select = [
        {**field("userProperties"), "mode": "json"},
        {**field("properties"), "mode": "unpack"},
    ]
    header, first, *_ = await export_csv(space, {"select": select, "orderBy": ascending("id")})
    assert header[:2] == ["userProperties", "properties.note"]
    assert first[0] == '{"userId":"u1"}'


async def test_export_unpacks_only_keys_of_matching_events(space: Server) -> None:
    query = {"select": [field("properties")], "where": condition("id", "eq", "b")}
    assert await export_csv(space, query) == [
        ["properties.plan", "properties.seats"],
        ["free", "2.5"],
    ]


@pytest.mark.parametrize(
    ("page", "columns"),
    [
        pytest.param({"limit": 1}, ["properties.b"], id="first-row"),
        pytest.param({"offset": 2}, ["properties.c"], id="last-row"),
        pytest.param({"offset": 1, "limit": 1}, [], id="row-without-keys"),
        pytest.param({"offset": 1}, ["properties.c"], id="rows-behind"),
        pytest.param({"limit": 0}, [], id="no-row"),
        pytest.param({}, ["properties.b", "properties.c"], id="all-rows"),
    ],
)
@pytest.mark.parametrize("filter_", [{}, {"where": condition("id", "isNotNull")}])
async def test_export_unpacks_only_keys_of_its_rows(
    shared_server: Server, page: Any, columns: list[str], filter_: Any, request: Any
) -> None:
    space = await by_one(
        shared_server,
        f"own keys {request.node.name}",
        message("x", properties={"b": 1}),
        message("y"),
        message("z", properties={"c": 1}),
    )
    query = {"select": [field("properties")], "orderBy": ascending("id"), **filter_, **page}
    header, *_ = await export_csv(space, query)
    assert header == columns
    groups = {"groupBy": [group("properties")], "orderBy": ascending("count"), **filter_}
    _, *everything = await export_csv(space, groups)
    assert len(everything) == 3


AWKWARD = ["", "0", "a.b", 'q"t', "$", "a,b", "new\nline", "a\rb", "größe", "日本", "😀", " ", "'"]


async def test_export_unpacks_keys_with_special_characters(shared_server: Server) -> None:
    properties = {key: f"<{key}>" for key in AWKWARD}
    space = await by_one(shared_server, "awkward", message("a", properties=properties))
    header, row = await export_csv(space, {"select": [field("properties")]})
    assert header == [f"properties.{key}" for key in sorted(AWKWARD)]
    assert row == [f"<{key}>" for key in sorted(AWKWARD)]
    (line,) = await export_ndjson(space, {"select": [field("properties")]})
    assert line == {f"properties.{key}": value for key, value in properties.items()}


async def test_exported_member_and_path_to_it_share_one_column(shared_server: Server) -> None:
    event = message("a", properties={"a.b": "dotted", "c": 1})
    space = await by_one(shared_server, "same", event)
    query = {"select": [field("properties"), field("properties", "a.b")]}
    assert await export_csv(space, query) == [["properties.a.b", "properties.c"], ["dotted", "1"]]
    assert await export_ndjson(space, query) == [{"properties.a.b": "dotted", "properties.c": "1"}]


@pytest.mark.parametrize("accept", [None, NDJSON])
async def test_export_with_member_named_like_another_path_is_refused(
    shared_server: Server, accept: str | None
) -> None:
    event = message("x", properties={"a.b": "dotted", "a": {"b": "nested"}})
    space = await shared_server.space(f"export clash {accept}", [event])
    query = {"select": [field("properties"), field("properties", "a", "b")]}
    reply = await export(space, query, accept)
    assert_problem(reply, 422, PATH)
    assert "'properties.a.b'" in reply.json["detail"]
    assert points_at(reply.json, "/select")
    json = {"select": [{**field("properties"), "mode": "json"}, field("properties", "a", "b")]}
    assert (await export(space, json, accept)).status == 200


async def test_export_has_deep_path_beside_unpacked_members(space: Server) -> None:
    query = {
        "select": [field("properties"), field("properties", "tags", "1", "y")],
        "where": condition("id", "eq", "a"),
    }
    (row,) = await export_rows(space, query)
    assert (row["properties.tags.1.y"], row["properties.plan"]) == ("1", "pro")


async def test_exported_json_field_without_members_has_no_columns(space: Server) -> None:
    query = {"select": [field("id"), field("userProperties")], "where": condition("id", "eq", "c")}
    assert await export_csv(space, query) == [["id"], ["c"]]


async def test_export_unpacks_groups_of_whole_json_field(space: Server) -> None:
    query = {"select": [aggregation("count")], "groupBy": [group("userProperties")]}
    assert await export_rows(space, query) == [
        {"userProperties.userId": "u1", "count": "1"},
        {"userProperties.userId": "", "count": "2"},
    ]

"""Section 4: all rows of a query as a file."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import (
    INSTANT,
    aggregation,
    ascending,
    at,
    condition,
    conversation,
    descending,
    field,
    group,
    message,
    search,
    time,
)
from support.exports import NDJSON, PATH, export, export_csv, export_ndjson, export_rows
from support.server import Server, Start

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLANS = {
    "a": {"plan": "pro", "seats": 3, "trial": False, "tags": ["x", {"y": 1}], "note": None},
    "b": {"plan": "free", "seats": 2.5},
    "c": None,
}
EVENTS = [
    message("a", properties=PLANS["a"], userProperties={"userId": "u1"}),
    search("b", properties=PLANS["b"], createdAt="2026-03-03T10:15:00.000Z"),
    conversation("c", createdAt="2026-03-04T10:15:00.000Z"),
]
FIELDS = [
    "id", "organizationId", "projectId", "integrationId", "eventType", "type", "messageId",
    "conversationId", "searchQuery", "createdAt",
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("export", EVENTS)


async def by_one(server: Server, name: str, *events: Any) -> Server:
    return await server.space(f"export {name}", events)


@pytest.mark.parametrize("accept", [None, "*/*", "text/csv", "application/json"])
async def test_export_is_csv_by_default(space: Server, accept: str | None) -> None:
    reply = await export(space, {}, accept)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert reply.headers["X-Request-ID"]
    assert reply.text.startswith("id,organizationId,projectId,")


@pytest.mark.parametrize("accept", [NDJSON, f"{NDJSON}, text/csv;q=0.5", "Application/X-NDJSON"])
async def test_export_is_ndjson_if_accepted(space: Server, accept: str) -> None:
    reply = await export(space, {"select": [field("id")]}, accept)
    assert reply.headers["Content-Type"].split(";")[0] == NDJSON
    assert reply.headers["Content-Disposition"] == 'attachment; filename="events.ndjson"'
    assert reply.text == '{"id":"c"}\n{"id":"b"}\n{"id":"a"}\n'


async def test_csv_export_has_every_field_and_unpacked_json_members(space: Server) -> None:
    header, *rows = await export_csv(space)
    properties = ["note", "plan", "seats", "tags", "trial"]
    members = [*(f"properties.{name}" for name in properties), "userProperties.userId"]
    assert header == FIELDS + members
    common = ["export", "site", ""]
    third, second = "2026-03-04T10:15:00.000Z", "2026-03-03T10:15:00.000Z"
    assert rows == [
        ["c", *common, "conversation", "opened", "", "c-c", "", third, *[""] * 6],
        ["b", *common, "search", "searched", "", "", "how to b", second,
         "", "free", "2.5", "", "", ""],
        ["a", *common, "message", "sent", "m-a", "", "", INSTANT,
         "", "pro", "3", '["x",{"y":1}]', "false", "u1"],
    ]  # fmt: skip


async def test_ndjson_export_has_every_field_and_unpacked_json_members(space: Server) -> None:
    assert (await export_ndjson(space))[2] == {
        "id": "a",
        "organizationId": "export",
        "projectId": "site",
        "integrationId": None,
        "eventType": "message",
        "type": "sent",
        "messageId": "m-a",
        "createdAt": INSTANT,
        "properties.plan": "pro",
        "properties.seats": "3",
        "properties.tags": '["x",{"y":1}]',
        "properties.trial": "false",
        "userProperties.userId": "u1",
    }


async def test_csv_export_is_quoted_as_in_rfc_4180(shared_server: Server) -> None:
    event = message("a", type='say "hi", twice', properties={"x": "two\r\nlines"})
    space = await by_one(shared_server, "quoting", event)
    reply = await export(space, {"select": [field("type"), field("properties", "x"), field("id")]})
    assert reply.text.encode() == (
        b'type,properties.x,id\r\n"say ""hi"", twice","two\r\nlines",a\r\n'
    )


async def test_csv_export_is_utf_8(shared_server: Server) -> None:
    space = await by_one(shared_server, "utf-8", message("größe 日本 😀"))
    headers = {"Authorization": f"Bearer {space.key}"}
    async with space.client.post(PATH, json={"select": [field("id")]}, headers=headers) as response:
        assert await response.read() == "id\r\ngröße 日本 😀\r\n".encode()


@pytest.mark.parametrize("accept", [None, NDJSON])
async def test_export_without_rows_has_only_csv_header(space: Server, accept: str | None) -> None:
    query = {"select": [field("id"), field("type")], "where": condition("id", "eq", "?")}
    reply = await export(space, query, accept)
    assert reply.status == 200
    assert reply.text == ("" if accept else "id,type\r\n")


GROUPED = {
    "select": [time("day"), aggregation("count"), aggregation("sum", "properties", "seats")],
    "groupBy": [group("type")],
}


async def test_grouped_query_can_be_exported_as_csv_and_ndjson(space: Server) -> None:
    assert await export_csv(space, GROUPED) == [
        ["createdAt_day", "type", "count", "sum_properties.seats"],
        ["2026-03-02T00:00:00.000Z", "sent", "1", "3"],
        ["2026-03-03T00:00:00.000Z", "searched", "1", "2.5"],
        ["2026-03-04T00:00:00.000Z", "opened", "1", ""],
    ]
    assert await export_ndjson(space, GROUPED) == await space.rows(GROUPED)


async def test_export_of_count_over_no_events_has_one_row(space: Server) -> None:
    query = {"select": [aggregation("count")], "where": condition("id", "eq", "?")}
    assert await export_csv(space, query) == [["count"], ["0"]]


@pytest.mark.parametrize(
    ("members", "ids"),
    [
        ({}, ["c", "b", "a"]),
        ({"orderBy": ascending("createdAt")}, ["a", "b", "c"]),
        ({"orderBy": descending("searchQuery")}, ["b", "a", "c"]),
        ({"limit": 2}, ["c", "b"]),
        ({"limit": 1, "offset": 1}, ["b"]),
        ({"offset": 2}, ["a"]),
        ({"offset": 3}, []),
        ({"where": at("properties", "plan", "isNotNull")}, ["b", "a"]),
        ({"notes": "for the board"}, ["c", "b", "a"]),
    ],
)
async def test_export_applies_filter_order_limit_and_offset(
    space: Server, members: Any, ids: list[str]
) -> None:
    query = {"select": [field("id")], **members}
    if ids == ["b", "a", "c"]:
        query["orderBy"] += ascending("id")
    assert [row["id"] for row in await export_rows(space, query)] == ids


async def test_export_reads_url_parameters(space: Server) -> None:
    params = {"limit": "1", "offset": "1", "jsonValues": "native"}
    query = {"select": [field("properties", "seats")]}
    assert await export_ndjson(space, query, params=params) == [{"properties.seats": 2.5}]


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("accept", [None, NDJSON])
async def test_export_is_not_limited_by_page_size_settings(
    start: Start, accept: str | None
) -> None:
    server = await start(page_size=10, max_page_size=20)
    server.insert_events(2345)
    expected = [f"r{number:06}" for number in range(1, 2346)]
    query = {"select": [field("id")]}
    read = export_ndjson if accept else export_rows
    assert [row["id"] for row in await read(server, query)] == expected
    limited = await read(server, {**query, "limit": 1500, "offset": 1000})
    assert [row["id"] for row in limited] == expected[1000:]


async def test_export_contains_only_own_tenant(shared_server: Server) -> None:
    homes = [("export red", "shop"), ("export red", "blog"), ("export blue", "shop")]
    for organization, project in homes:
        home = f"{organization} {project}"
        event = message(home, properties={home: home}, userProperties={"home": home})
        space = await shared_server.space(organization, [event], project=project)
        header, *rows = await export_csv(space)
        assert [row[0] for row in rows] == [home]
        assert header[-2:] == [f"properties.{home}", "userProperties.home"]
    red = shared_server.with_key(shared_server.make_key(organization="export red"))
    header, *rows = await export_csv(red)
    assert sorted(row[0] for row in rows) == ["export red blog", "export red shop"]
    assert [name for name in header if name.startswith("properties.")] == [
        "properties.export red blog",
        "properties.export red shop",
    ]

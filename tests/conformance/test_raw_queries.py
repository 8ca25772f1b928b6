"""Section 2: raw queries, column names, and members of the request body."""

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    condition,
    field,
    group,
    message,
    search,
    time,
)
from support.server import Json, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENTS = [
    message("b", createdAt="2026-03-02T10:00:00.000Z", properties={"plan": "pro"}),
    message("a", createdAt="2026-03-02T10:00:00.000Z", properties={"plan": "free", "a": {"b": 1}}),
    search("c", createdAt="2026-03-02T10:00:00.001Z", properties={"a.b": 2}),
    search("d", createdAt="2026-03-01T10:00:00.000Z"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("raw", EVENTS, project="shop", integration="widget")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"select": []}, id="empty-select"),
        pytest.param({"groupBy": []}, id="empty-groupBy"),
        pytest.param({"orderBy": []}, id="empty-orderBy"),
        pytest.param({"select": [], "groupBy": [], "orderBy": []}, id="all-three-empty"),
        pytest.param({"where": {"and": []}}, id="where-that-is-true"),
        pytest.param({"notes": "looked at by Ann"}, id="notes"),
        pytest.param({"notes": ""}, id="empty-notes"),
        pytest.param({"notes": "n" * 80}, id="notes-of-80"),
        pytest.param({"notes": "😀" * 80}, id="notes-of-80-characters-not-bytes"),
        pytest.param({"limit": 10000}, id="the-greatest-limit"),
        pytest.param({"offset": 0}, id="offset-0"),
    ],
)
async def test_raw_query_returns_every_field_of_each_event_newest_first(
    space: Server, body: object
) -> None:
    rows = await space.rows(body)
    assert [row["id"] for row in rows] == ["c", "a", "b", "d"]
    assert rows[1] == {
        "id": "a",
        "organizationId": "raw",
        "projectId": "shop",
        "integrationId": "widget",
        "eventType": "message",
        "type": "sent",
        "messageId": "m-a",
        "createdAt": "2026-03-02T10:00:00.000Z",
        "properties": {"plan": "free", "a": '{"b":1}'},
        "userProperties": None,
    }


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        pytest.param([field("id")], {"id": "a"}, id="field"),
        pytest.param([field("type"), field("id")], {"type": "sent", "id": "a"}, id="two-fields"),
        pytest.param([field("properties", "plan")], {"properties.plan": "free"}, id="field.p1"),
        pytest.param([field("properties", "a", "b")], {"properties.a.b": "1"}, id="field.p1.p2"),
        pytest.param([field("properties", "a.b")], {"properties.a.b": None}, id="a-dot-in-a-name"),
        pytest.param([field("id"), field("id")], {"id": "a"}, id="the-same-twice-is-one-column"),
        pytest.param(
            [field("properties", "plan"), field("properties", "plan")],
            {"properties.plan": "free"},
            id="the-same-path-twice-is-one-column",
        ),
        pytest.param(
            [field("projectId"), field("integrationId"), field("organizationId")],
            {"projectId": "shop", "integrationId": "widget", "organizationId": "raw"},
            id="from-the-key",
        ),
    ],
)
async def test_selected_field_names_its_column(
    space: Server, select: object, expected: dict[str, object]
) -> None:
    assert await space.rows({"select": select, "where": condition("id", "eq", "a")}) == [expected]


@pytest.mark.parametrize(
    ("select", "column"),
    [
        pytest.param(aggregation("count"), "count", id="agg"),
        pytest.param(aggregation("count", "id"), "count_id", id="agg_field"),
        pytest.param(
            aggregation("countDistinct", "userProperties", "userId"),
            "countDistinct_userProperties.userId",
            id="agg_field.p1",
        ),
        pytest.param(
            aggregation("sum", "properties", "a", "b"), "sum_properties.a.b", id="agg_field.p1.p2"
        ),
        pytest.param(time("week"), "createdAt_week", id="field_unit"),
        pytest.param(time("week", "createdAt"), "createdAt_week", id="field_unit-by-name"),
    ],
)
async def test_computed_column_is_named_after_function_and_field(
    space: Server, select: object, column: str
) -> None:
    rows = await space.rows({"select": [select]})
    assert set(rows[0]) == {column}


TWO_PATHS = [field("properties", "a.b"), field("properties", "a", "b")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"select": TWO_PATHS}, id="fields"),
        pytest.param(
            {
                "select": [
                    aggregation("count", "properties", "a.b"),
                    aggregation("count", "properties", "a", "b"),
                ]
            },
            id="aggregations",
        ),
        pytest.param(
            {"select": [time("day", "properties", "a.b"), time("day", "properties", "a", "b")]},
            id="times",
        ),
        pytest.param(
            {"groupBy": [group("properties", "a.b"), group("properties", "a", "b")]}, id="groups"
        ),
        pytest.param(
            {"select": [time("day", "properties", "x")], "groupBy": [group("properties", "x_day")]},
            id="a-time-and-a-group",
        ),
    ],
)
async def test_different_selections_with_one_column_name_are_refused(
    space: Server, body: object
) -> None:
    problem = await space.refused(body)
    assert problem["errors"]
    assert {issue["pointer"].split("/")[1] for issue in problem["errors"]} <= {"select", "groupBy"}


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "organizationId",
        "projectId",
        "integrationId",
        "eventType",
        "type",
        "messageId",
        "conversationId",
        "searchQuery",
        "createdAt",
        "properties",
        "userProperties",
    ],
)
async def test_any_field_can_order_raw_query(space: Server, name: str) -> None:
    """The field need not be selected."""
    rows = await space.rows({"select": [field("id")], "orderBy": ascending(name, "id")})
    assert sorted(row["id"] for row in rows) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(ascending("id"), ["a", "b", "c", "d"], id="field"),
        pytest.param(ascending("properties.plan"), ["a", "b", "c", "d"], id="path-column"),
    ],
)
async def test_selected_column_can_order_raw_query(
    space: Server, order: Json, expected: list[str]
) -> None:
    rows = await space.rows(
        {"select": [field("id"), field("properties", "plan")], "orderBy": order}
    )
    assert [row["id"] for row in rows][:2] == expected[:2]
    assert sorted(row["id"] for row in rows) == expected


async def test_raw_query_ordered_by_aggregation_is_refused(space: Server) -> None:
    await space.refused({"orderBy": ascending("count_id")})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"select": [field("type", "x")]}, id="field"),
        pytest.param({"select": [aggregation("count", "type", "x")]}, id="aggregation"),
        pytest.param({"select": [time("day", "createdAt", "x")]}, id="time"),
        pytest.param({"groupBy": [group("type", "x")]}, id="groupBy"),
    ],
)
async def test_path_into_field_that_is_not_json_is_refused(space: Server, body: object) -> None:
    await space.refused(body)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param([], id="no-string"),
        pytest.param("plan", id="not-an-array"),
        pytest.param([1], id="a-number"),
        pytest.param([None], id="null"),
    ],
)
async def test_path_that_is_not_array_of_strings_is_refused(space: Server, path: object) -> None:
    await space.refused({"select": [{"type": "field", "field": "properties", "path": path}]})
    await space.refused({"groupBy": [{"field": "properties", "path": path}]})

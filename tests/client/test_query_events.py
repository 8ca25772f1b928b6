"""The client's `query.queryEvents`: selections, groups and pages."""

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    descending,
    field,
    group,
    time,
)
from support.node import Json

from client.conftest import Client
from client.events import EVENTS

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = aggregation("count")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(client: Client) -> Client:
    return await client.space("client-query", EVENTS)


async def test_client_query_returns_rows_and_counts(space: Client) -> None:
    answer = await space.call("query.queryEvents", {"notes": "from a test", "select": []})
    rows = answer["data"].pop("result")
    assert answer == {"status": "ok", "data": {"total": 4, "pageSize": 1000, "count": 4}}
    assert [row["id"] for row in rows] == ["s1", "c1", "m2", "m1"]


async def test_client_query_returns_json_values_as_text(space: Client) -> None:
    rows = await space.query(
        {
            "select": [
                field("messageId"),
                field("properties"),
                field("properties", "seats"),
                field("properties", "client"),
                field("properties", "client", "os"),
                field("properties", "tags", "-1"),
                field("userProperties", "userId"),
                field("userProperties", "supportAgentName"),
            ],
            "orderBy": ascending("createdAt"),
        }
    )
    nothing = dict.fromkeys(
        (
            "properties.seats",
            "properties.client",
            "properties.client.os",
            "properties.tags.-1",
            "userPropertiesUserId",
            "userPropertiesSupportAgentName",
        )
    )
    assert rows == [
        {
            **nothing,
            "messageId": "m-m1",
            "properties": {
                "plan": "pro",
                "seats": "12",
                "tags": '["a","b"]',
                "client": '{"os":"iOS"}',
            },
            "properties.seats": "12",
            "properties.client": '{"os":"iOS"}',
            "properties.client.os": "iOS",
            "properties.tags.-1": "b",
            "userPropertiesUserId": "u1",
        },
        {
            **nothing,
            "messageId": "m-m2",
            "properties": {"plan": "free", "seats": "3", "trial": "true"},
            "properties.seats": "3",
            "userPropertiesUserId": "u2",
            "userPropertiesSupportAgentName": "Kim",
        },
        {**nothing, "properties": {"plan": "pro"}},
        {**nothing, "properties": None, "userPropertiesUserId": "u1"},
    ]


@pytest.mark.parametrize(
    ("unit", "buckets"),
    [
        ("hour", ["03-02T10", "03-03T23", "03-09T00", "04-01T08"]),
        ("day", ["03-02T00", "03-03T00", "03-09T00", "04-01T00"]),
        ("week", ["03-02T00", "03-09T00", "03-30T00"]),
        ("month", ["03-01T00", "04-01T00"]),
    ],
)
async def test_client_query_groups_by_time_unit(
    space: Client, unit: str, buckets: list[str]
) -> None:
    rows = await space.query({"select": [time(unit), COUNT]})
    assert [row[f"createdAt{unit.title()}"] for row in rows] == [
        f"2026-{bucket}:00:00.000Z" for bucket in buckets
    ]
    assert sum(row["count"] for row in rows) == 4


async def test_client_query_returns_aggregations(space: Client) -> None:
    seats = ("properties", "seats")
    rows = await space.query(
        {
            "select": [
                COUNT,
                *(aggregation(name, *seats) for name in space.words["aggregations"]),
                aggregation("countDistinct", "userProperties", "userId"),
                aggregation("sum", "userProperties", "userId"),
                aggregation("max", "createdAt"),
            ]
        }
    )
    assert rows == [
        {
            "count": 4,
            "sum_properties.seats": 15,
            "count_properties.seats": 2,
            "countDistinct_properties.seats": 2,
            "avg_properties.seats": 7.5,
            "min_properties.seats": 3,
            "max_properties.seats": 12,
            "countDistinctUserPropertiesUserId": 2,
            "maxCreatedAt": 1775030400000,
        }
    ]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            {"select": [COUNT], "groupBy": [group("properties", "plan")]},
            [
                {"properties.plan": "free", "count": 1},
                {"properties.plan": "pro", "count": 2},
                {"properties.plan": None, "count": 1},
            ],
        ),
        (
            {"select": [COUNT], "groupBy": [group("userProperties", "userId")]},
            [
                {"userPropertiesUserId": "u1", "count": 2},
                {"userPropertiesUserId": "u2", "count": 1},
                {"userPropertiesUserId": None, "count": 1},
            ],
        ),
        (
            {"groupBy": [group("eventType")]},
            [{"eventType": kind} for kind in ("conversation", "message", "search")],
        ),
        (
            {
                "select": [COUNT],
                "groupBy": [group("eventType", includeInSelect=False)],
                "orderBy": descending("eventType"),
            },
            [{"count": 1}, {"count": 2}, {"count": 1}],
        ),
        (
            {
                "select": [field("messageId"), time("month"), COUNT],
                "groupBy": [group("messageId")],
                "orderBy": descending("createdAt_month", "messageId"),
            },
            [
                {"createdAtMonth": "2026-04-01T00:00:00.000Z", "count": 1},
                {"createdAtMonth": "2026-03-01T00:00:00.000Z", "messageId": "m-m2", "count": 1},
                {"createdAtMonth": "2026-03-01T00:00:00.000Z", "messageId": "m-m1", "count": 1},
                {"createdAtMonth": "2026-03-01T00:00:00.000Z", "count": 1},
            ],
        ),
        (
            {
                "select": [COUNT],
                "where": {"condition": {"field": "id", "operator": "eq", "value": "-"}},
            },
            [{"count": 0}],
        ),
    ],
    ids=["path", "named-path", "distinct", "hidden", "field-and-time", "nothing"],
)
async def test_client_query_returns_groups(space: Client, query: Json, rows: list[Json]) -> None:
    assert await space.query(query) == rows


async def test_client_can_set_limit_and_offset_in_server_url(space: Client) -> None:
    url = space.server.client.make_url("").origin()
    query = {"select": [field("id")], "orderBy": ascending("id")}
    answer = await space.call("query.queryEvents", query, {"serverURL": f"{url}?limit=2&offset=1"})
    assert answer["data"] == {
        "result": [{"id": "m1"}, {"id": "m2"}],
        "total": 4,
        "pageSize": 2,
        "count": 2,
    }

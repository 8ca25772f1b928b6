"""The client's `query.conversations` and `query.queryFeedback`: selections, groups, operators."""

import csv
import io

import pytest
import pytest_asyncio
from support.events import aggregation, ascending, at, condition, descending, field, group, time
from support.node import Json

from client.conftest import Client
from client.dialogues import ANSWERED, ASKED, dialogue, rating

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = aggregation("count")
PROPERTIES = {"plan": "pro", "seats": "12", "tags": '["a",1]', "client": '{"os":"iOS"}'}
USER = {
    "id": "7",
    "userId": "u-1",
    "identificationType": "COOKIED",
    "userType": "member",
    "additionalProperties": {"team": '{"name":"core"}'},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(client: Client) -> Client:
    """Create a project with three conversations and four ratings."""
    space = await client.space("client-datasets", integration="docs")
    api = {"apiIntegrationKey": space.key}
    await space.call("conversations.log", api, dialogue("c-1"))
    await space.call("conversations.log", api, dialogue("c-2", "support_ticket", properties=None))
    asked = [{"role": "user", "content": str(number)} for number in range(10)]
    await space.call("conversations.log", api, {"id": "c-3", "type": "openai", "messages": asked})
    await space.call("feedback.submit", rating("f-1"))
    await space.call("feedback.submit", rating("f-2", type="positive", reasons=[]))
    await space.call("feedback.submit", rating("f-3", type="positive", reasons=None))
    await space.call("feedback.submit", rating("f-4", messageId="later", userProperties=None))
    return space


async def test_client_query_returns_conversation_with_every_field(space: Client) -> None:
    where = condition("id", "eq", "c-1")
    assert await space.query({"where": where}, dataset="conversations") == [
        {
            "id": "c-1",
            "userMessageCount": 1,
            "organizationId": "client-datasets",
            "projectId": "site",
            "integrationId": "docs",
            "firstMessageTime": ASKED,
            "type": "openai",
            "properties": PROPERTIES,
            "userProperties": USER,
        }
    ]


async def test_client_query_returns_feedback_with_every_field(space: Client) -> None:
    rows = await space.query({"orderBy": ascending("id")}, dataset="feedback")
    assert rows[0] == {
        "id": "f-1",
        "type": "negative",
        "messageId": "m-3",
        "createdAt": ANSWERED,
        "organizationId": "client-datasets",
        "reasons": [
            {"label": "inaccurate", "details": ""},
            {"label": "", "details": "Wrong."},
        ],
        "properties": {"page": "/sso", "depth": "2"},
        "userProperties": USER,
        "conversationId": "c-1",
        "projectId": "site",
        "integrationId": "docs",
    }
    assert [row["reasons"] for row in rows[1:3]] == [[], None]
    assert "conversationId" not in rows[3]
    assert rows[3]["userProperties"] is None


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            {
                "select": [
                    COUNT,
                    aggregation("sum", "userMessageCount"),
                    aggregation("avg", "userMessageCount"),
                    aggregation("max", "userMessageCount"),
                ],
                "groupBy": [group("type")],
            },
            [
                {
                    "type": "openai",
                    "count": 2,
                    "sumUserMessageCount": 11,
                    "avgUserMessageCount": 5.5,
                    "maxUserMessageCount": 10,
                },
                {
                    "type": "support_ticket",
                    "count": 1,
                    "sumUserMessageCount": 0,
                    "avgUserMessageCount": 0,
                    "maxUserMessageCount": 0,
                },
            ],
        ),
        (
            {
                "select": [field("userMessageCount")],
                "orderBy": descending("userMessageCount"),
                "where": condition("userMessageCount", "lt", 10),
            },
            [{"userMessageCount": 1}, {"userMessageCount": 0}],
        ),
        (
            {
                "select": [time("week"), COUNT],
                "where": condition("firstMessageTime", "lt", "2026-03-09"),
            },
            [{"firstMessageTimeWeek": "2026-03-02T00:00:00.000Z", "count": 2}],
        ),
        (
            {
                "select": [aggregation("countDistinct", "userProperties", "userId")],
                "groupBy": [group("properties", "plan")],
                "where": at("properties", "plan", "isNotNull"),
            },
            [{"properties.plan": "pro", "countDistinctUserPropertiesUserId": 1}],
        ),
    ],
    ids=["aggregations", "numbers", "week", "path"],
)
async def test_client_query_of_conversations_returns_rows(
    space: Client, query: Json, rows: list[Json]
) -> None:
    assert await space.query(query, dataset="conversations") == rows


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            {"select": [COUNT], "groupBy": [group("type")], "orderBy": descending("type")},
            [{"type": "positive", "count": 2}, {"type": "negative", "count": 2}],
        ),
        (
            {"select": [time("day"), COUNT], "where": condition("conversationId", "eq", "c-1")},
            [{"createdAtDay": "2026-03-02T00:00:00.000Z", "count": 3}],
        ),
        (
            {
                "select": [field("id")],
                "where": condition("reasons", "jsonContains", [{"label": "inaccurate"}]),
            },
            [{"id": "f-1"}, {"id": "f-4"}],
        ),
        (
            {"select": [COUNT], "groupBy": [group("reasons")], "orderBy": ascending("count_id")},
            [
                {
                    "reasons": [
                        {"label": "inaccurate", "details": ""},
                        {"label": "", "details": "Wrong."},
                    ],
                    "count": 2,
                },
                {"reasons": [], "count": 1},
                {"reasons": None, "count": 1},
            ],
        ),
    ],
    ids=["types", "conversation", "reasons", "group-of-reasons"],
)
async def test_client_query_of_feedback_returns_rows(
    space: Client, query: Json, rows: list[Json]
) -> None:
    found = await space.query(query, dataset="feedback")
    assert sorted(found, key=str) == sorted(rows, key=str)


@pytest.mark.parametrize(
    ("views", "keys"),
    [
        (None, ["client", "depth", "page", "plan", "seats", "tags"]),
        (["conversations_view"], ["client", "plan", "seats", "tags"]),
        (["feedback_view"], ["depth", "page"]),
        (
            ["feedback_view", "conversations_view"],
            ["client", "depth", "page", "plan", "seats", "tags"],
        ),
        (["semantic_threads_view"], []),
        (["events_view"], []),
    ],
)
async def test_client_returns_property_keys_of_views(
    space: Client, views: list[str] | None, keys: list[str]
) -> None:
    request = {"field": "properties", **({"views": views} if views else {})}
    assert await space.call("query.queryPropertyKeys", request) == {"results": keys}


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ({"key": "plan"}, ["pro"]),
        ({"key": "page", "views": ["feedback_view"]}, ["/sso"]),
        ({"key": "page", "views": ["conversations_view"]}, []),
        ({"key": "plan", "views": ["semantic_threads_view"]}, []),
    ],
)
async def test_client_returns_property_values_of_views(
    space: Client, request_: Json, values: list[str]
) -> None:
    request = {"field": "properties", **request_}
    assert await space.call("query.queryPropertyValues", request) == {"results": values}


@pytest.mark.parametrize(
    ("dataset", "ids"),
    [("conversations", ["c-3", "c-1", "c-2"]), ("feedback", ["f-1", "f-2", "f-3", "f-4"])],
)
async def test_export_has_every_row(space: Client, dataset: str, ids: list[str]) -> None:
    """The client has no method for it."""
    reply = await space.server.send("POST", f"/query/{dataset}/export", {"select": []})
    assert reply.status == 200
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert sorted(row["id"] for row in rows) == sorted(ids)
    assert {row["userProperties.userId"] for row in rows} == {"u-1", ""}

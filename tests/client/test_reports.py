"""The client's `queryPropertyKeys`, `queryPropertyValues` and the two reports on searches."""

import pytest
import pytest_asyncio
from support.events import conversation, message, search
from support.node import Json

from client.conftest import Client

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENTS = [
    message("1", properties={"plan": "pro", "seats": 12}),
    message("2", properties={"plan": "pro", "trial": True}),
    conversation("3", properties={"plan": "free", "tags": ["a"]}, userProperties={"team": "x"}),
    *(
        search(f"s{number}", searchQuery=text, createdAt=at, userProperties=user, projectId=project)
        for number, (text, at, user, project) in enumerate(
            [
                ("sso", "2026-03-02T00:00:00.000Z", {"userId": "a"}, "site"),
                ("sso", "2026-03-08T23:59:59.999Z", {"id": "b"}, "site"),
                ("webhooks", "2026-03-09T00:00:00.000Z", {"userId": "a", "id": "z"}, "site"),
                ("sso", "2026-03-09T00:00:00.000Z", {"userId": "a"}, "blog"),
            ]
        )
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(client: Client) -> Client:
    return await client.space("client-reports", EVENTS, project=None)


PRO = {
    "condition": {
        "field": "properties",
        "operator": "eq",
        "value": {"path": ["plan"], "value": "pro"},
    }
}


@pytest.mark.parametrize(
    ("request_", "keys"),
    [
        ({"field": "properties"}, ["plan", "seats", "tags", "trial"]),
        ({"field": "userProperties", "views": ["events_view"]}, ["id", "team", "userId"]),
        ({"field": "properties", "where": PRO}, ["plan", "seats", "trial"]),
        ({"field": "properties", "where": {"and": [PRO]}}, ["plan", "seats", "trial"]),
        ({"field": "properties", "where": {"or": []}}, []),
        ({"field": "properties", "views": ["feedback_view"]}, []),
    ],
)
async def test_client_returns_property_keys(space: Client, request_: Json, keys: list[str]) -> None:
    assert await space.call("query.queryPropertyKeys", request_) == {"results": keys}


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ({"field": "properties", "key": "plan"}, ["pro", "free"]),
        ({"field": "properties", "key": "plan", "limit": 1}, ["pro"]),
        ({"field": "properties", "key": "seats"}, ["12"]),
        ({"field": "properties", "key": "tags"}, ['["a"]']),
        ({"field": "properties", "key": "trial"}, ["true"]),
        ({"field": "userProperties", "key": "userId"}, ["a"]),
        ({"field": "properties", "key": "nobody has this"}, []),
        ({"field": "properties", "key": "plan", "views": ["conversations_view"]}, []),
        # The client drops this filter.
        ({"field": "properties", "key": "seats", "where": {"or": []}}, ["12"]),
    ],
)
async def test_client_returns_property_values(
    space: Client, request_: Json, values: list[str]
) -> None:
    assert await space.call("query.queryPropertyValues", request_) == {"results": values}


async def test_client_can_pass_every_view(space: Client) -> None:
    views = space.words["views"]
    answer = await space.call("query.queryPropertyKeys", {"field": "properties", "views": views})
    assert answer == {"results": ["plan", "seats", "tags", "trial"]}


@pytest.mark.parametrize(
    ("request_", "counts"),
    [
        ({}, {"sso": "3", "webhooks": "1"}),
        ({"projectId": "site"}, {"sso": "2", "webhooks": "1"}),
        ({"after": "2026-03-09", "projectId": "blog"}, {"sso": "1"}),
        ({"after": "2026-03-10T00:00:00+02:00"}, {}),
    ],
)
async def test_client_returns_top_search_queries(
    space: Client, request_: Json, counts: dict[str, str]
) -> None:
    assert await space.call("topSearchQueries", request_) == {
        "data": {
            "result": [{"searchQuery": text, "count": count} for text, count in counts.items()],
            "total": len(counts),
        }
    }


@pytest.mark.parametrize(
    ("request_", "users"),
    [
        ({}, {"2026-03-02": "2", "2026-03-09": "1"}),
        ({"projectId": "blog"}, {"2026-03-09": "1"}),
        ({"after": "2026-03-03"}, {"2026-03-02": "1", "2026-03-09": "1"}),
    ],
)
async def test_client_returns_weekly_search_users(
    space: Client, request_: Json, users: dict[str, str]
) -> None:
    assert await space.call("weeklySearchUsers", request_) == {
        "data": {
            "result": [
                {"week": f"{week}T00:00:00.000Z", "uniqueUsers": count}
                for week, count in users.items()
            ],
            "total": len(users),
        }
    }

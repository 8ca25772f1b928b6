"""Every operator of the client, and nested filters."""

import pytest
import pytest_asyncio
from support.events import ascending, field
from support.node import Json

from client.conftest import Client
from client.events import EVENTS

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(client: Client) -> Client:
    return await client.space("client-operators", EVENTS)


def at(path: str, value: Json) -> Json:
    return {"path": [path], "value": value}


OPERATORS = {
    "eq": [("type", "opened", "c1"), ("properties", at("seats", 12), "m1")],
    "neq": [("type", "sent", "c1 s1"), ("properties", at("plan", "pro"), "m2")],
    "gt": [("createdAt", "2026-03-09", "s1"), ("properties", at("seats", 11), "m1")],
    "gte": [("createdAt", "2026-03-09T01:00:00+01:00", "c1 s1"), ("id", "m2", "m2 s1")],
    "lt": [("createdAt", "2026-03-03", "m1"), ("properties", at("seats", 11), "")],
    "lte": [("id", "m1", "c1 m1"), ("properties", at("plan", "free"), "m2")],
    "in": [
        ("id", ["m1", "s1", None], "m1 s1"),
        ("properties", at("plan", ["free", None]), "m2 s1"),
    ],
    "notIn": [("eventType", ["message"], "c1 s1"), ("properties", at("plan", ["pro"]), "m2")],
    "arrayContains": [("properties", at("tags", "a"), "m1"), ("properties", at("tags", ["c"]), "")],
    "jsonContains": [
        ("properties", {"plan": "pro"}, "c1 m1"),
        ("properties", at("client", {"os": "iOS"}), "m1"),
    ],
    "jsonContainedBy": [("properties", {"plan": "pro", "seats": 1}, "c1")],
    "jsonHasKey": [("properties", "trial", "m2"), ("properties", at("client", "os"), "m1")],
    "jsonHasAnyKey": [("properties", ["trial", "tags"], "m1 m2")],
    "jsonHasAllKeys": [("properties", ["plan", "tags"], "m1")],
    "isNull": [("messageId", None, "c1 s1"), ("properties", {"path": ["seats"]}, "c1 s1")],
    "isNotNull": [("searchQuery", None, "s1"), ("userProperties", None, "m1 m2 s1")],
}


async def test_operator_cases_cover_every_client_operator(client: Client) -> None:
    assert set(OPERATORS) == set(client.words["operators"])


@pytest.mark.parametrize(
    ("operator", "name", "value", "ids"),
    [(operator, *case) for operator, cases in OPERATORS.items() for case in cases],
)
async def test_client_operator_matches_expected_events(
    space: Client, operator: str, name: str, value: Json, ids: str
) -> None:
    condition = {"field": name, "operator": operator}
    if value is not None:
        condition["value"] = value
    query = {
        "select": [field("id")],
        "where": {"condition": condition},
        "orderBy": ascending("id"),
    }
    assert " ".join(row["id"] for row in await space.query(query)) == ids


async def test_client_sends_nested_filters(space: Client) -> None:
    def condition(name: str, operator: str, value: Json) -> Json:
        return {"condition": {"field": name, "operator": operator, "value": value}}

    query = {
        "select": [field("id")],
        "where": {
            "and": [
                condition("createdAt", "lt", "2026-04-01"),
                {
                    "or": [
                        condition("eventType", "eq", "conversation"),
                        {"and": [condition("properties", "eq", at("trial", True))]},
                    ]
                },
            ]
        },
        "orderBy": ascending("id"),
    }
    assert await space.query(query) == [{"id": "c1"}, {"id": "m2"}]

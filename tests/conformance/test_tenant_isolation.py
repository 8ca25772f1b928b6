"""Section 5: isolation of organizations and projects from each other."""

import json

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    at,
    condition,
    conversation,
    field,
    group,
    message,
    negated,
    search,
    time,
)
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOMES = {
    "red-shop": ("wall-red", "shop"),
    "red-blog": ("wall-red", "blog"),
    "blue-shop": ("wall-blue", "shop"),
}
"""Tenants: two organizations with three projects, two of which share a name."""


def events_of(home: str) -> list[object]:
    """Return events whose values all name their tenant; their times differ by tenant too."""
    day = {"red-shop": "02", "red-blog": "12", "blue-shop": "22"}[home]
    common = {
        "type": home,
        "createdAt": f"2026-03-{day}T10:00:00.000Z",
        "properties": {"home": home, home: 1},
        "userProperties": {"home": home},
    }
    return [
        message(f"{home}-1", **common),
        conversation(f"{home}-2", **common),
        search(f"{home}-3", searchQuery=home, **common),
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def homes(shared_server: Server) -> dict[str, Server]:
    return {
        home: await shared_server.space(organization, events_of(home), project=project)
        for home, (organization, project) in HOMES.items()
    }


ANY_OF_TWO = {"or": [condition("id", "neq", "?"), condition("type", "neq", "?")]}
BODIES = [
    pytest.param({}, id="raw"),
    pytest.param({"jsonValues": "native"}, id="native"),
    pytest.param({"where": {"and": []}}, id="true"),
    pytest.param({"where": negated({"or": []})}, id="not-false"),
    pytest.param({"where": condition("organizationId", "isNotNull")}, id="organizationId"),
    pytest.param({"where": condition("organizationId", "neq", "?")}, id="organizationId-neq"),
    pytest.param({"where": condition("projectId", "in", ["shop", "blog"])}, id="projectId-in"),
    pytest.param({"where": condition("projectId", "notIn", [])}, id="projectId-notIn"),
    pytest.param(
        {"where": {"or": [{"and": []}, condition("projectId", "eq", "blog")]}}, id="or-true"
    ),
    pytest.param({"where": negated(condition("id", "eq", "?"))}, id="not-id"),
    pytest.param({"where": ANY_OF_TWO}, id="or"),
    pytest.param(
        {"where": negated({"and": [condition("type", "eq", "?"), condition("id", "eq", "?")]})},
        id="not-and",
    ),
    pytest.param({"where": ANY_OF_TWO, "groupBy": [group("type")]}, id="or-in-groups"),
    pytest.param(
        {
            "where": ANY_OF_TWO,
            "select": [aggregation("countDistinct", "type"), aggregation("count")],
        },
        id="or-in-aggregates",
    ),
    pytest.param({"where": ANY_OF_TWO, "limit": 1, "offset": 1}, id="or-in-a-page"),
    pytest.param({"where": at("properties", "home", "isNotNull")}, id="path"),
    pytest.param({"orderBy": ascending("projectId", "id")}, id="orderBy"),
    pytest.param({"select": [field("properties", "home")]}, id="select-path"),
    pytest.param({"groupBy": [group("organizationId"), group("projectId")]}, id="groups"),
    pytest.param({"groupBy": [group("id")]}, id="groups-by-id"),
    pytest.param({"groupBy": [group("properties")]}, id="groups-by-json"),
    pytest.param({"groupBy": [group("properties", "home")]}, id="groups-by-path"),
    pytest.param({"select": [time("day"), aggregation("count")]}, id="times"),
    pytest.param({"offset": 3}, id="beyond-the-page"),
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("home", HOMES)
async def test_query_returns_nothing_of_other_tenants(
    homes: dict[str, Server], home: str, body: object
) -> None:
    data = await homes[home].data(body)
    shown = json.dumps(data)
    assert not [other for other in HOMES if other != home and other in shown]
    assert data["total"] <= 3
    for row in data["result"]:
        assert row.get("count", 0) <= 3
        assert row.get("countDistinct_type", 0) <= 1
    for other, (organization, project) in HOMES.items():
        if organization != HOMES[home][0]:
            assert f'"{organization}"' not in shown
        if other != home and project != HOMES[home][1]:
            assert f'"{project}"' not in shown


@pytest.mark.parametrize("home", HOMES)
async def test_aggregates_cover_only_own_tenant(homes: dict[str, Server], home: str) -> None:
    rows = await homes[home].rows(
        {
            "select": [
                aggregation("count"),
                aggregation("count", "id"),
                aggregation("countDistinct", "type"),
                aggregation("countDistinct", "projectId"),
                aggregation("count", "properties", "home"),
                aggregation("min", "createdAt"),
                aggregation("max", "createdAt"),
            ]
        }
    )
    day = {"red-shop": 1772445600000, "red-blog": 1773309600000, "blue-shop": 1774173600000}[home]
    assert rows == [
        {
            "count": 3,
            "count_id": 3,
            "countDistinct_type": 1,
            "countDistinct_projectId": 1,
            "count_properties.home": 3,
            "min_createdAt": day,
            "max_createdAt": day,
        }
    ]


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("other", HOMES)
async def test_filters_match_only_events_of_own_tenant(
    homes: dict[str, Server], home: str, other: str
) -> None:
    expected = [f"{home}-{index}" for index in (1, 2, 3)] if home == other else []
    for where in (
        condition("type", "eq", other),
        condition("id", "in", [f"{other}-{index}" for index in (1, 2, 3)]),
        at("properties", "home", "eq", other),
        condition("properties", "jsonHasKey", other),
    ):
        assert await homes[home].ids(where) == expected
    organization, project = HOMES[other]
    where = {
        "and": [
            condition("organizationId", "eq", organization),
            condition("projectId", "eq", project),
        ]
    }
    assert await homes[home].ids(where) == expected


async def test_key_for_whole_organization_reads_all_its_projects(
    homes: dict[str, Server], shared_server: Server
) -> None:
    red = shared_server.with_key(shared_server.make_key(organization="wall-red"))
    rows = await red.rows({"select": [aggregation("count")], "groupBy": [group("type")]})
    assert rows == [{"type": "red-blog", "count": 3}, {"type": "red-shop", "count": 3}]
    assert await red.rows({"groupBy": [group("organizationId")]}) == [
        {"organizationId": "wall-red"}
    ]


async def test_organization_without_events_is_empty(shared_server: Server) -> None:
    nobody = await shared_server.space("wall-nobody")
    assert (await nobody.data({}))["total"] == 0
    assert await nobody.rows({"select": [aggregation("count")]}) == [{"count": 0}]


@pytest.mark.parametrize("other", ["red-blog", "blue-shop"])
async def test_event_id_of_another_tenant_reveals_and_changes_nothing(
    shared_server: Server, other: str
) -> None:
    """The event of the other tenant is neither returned nor changed."""
    organization, project = HOMES[other]
    names = (f"twin-{organization}", f"twin-{other}")
    owner = await shared_server.space(
        f"{organization}-twin",
        [message("twin", type="secret", properties={"s": names})],
        project=project,
    )
    before = await owner.rows({})
    mine = f"wall-red-twin-of-{other}" if organization == "wall-blue" else "wall-red-twin"
    key = shared_server.make_key(organization=mine, project="shop")
    status, echo = await shared_server.post_event(message("twin", type="mine"), key=key)
    assert status < 500
    assert "secret" not in json.dumps(echo)
    assert not [name for name in names if name in json.dumps(echo)]
    assert await owner.rows({}) == before
    shown = await shared_server.with_key(key).rows({})
    if organization == "wall-blue":
        assert status == 200
        assert [(row["id"], row["type"], row["organizationId"]) for row in shown] == [
            ("twin", "mine", mine)
        ]
    assert "secret" not in json.dumps(shown)


async def test_error_messages_reveal_nothing_of_other_tenants(homes: dict[str, Server]) -> None:
    for body in (
        {"where": condition("propertise", "eq", "x")},
        {"where": at("properties", "home", "nope", "x")},
        {"orderBy": ascending("red-blo")},
    ):
        text = json.dumps(await homes["red-shop"].refused(body))
        assert not [word for word in ("red-blog", "blue-shop", "wall-blue") if word in text]

"""The core knows no term by name: a server without plugins starts and answers."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient
from support.events import condition, message
from support.server import AppServer, Server

from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.plugin.vocabulary import collect


@pytest.fixture
async def bare(aiohttp_client: AiohttpClient, tmp_path: Path) -> Server:
    """Start a server without plugins, with two events."""
    db = tmp_path / "events.db"
    client: TestClient[Any, Any] = await aiohttp_client(
        AppServer(create_app(Settings(db=db), collect({})))
    )
    server = Server(client, db)
    early = message("early", createdAt="2026-03-01T00:00:00Z", properties={"n": 1})
    return await server.space("acme", [early, message("late", type="rated")])


async def test_server_without_plugins_answers_raw_queries(bare: Server) -> None:
    data = await bare.data({})
    assert [row["id"] for row in data["result"]] == ["late", "early"]
    assert (data["total"], data["count"]) == (2, 2)
    body = {
        "select": [
            {"type": "field", "field": "id"},
            {"type": "field", "field": "properties", "path": ["n"]},
        ],
        "orderBy": [{"field": "createdAt", "direction": "asc"}],
        "limit": 1,
    }
    assert await bare.rows(body) == [{"id": "early", "properties.n": "1"}]


async def test_server_without_plugins_groups_and_evaluates_boolean_filters(bare: Server) -> None:
    body = {"groupBy": [{"field": "type"}]}
    assert await bare.rows(body) == [{"type": "rated"}, {"type": "sent"}]
    assert await bare.rows({"where": {"not": {"and": []}}}) == []
    assert len(await bare.rows({"where": {"or": [{"and": []}, {"or": []}]}})) == 2


@pytest.mark.parametrize(
    ("body", "pointer", "noun"),
    [
        ({"where": condition("type", "eq", "x")}, "/where/condition/operator", "operator"),
        ({"where": condition("type", "isNull")}, "/where/condition/operator", "operator"),
        (
            {"select": [{"type": "aggregation", "aggregation": "count"}]},
            "/select/0/aggregation",
            "aggregation",
        ),
        ({"select": [{"type": "time", "timeUnit": "day"}]}, "/select/0/timeUnit", "time unit"),
    ],
)
async def test_server_without_plugins_refuses_every_term(
    bare: Server, body: Any, pointer: str, noun: str
) -> None:
    problem = await bare.refused(body)
    [issue] = problem["errors"]
    assert issue["pointer"] == pointer
    assert issue["message"].startswith(f"unknown {noun} ")
    assert issue["message"].endswith("; there is none here")


async def test_server_without_plugins_refuses_order_by_aggregation(bare: Server) -> None:
    body = {
        "groupBy": [{"field": "type"}],
        "orderBy": [{"field": "count", "direction": "asc"}],
    }
    [issue] = (await bare.refused(body))["errors"]
    assert issue["message"] == "unknown column 'count'; expected one of type"

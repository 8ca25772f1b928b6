"""A server on a copy answers as one on its source, to the same keys."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from support.server import AppServer

from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.core.dsn import Dsn
from postgresql.copying import copy, make_file

COUNT = {"type": "aggregation", "aggregation": "count"}
USERS = {
    "type": "aggregation",
    "aggregation": "countDistinct",
    "field": "userProperties",
    "path": ["userId"],
}
QUERIES: Sequence[tuple[str, Any]] = [
    ("/query/events", {"limit": 1000}),
    (
        "/query/events",
        {
            "select": [{"type": "field", "field": "type"}, COUNT, USERS],
            "groupBy": [{"field": "type"}],
        },
    ),
    ("/query/events", {"select": [{"type": "time", "timeUnit": "day"}, COUNT]}),
    ("/query/conversations", {"limit": 1000}),
    ("/query/feedback", {"limit": 1000}),
    ("/query/property-keys", {"field": "properties"}),
]
PATHS = ["/conversations?limit=100", "/feedback?limit=100"]


async def test_copy_answers_as_its_source(postgres: Dsn, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    secret = await asyncio.to_thread(make_file, db)
    assert (await copy(db, postgres)).exit_code == 0
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(TestClient(AppServer(create_app(Settings(db=one)))))
            for one in (db, postgres)
        ]
        headers = {"Authorization": f"Bearer {secret}"}
        for path, body in QUERIES:
            one, other = [
                await _answer(await client.post(path, json=body, headers=headers))
                for client in clients
            ]
            assert one == other, path
        for path in PATHS:
            one, other = [
                await _answer(await client.get(path, headers=headers)) for client in clients
            ]
            assert one == other, path
        # It joins the conversation that was logged first.
        message = (await _listed(clients[0], headers))[0]["messageId"]
        sent = {
            "id": "new",
            "type": "positive",
            "messageId": message,
            "createdAt": "2026-01-01T00:00:00Z",
        }
        for client in clients:
            await _answer(await client.post("/feedback", json=sent, headers=headers))
        one, other = [await _listed(client, headers) for client in clients]
        assert one == other
        assert "new" in {feedback["id"] for feedback in one}


async def _listed(client: TestClient[Any, Any], headers: dict[str, str]) -> list[Any]:
    lists = await _answer(await client.get(PATHS[1], headers=headers))
    found: list[Any] = lists["positiveFeedback"] + lists["negativeFeedback"]
    assert found
    return found


async def _answer(reply: Any) -> Any:
    answer = await reply.json()
    assert reply.status in (200, 201), answer
    return answer

import asyncio
import sqlite3
import threading

import pytest
from support.server import Server

from evsrv.engine.errors import StoreError
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.web import health
from evsrv.web.app_keys import ENGINE, IN_FLIGHT
from web.conftest import StartApp

PATHS = ["/healthz", "/readyz"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_server_is_well_and_says_so_to_anyone(
    server: Server, path: str, method: str
) -> None:
    reply = await server.with_key(None).send(method, path)
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.json == ({"status": "ok"} if method == "GET" else None)


async def test_a_server_that_stops_is_alive_but_not_ready(start_app: StartApp) -> None:
    server = await start_app()
    server.client.app[IN_FLIGHT].draining = True
    reply = await server.send("GET", "/readyz")
    assert (reply.status, reply.json["code"]) == (503, "service_unavailable")
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Connection"] == "close"
    assert (await server.send("GET", "/healthz")).status == 200


@pytest.mark.parametrize(
    "error", [StoreError("the store is closed"), sqlite3.OperationalError("disk I/O error")]
)
async def test_a_store_that_fails(
    server: Server, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(ReaderPool, "read", fail)
    reply = await server.send("GET", "/readyz")
    assert (reply.status, reply.json["code"]) == (503, "service_unavailable")
    assert str(error) not in reply.text
    assert (await server.send("GET", "/healthz")).status == 200


async def test_a_store_that_keeps_everyone_waiting(
    start_app: StartApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_PING_TIMEOUT", 0.01)
    server = await start_app(readers=1)
    busy, go_on = threading.Event(), threading.Event()

    def hold(_: sqlite3.Connection) -> None:
        busy.set()
        go_on.wait()

    holding = asyncio.create_task(server.client.app[ENGINE].read(hold, timeout=60))
    await asyncio.to_thread(busy.wait)
    try:
        assert (await server.send("GET", "/readyz")).status == 503
    finally:
        go_on.set()
        await holding
    assert (await server.send("GET", "/readyz")).status == 200

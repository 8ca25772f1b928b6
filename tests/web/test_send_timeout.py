"""Clients that stop reading: their connections end, and nobody else waits for them."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from support.events import message
from support.server import Server

from evsrv.web.app_keys import ENGINE
from evsrv.web.logs import FIELDS
from web.conftest import StartApp

TIMEOUT = 1.5
EXPORT = "/query/events/export"

Lines = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """Return a function that gives the request log's fields of a route."""
    caplog.set_level(logging.INFO)
    return lambda route: [
        fields
        for record in caplog.records
        if (fields := getattr(record, FIELDS, {})).get("route") == route
    ]


@pytest.fixture
async def server(start_app: StartApp) -> Server:
    """Start a server with more text than the buffers of a connection hold."""
    server = await start_app(readers=3, send_timeout=TIMEOUT, query_timeout=0.3)
    text = "x" * 100_000
    for part in range(6):
        batch = [message(f"{part}-{number}", properties={"t": text}) for number in range(15)]
        reply = await server.send("POST", "/events/batch", {"batch": batch})
        assert reply.status == 200
    return server


@asynccontextmanager
async def stalled(server: Server, path: str, body: object) -> AsyncIterator[socket.socket]:
    """Send a request on a connection with small buffers, and read only its status line."""
    loop = asyncio.get_running_loop()
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        f"Authorization: Bearer {server.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
        line.setblocking(False)
        await loop.sock_connect(line, ("127.0.0.1", server.client.port))
        await loop.sock_sendall(line, head.encode() + content)
        assert await loop.sock_recv(line, 17) == b"HTTP/1.1 200 OK\r\n"
        yield line


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


async def test_stalled_exports_end_with_499_and_give_their_readers_back(
    server: Server, lines: Lines
) -> None:
    engine = server.client.app[ENGINE]
    async with stalled(server, EXPORT, {}), stalled(server, EXPORT, {}):
        assert engine.stats().streams == 2
        reply = await server.send("POST", EXPORT, {})
        assert (reply.status, reply.json["code"]) == (503, "service_unavailable")
        assert reply.headers["Retry-After"] == "1"
        assert "busy" in reply.json["detail"]
        await until(lambda: not engine.stats().readers_busy)
        nothing = {"condition": {"field": "type", "operator": "eq", "value": "none"}}
        assert (await server.send("POST", EXPORT, {"where": nothing})).status == 200
    assert [fields["status"] for fields in lines(EXPORT)] == [503, 499, 499, 200]
    metrics = (await server.send("GET", "/metrics")).text
    assert f'evsrv_requests_total{{method="POST",route="{EXPORT}",status="499"}} 2.0' in metrics


async def test_stalled_large_answer_ends_with_499(server: Server, lines: Lines) -> None:
    async with stalled(server, "/query/events", {"limit": 1000}):
        await until(lambda: lines("/query/events"))
    (fields,) = lines("/query/events")
    assert fields["status"] == 499


async def test_warning_names_the_request_of_a_client_that_stops_reading(
    server: Server, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    async with stalled(server, EXPORT, {}):
        await until(lambda: lines(EXPORT))
    (warning,) = [one for one in caplog.records if one.name == "evsrv.web.send_timeout"]
    (fields,) = lines(EXPORT)
    assert warning.levelname == "WARNING"
    assert fields["requestId"] in warning.getMessage()
    assert "took no byte for 1.5 s" in warning.getMessage()


@pytest.mark.parametrize("path", ["/query/events", EXPORT])
async def test_slow_client_that_reads_on_gets_everything(
    server: Server, lines: Lines, path: str
) -> None:
    async with stalled(server, path, {"limit": 90}) as line:
        read = asyncio.get_running_loop().sock_recv
        for _ in range(12):
            assert await read(line, 20_000)
            await asyncio.sleep(TIMEOUT / 6)
        assert lines(path) == []
        while await read(line, 100_000):
            pass
        await until(lambda: lines(path))
    (fields,) = lines(path)
    assert fields["status"] == 200


async def test_connection_that_idles_between_requests_is_kept(start_app: StartApp) -> None:
    server = await start_app(send_timeout=0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.client.port)
    for _ in range(2):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        while not (await reader.readuntil(b"}")).endswith(b'{"status":"ok"}'):
            pass
        await asyncio.sleep(0.4)
    writer.close()


async def test_query_that_takes_longer_than_the_timeout_is_answered(
    start_app: StartApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await start_app(send_timeout=0.05)
    engine = server.client.app[ENGINE]
    page: Callable[..., Awaitable[object]] = engine.page

    async def slow_page(*arguments: object) -> object:
        await asyncio.sleep(0.3)
        return await page(*arguments)

    monkeypatch.setattr(engine, "page", slow_page)
    assert (await server.query({}))[0] == 200

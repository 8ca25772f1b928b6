"""A real process, from its start to its stop."""

import asyncio
import io
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from support.events import message

from web.process import Process, listening, make_key, run_serve

Serve = Callable[..., Awaitable[Process]]


@pytest.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """Start the command with these settings on a file of its own."""
    started: list[asyncio.subprocess.Process] = []

    async def serve(**settings: object) -> Process:
        db = tmp_path / "events.db"
        key = await make_key(db)
        process = await run_serve(db, "0", **settings)
        started.append(process)
        return Process(process, db, key, await listening(process))

    yield serve
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_well(serve: Serve, number: int) -> None:
    running = await serve()
    running.stop(number)
    code, said = await running.end()
    assert code == 0
    assert [line["level"] for line in said] == ["info"]


async def test_every_acknowledged_event_is_kept(serve: Serve) -> None:
    running = await serve()
    acknowledged: set[str] = set()
    enough = asyncio.Event()
    others: list[int] = []

    async def send(session: aiohttp.ClientSession, sender: int) -> None:
        number = 0
        while True:
            number += 1
            name = f"{sender}-{number}"
            try:
                async with session.post("/events", json=message(name)) as response:
                    await response.read()
            except aiohttp.ClientError:
                return
            if response.status == 200:
                acknowledged.add(name)
            else:
                others.append(response.status)
            if len(acknowledged) == 200:
                enough.set()

    async with aiohttp.ClientSession(running.url, headers=running.headers) as session:
        senders = [asyncio.create_task(send(session, sender)) for sender in range(16)]
        await enough.wait()
        running.stop()
        code, said = await running.end()
        await asyncio.gather(*senders)
    assert code == 0
    assert others == []
    assert acknowledged <= running.stored()
    assert {line["level"] for line in said} == {"info"}
    assert not running.db.with_name(f"{running.db.name}-wal").exists()


async def test_what_is_under_way_is_answered_and_nobody_new_is_invited(serve: Serve) -> None:
    running = await serve(shutdown_timeout=60)
    body = json.dumps(message("begun")).encode()
    reader, writer = await running.begin("/events", body, sent=10)
    async with aiohttp.ClientSession(running.url, headers=running.headers) as session:
        # Its head has to be there before the signal is.
        while True:
            async with session.get("/metrics") as response:
                if "evsrv_requests_in_flight 2.0" in await response.text():
                    break
        running.stop()
        while True:
            async with session.get("/readyz") as response:
                if response.status == 503:
                    break
                assert response.status == 200
        assert response.headers["Connection"] == "close"
        async with session.get("/healthz") as response:
            assert response.status == 200
        async with session.post("/events", json=message("late")) as response:
            assert response.status == 200
            assert response.headers["Connection"] == "close"
    writer.write(body[10:])
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nConnection: close\r\n" in answer
    assert (await running.end())[0] == 0
    assert running.stored() == {"begun", "late"}


async def test_a_delay_for_whoever_balances_the_load_and_a_second_signal(serve: Serve) -> None:
    running = await serve(drain_delay=3600, shutdown_timeout=3600)
    async with aiohttp.ClientSession(running.url, headers=running.headers) as session:
        running.stop()
        statuses = []
        while 503 not in statuses:
            async with session.get("/readyz") as response:
                statuses.append(response.status)
        async with session.post("/events", json=message("late")) as response:
            assert response.status == 200
    running.stop()
    assert (await running.end())[0] == 0
    assert running.stored() == {"late"}


@pytest.mark.parametrize("sent", [None, 0, 10])
async def test_who_stalls_does_not_hold_it_up(serve: Serve, sent: int | None) -> None:
    running = await serve(shutdown_timeout=0.1, body_timeout=3600)
    if sent is None:
        reader, writer = await running.connect()
        writer.write(b"POST /events HTTP/1.1\r\nHost:")
        await writer.drain()
    else:
        reader, writer = await running.begin("/events", b"{" + b" " * 100, sent)
    async with aiohttp.ClientSession() as session, session.get(f"{running.url}/healthz") as reply:
        assert reply.status == 200
    running.stop()
    code, said = await running.end()
    assert code == 0
    assert "error" not in {line["level"] for line in said}
    await reader.read()
    writer.close()


async def test_who_does_not_read_does_not_either(serve: Serve) -> None:
    running = await serve(shutdown_timeout=0.1)
    async with aiohttp.ClientSession(running.url, headers=running.headers) as session:
        for part in range(10):
            batch = [
                message(f"{part}-{number}", properties={"text": "x" * 15_000})
                for number in range(120)
            ]
            body = io.BytesIO(json.dumps({"batch": batch}).encode())
            async with session.post("/events/batch", data=body) as response:
                assert response.status == 200
    reader, writer = await running.begin("/query/events/export", b"{}")
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    running.stop()
    assert (await running.end())[0] == 0
    writer.transport.abort()


async def test_nothing_of_what_is_sent_is_said_at_any_level(serve: Serve) -> None:
    running = await serve(log_level="debug", log_format="json")
    async with aiohttp.ClientSession(running.url, headers=running.headers) as session:
        for path in ("/events", "/query/events", "/c4n4ry?c4n4ry"):
            async with session.post(path, json=message("c4n4ry")) as response:
                await response.read()
    reader, writer = await running.connect()
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nc4n4ry\x01: c4n4ry\r\n\r\n")
    await reader.read()
    writer.close()
    running.stop()
    code, said = await running.end()
    assert code == 0
    text = json.dumps(said)
    assert [line["status"] for line in said if line["message"] == "request"][-1] == 400
    assert "/query/events" in text
    assert "c4n4ry" not in text
    assert running.key not in text


async def test_an_address_that_is_taken(serve: Serve) -> None:
    running = await serve()
    port = running.url.rpartition(":")[2]
    second = await run_serve(running.db, port)
    _, said = await second.communicate()
    assert second.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}".encode() in said
    assert b"Traceback" not in said

"""Server faults cause a clear error, lose no acknowledged event, and leave a working server."""

import asyncio
import resource
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.events import aggregation, message
from support.server import Server

from durability.process import Process, make_key, serve
from evsrv.sqlite import opening, writer
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.insert import append_events
from evsrv.sqlite.maintenance.check import check_file


def ids(db: Path) -> set[str]:
    with closing(sqlite3.connect(db)) as connection:
        return {id_ for (id_,) in connection.execute("SELECT id FROM events")}


def assert_opaque_server_error(problem: dict[str, Any]) -> None:
    """Assert that a problem is an internal server error without internal details."""
    del problem["instance"], problem["requestId"]
    detail = "something went wrong on our side"
    assert problem == {
        "type": "docs/errors/internal_server_error",
        "title": "Internal Server Error",
        "status": 500,
        "detail": detail,
        "code": "internal_server_error",
        "error": {"code": "internal_server_error", "message": detail},
    }


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    process = await serve(tmp_path / "events.db")
    yield process
    process.kill()


@pytest.fixture
async def client(process: Process, tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    key = make_key(tmp_path / "events.db")
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(process.url, headers=headers) as client:
        yield client


async def test_full_disk_refuses_events_and_keeps_acknowledged_ones(
    process: Process, client: aiohttp.ClientSession, tmp_path: Path
) -> None:
    db = tmp_path / "events.db"
    acknowledged, refused = set(), []

    async def post(name: str) -> int:
        event = message(name, projectId="site", properties={"text": "x" * 10_000})
        async with client.post("/events", json=event) as response:
            if response.status == 200:
                acknowledged.add(name)
            else:
                refused.append(await response.json())
            return response.status

    def limit(size: int) -> None:
        """Limit the size of files of the server, whose writes then fail as on a full disk."""
        resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    assert await post("before") == 200
    limit(500_000)
    for number in range(12):
        await asyncio.gather(*(post(f"e{number}-{place}") for place in range(8)))
    assert 1 < len(acknowledged) < 97
    assert len(acknowledged) + len(refused) == 97
    for problem in refused:
        assert_opaque_server_error(problem)
    # Stored events can still be queried.
    async with client.post("/query/events", json={"select": [aggregation("count")]}) as response:
        answer = await response.json()
    assert answer["data"]["result"] == [{"count": len(acknowledged)}]
    limit(resource.RLIM_INFINITY)
    assert await post("after") == 200
    process.kill()
    assert ids(db) == acknowledged
    assert check_file(db).ok
    assert "SQLITE_" in (log := process.log.read_text()) or "disk" in log


async def test_two_servers_share_one_file(
    process: Process, client: aiohttp.ClientSession, tmp_path: Path
) -> None:
    db = tmp_path / "events.db"
    second = await serve(db)
    try:
        headers = {"Authorization": f"Bearer {make_key(db)}"}
        async with aiohttp.ClientSession(second.url, headers=headers) as other:
            sides = {"a": client, "b": other}

            async def post(side: str, number: int) -> int:
                event = message(f"{side}{number}", projectId="site", properties={"of": side})
                async with sides[side].post("/events", json=event) as response:
                    return response.status

            statuses = await asyncio.gather(
                *(post(side, number) for number in range(100) for side in sides)
            )
            assert set(statuses) == {200}
            for asked in sides.values():
                query = {
                    "select": [aggregation("count")],
                    "groupBy": [{"field": "properties", "path": ["of"]}],
                }
                async with asked.post("/query/events", json=query) as response:
                    rows = (await response.json())["data"]["result"]
                assert rows == [{"properties.of": side, "count": 100} for side in "ab"]
            assert second.stop() == 0
            assert await post("a", 100) == 200
    finally:
        second.kill()
    process.kill()
    assert len(ids(db)) == 201
    assert check_file(db).ok


@contextmanager
def hold_write_lock(db: Path) -> Iterator[sqlite3.Connection]:
    """Hold a write transaction, like another process."""
    with closing(sqlite3.connect(db, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


async def test_write_lock_held_over_busy_timeout_causes_500_and_stores_nothing(
    start: Callable[..., Awaitable[Server]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.05)
    server = await start()
    assert (await server.post_event(message("before")))[0] == 200
    with hold_write_lock(server.db):
        answers = await asyncio.gather(*(server.post_event(message(f"e{n}")) for n in range(5)))
        for status, problem in answers:
            assert status == 500
            assert_opaque_server_error(problem)
        assert await server.rows({"select": [aggregation("count")]}) == [{"count": 1}]
    assert (await server.post_event(message("e0")))[0] == 200
    assert ids(server.db) == {"before", "e0"}


async def test_short_write_lock_of_another_process_is_waited_for(
    start: Callable[..., Awaitable[Server]],
) -> None:
    server = await start()
    with hold_write_lock(server.db) as other:
        posting = asyncio.create_task(server.post_event(message("waits")))
        # This answer shows that the server is running.
        assert await server.rows({"select": [aggregation("count")]}) == [{"count": 0}]
        assert not posting.done()
        other.execute("ROLLBACK")
        assert (await posting)[0] == 200


async def test_client_disconnect_during_commit_leaves_no_open_transaction(
    start: Callable[..., Awaitable[Server]], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await start()
    inside, go_on, cancelled = threading.Event(), threading.Event(), asyncio.Event()
    append = SqliteEngine.append

    def held_up(connection: sqlite3.Connection, events: Any) -> Any:
        inside.set()
        assert go_on.wait(30)
        return append_events(connection, events)

    async def noted(self: Any, events: Any) -> Any:
        try:
            return await append(self, events)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    monkeypatch.setattr(writer, "append_events", held_up)
    monkeypatch.setattr(SqliteEngine, "append", noted)
    leaving = asyncio.create_task(server.post_event(message("gone")))
    assert await asyncio.to_thread(inside.wait, 30)
    leaving.cancel()
    await asyncio.wait_for(cancelled.wait(), 30)
    go_on.set()
    assert (await server.post_event(message("after")))[0] == 200
    # No transaction is open, so another connection can write at once.
    with closing(sqlite3.connect(server.db, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    # The commit had started and was completed.
    assert ids(server.db) == {"gone", "after"}


async def test_damaged_file_causes_500_and_fails_check(
    start: Callable[..., Awaitable[Server]], tmp_path: Path
) -> None:
    server = await start()
    for number in range(50):
        event = message(f"e{number:02}", properties={"text": "x" * 1000})
        assert (await server.post_event(event))[0] == 200
    await server.client.close()
    whole = server.db.read_bytes()
    with closing(sqlite3.connect(server.db)) as connection:
        rows = connection.execute(
            "SELECT name, rootpage FROM sqlite_schema WHERE name IN ('events', 'events_of_project')"
        )
        roots = dict(rows.fetchall())
    query = {"select": [{"type": "field", "field": "properties"}], "limit": 100}
    for name, root in roots.items():
        damaged = bytearray(whole)
        place = (root - 1) * 4096
        damaged[place : place + 100] = bytes(100)
        server.db.write_bytes(damaged)
        again = (await start()).with_key(server.key)
        status, problem = await again.query(query)
        assert status == 500, name
        assert_opaque_server_error(problem)
        # An acknowledged event must be stored.
        status, answer = await again.post_event(message("later"))
        if status == 500:
            assert_opaque_server_error(answer)
        await again.client.close()
        assert not check_file(server.db).ok
        if status == 200:
            assert "later" in ids(server.db)
    server.db.write_bytes(whole)
    again = (await start()).with_key(server.key)
    assert len(await again.rows(query)) == 50


async def test_serve_on_file_that_is_not_database_prints_one_line_error(tmp_path: Path) -> None:
    db = tmp_path / "events.db"
    db.write_bytes(b"no database" * 100)
    with pytest.raises(AssertionError) as error:
        await serve(db)
    assert str(error.value).startswith(f"Error: {db} is not an SQLite database; name ")


async def test_events_are_refused_with_503_while_database_file_is_moved(
    start: Callable[..., Awaitable[Server]],
) -> None:
    server = await start()
    assert (await server.post_event(message("before")))[0] == 200
    away = server.db.rename(server.db.with_name("away.db"))
    reply = await server.send("POST", "/events", message("lost"))
    assert (reply.status, reply.json["code"]) == (503, "service_unavailable")
    assert reply.headers["Retry-After"] == "1"
    assert "moved" in reply.json["detail"]
    assert str(server.db) not in reply.text
    batch = await server.send("POST", "/events/batch", {"batch": [message("lost")]})
    assert batch.status == 503
    assert (await server.send("GET", "/readyz")).status == 503
    assert await server.rows({"select": [aggregation("count")]}) == [{"count": 1}]
    away.rename(server.db)
    assert (await server.send("GET", "/readyz")).status == 200
    assert (await server.post_event(message("after")))[0] == 200
    assert ids(server.db) == {"before", "after"}

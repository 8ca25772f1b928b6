"""`evsrv delete` and `evsrv export` while a server uses the file."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from typing import Any

import pytest
from support.events import message
from support.server import Server, Start

from cli.processes import ENVIRON
from evsrv.engine.errors import StoreError
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.rewrite import rewrite

COUNT: Any = {
    "select": [{"type": "aggregation", "aggregation": "count"}],
    "groupBy": [{"field": "type"}],
}
CONVERSATION = {
    "id": "c",
    "type": "openai",
    "messages": [
        {"id": "m", "role": "user", "content": "secret-text", "userProperties": {"id": "p"}}
    ],
}
KEYS = {"field": "userProperties"}


async def evsrv(server: Server, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a command on the server's file in a process of its own."""
    command, *options = arguments
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "evsrv", command, "--db", str(server.db), *options],
        env=ENVIRON,
        capture_output=True,
        timeout=120,
        check=False,
    )


def person(name: str, count: int, user: str) -> list[Any]:
    properties = {"text": f"secret-text of {user}"}
    return [
        message(f"{name}-{n}", properties=properties, userProperties={"userId": user, user: 1})
        for n in range(count)
    ]


async def answers(server: Server) -> dict[str, Any]:
    """Return answers that the server keeps, and those of other endpoints."""
    keys = await server.send("POST", "/query/property-keys", KEYS)
    conversations = await server.send("POST", "/query/conversations", COUNT)
    return {
        "events": await server.rows(COUNT),
        "conversations": conversations.json["data"]["result"],
        "keys": keys.json["results"],
    }


async def post(server: Server, events: list[Any]) -> None:
    reply = await server.send("POST", "/events/batch", events)
    assert {result["status"] for result in reply.json["results"]} == {"stored"}


async def test_delete_of_user_ends_kept_answers_of_server(server: Server) -> None:
    await post(server, [*person("a", 3, "p"), *person("b", 2, "q")])
    await server.send("POST", "/conversations", CONVERSATION)
    before = await answers(server)
    assert before == await answers(server)
    assert before["keys"] == ["p", "q", "userId"]
    done = await evsrv(server, "delete", "--user", "p")
    assert done.returncode == 0, done.stderr
    after = await answers(server)
    assert [row["count"] for row in after["events"]] == [2]
    assert after["conversations"] == []
    assert after["keys"] == ["q", "userId"]


async def test_secure_delete_beside_server_leaves_no_text_in_file_or_log(server: Server) -> None:
    for part in range(3):
        await post(server, [*person(f"a{part}", 700, "secret-person"), *person(f"b{part}", 5, "q")])
    await server.send("POST", "/conversations", CONVERSATION)
    stop = asyncio.Event()
    stored: list[Any] = []

    async def keep_writing() -> None:
        while not stop.is_set():
            status, echo = await server.post_event(message(f"new-{len(stored)}"))
            if status == 200:
                stored.append(echo["id"])

    async def keep_reading() -> None:
        while not stop.is_set():
            await server.rows({"limit": 5})

    others = [asyncio.create_task(keep_writing()), asyncio.create_task(keep_reading())]
    try:
        done = await evsrv(server, "delete", "--user", "secret-person", "--secure")
        assert done.returncode == 0, done.stderr
        also = await evsrv(server, "delete", "--user", "p", "--secure")
        assert also.returncode == 0, also.stderr
    finally:
        stop.set()
        await asyncio.gather(*others)
    files = list(server.db.parent.glob(f"{server.db.name}*"))
    assert len(files) == 3
    for path in files:
        data = path.read_bytes()
        assert b"secret-person" not in data, path
        assert b"secret-talk" not in data, path
    assert b"secret-text of q" in server.db.read_bytes()
    # More than a page of events is stored in the meantime on a fast machine.
    rows = await server.rows({"select": [{"type": "field", "field": "id"}], "limit": 10_000})
    assert {row["id"] for row in rows} >= set(stored)
    assert (await asyncio.to_thread(check_file, server.db)).ok


async def test_rewrite_says_that_reader_holds_log(server: Server) -> None:
    await post(server, person("a", 50, "p"))
    reader = sqlite3.connect(server.db, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    try:
        with pytest.raises(StoreError, match=r"reads from or writes to .* all the time; deleted"):
            await asyncio.to_thread(rewrite, server.db, wait_seconds=0.2)
    finally:
        reader.close()
    await asyncio.to_thread(rewrite, server.db, wait_seconds=10)


async def test_events_that_arrive_during_delete_stay(start: Start) -> None:
    server = await start(max_future=0)
    await post(server, person("a", 1200, "p"))
    deletion = asyncio.create_task(evsrv(server, "delete", "--user", "p"))
    stored = 0
    while not deletion.done():
        status, _ = await server.post_event(message(f"new-{stored}", userProperties={"id": "r"}))
        assert status == 200
        stored += 1
    assert (await deletion).returncode == 0
    (row,) = await server.rows({"select": [{"type": "aggregation", "aggregation": "count"}]})
    assert row["count"] == stored > 0
    assert (await asyncio.to_thread(check_file, server.db)).ok


async def test_export_beside_server_is_one_snapshot_that_equals_export_over_http(
    server: Server,
) -> None:
    await post(server, person("a", 900, "p"))
    done = await evsrv(server, "export")
    assert done.returncode == 0, done.stderr
    reply = await server.send("POST", "/query/events/export", {}, params={"as": "events"})
    assert sorted(done.stdout.splitlines()) == sorted(reply.text.encode().splitlines())
    assert json.loads(done.stdout.splitlines()[0])["id"] == "a-0"

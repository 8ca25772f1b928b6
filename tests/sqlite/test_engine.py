import asyncio
import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from evsrv.sqlite.engine import SqliteEngine


async def test_close_leaves_no_thread_and_no_log_behind(path, make_event, threads):
    store = await SqliteEngine.open(path, readers=3)
    await store.append([make_event()])
    count = "SELECT count(*) FROM events"
    for _ in range(3):
        assert await store.read(lambda c: c.execute(count).fetchone(), timeout=5) == (1,)
    assert len(threads()) == 4
    await store.close()
    assert threads() == []
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_closing_twice_is_fine(path):
    store = await SqliteEngine.open(path, readers=2)
    await store.close()
    await store.close()


async def test_close_waits_for_running_queries(path):
    store = await SqliteEngine.open(path, readers=2)
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) "
        "SELECT count(*) FROM n"
    )
    reading = asyncio.create_task(store.read(lambda c: c.execute(slow).fetchone(), timeout=60))
    await asyncio.sleep(0)
    await store.close()
    assert await reading == (300_000,)


async def test_a_failed_block_closes_the_store_too(path, threads):
    with pytest.raises(LookupError):
        async with await SqliteEngine.open(path, readers=1):
            raise LookupError
    assert threads() == []


def test_an_acknowledged_event_survives_the_process_being_killed(path):
    program = """
import asyncio, sys
from pathlib import Path
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine

async def main():
    store = await SqliteEngine.open(Path(sys.argv[1]), readers=1)
    for number in range(10_000):
        await store.append([Event(
            id=str(number), organization_id="o", project_id=None, integration_id=None,
            event_type="message", type="t", message_id=None, conversation_id=None,
            search_query=None, created_at=number, properties=None, user_properties=None)])
        print(number, flush=True)

asyncio.run(main())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True
    )
    with process:
        acknowledged = [process.stdout.readline() for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.readlines()
    connection = sqlite3.connect(path)
    stored = {row[0] for row in connection.execute("SELECT id FROM events")}
    connection.close()
    assert {line.strip() for line in acknowledged if line.endswith("\n")} <= stored
    assert len(stored) >= 20

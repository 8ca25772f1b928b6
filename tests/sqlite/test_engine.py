import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine


async def test_close_leaves_no_thread_and_no_log_behind(
    path: Path, make_event: Callable[..., Event], threads: Callable[[], list[Thread]]
) -> None:
    store = await SqliteEngine.open(path, readers=3)
    await store.append([make_event()])
    count = "SELECT count(*) FROM events"
    for _ in range(3):
        assert await store.read(lambda c: c.execute(count).fetchone(), timeout=5) == (1,)
    assert len(threads()) == 4
    await store.close()
    assert threads() == []
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_closing_twice_is_fine(path: Path) -> None:
    store = await SqliteEngine.open(path, readers=2)
    await store.close()
    await store.close()


async def test_close_interrupts_running_queries_and_leaves_no_thread(
    path: Path, threads: Callable[[], list[Thread]]
) -> None:
    store = await SqliteEngine.open(path, readers=2)
    started = threading.Event()

    def endless(connection: sqlite3.Connection) -> Any:
        started.set()
        return connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        ).fetchone()

    reading = asyncio.create_task(store.read(endless, timeout=60))
    assert await asyncio.to_thread(started.wait, 30)
    await store.close()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        await reading
    assert [thread for thread in threads() if not thread.name.startswith("asyncio")] == []


async def test_close_abandons_query_that_cannot_be_interrupted_and_keeps_events(
    path: Path, make_event: Callable[..., Event]
) -> None:
    store = await SqliteEngine.open(path, readers=1)
    started, released = threading.Event(), threading.Event()

    def hold(_: Any) -> None:
        started.set()
        assert released.wait(30)

    reading = asyncio.create_task(store.read(hold, timeout=60))
    assert await asyncio.to_thread(started.wait, 30)
    appending = asyncio.create_task(store.append([make_event(id="accepted")]))
    await asyncio.sleep(0)
    await store.close()
    assert not reading.done()
    assert (await appending)[0].event.id == "accepted"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id FROM events").fetchall() == [("accepted",)]
    released.set()
    await reading


async def test_a_failed_block_closes_the_store_too(
    path: Path, threads: Callable[[], list[Thread]]
) -> None:
    with pytest.raises(LookupError):
        async with await SqliteEngine.open(path, readers=1):
            raise LookupError
    assert threads() == []


def test_an_acknowledged_event_survives_the_process_being_killed(path: Path) -> None:
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
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.readlines()
    connection = sqlite3.connect(path)
    stored = {row[0] for row in connection.execute("SELECT id FROM events")}
    connection.close()
    assert {line.strip() for line in acknowledged if line.endswith("\n")} <= stored
    assert len(stored) >= 20

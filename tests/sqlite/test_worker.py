import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.worker import WorkerConnection


def memory() -> Any:
    return sqlite3.connect(":memory:", isolation_level=None, factory=SqliteConnection)


async def test_worker_connection_runs_work_on_its_own_thread() -> None:
    connection = await WorkerConnection.open(memory)

    def work(raw: Any) -> tuple[Any, ...]:
        raw.execute("CREATE TABLE numbers (n)")
        raw.execute("INSERT INTO numbers VALUES (1), (2)")
        return threading.get_ident(), raw.execute("SELECT sum(n) FROM numbers").fetchone()

    thread, row = await connection.call(work)
    assert row == (3,)
    assert thread != threading.get_ident()
    assert await connection.call(lambda _: threading.get_ident()) == thread
    await connection.close()


async def test_worker_connection_runs_calls_one_after_another() -> None:
    connection = await WorkerConnection.open(memory)
    steps = []

    def work(name: str) -> Any:
        def run(raw: Any) -> None:
            for _ in range(3):
                steps.append(name)
                raw.execute("SELECT 1")

        return run

    await asyncio.gather(*(connection.call(work(name)) for name in "abc"))
    assert "".join(steps) == "aaabbbccc"
    await connection.close()


async def test_worker_connection_raises_error_of_work_and_runs_next_work() -> None:
    connection = await WorkerConnection.open(memory)
    with pytest.raises(ZeroDivisionError):
        await connection.call(lambda _: 1 / 0)
    assert await connection.call(lambda _: 1) == 1
    await connection.close()


async def test_failed_open_of_worker_connection_leaves_no_thread(
    threads: Callable[[], list[Thread]],
) -> None:
    def connect() -> SqliteConnection:
        raise sqlite3.OperationalError("no")

    with pytest.raises(sqlite3.OperationalError, match="no"):
        await WorkerConnection.open(connect)
    assert threads() == []


async def test_close_ends_thread_of_worker_connection_and_can_be_repeated(
    threads: Callable[[], list[Thread]],
) -> None:
    connection = await WorkerConnection.open(memory)
    assert len(threads()) == 1
    await connection.close()
    assert threads() == []
    await connection.close()


async def test_worker_connection_never_logs_parameters(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="aiosqlite"):
        connection = await WorkerConnection.open(memory)
        await connection.execute("SELECT ?", ("a user's word",))
        await connection.close()
    assert [record for record in caplog.records if record.name == "aiosqlite"] == []

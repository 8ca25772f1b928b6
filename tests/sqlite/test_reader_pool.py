import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.errors import Unprocessable
from evsrv.core.event import Event
from evsrv.engine.errors import QueryTimeout, ReadersBusy, StoreError
from evsrv.sqlite.engine import SqliteEngine

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def endless(connection: sqlite3.Connection) -> Any:
    return connection.execute(ENDLESS).fetchone()


def one(connection: sqlite3.Connection) -> Any:
    return connection.execute("SELECT 1").fetchone()


@pytest.fixture
async def single(path: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(path, readers=1) as store:
        yield store


class BlockingWork:
    """Work that blocks its connection until it is released."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.released = threading.Event()

    def __call__(self, connection: sqlite3.Connection) -> Any:
        self.started.set()
        assert self.released.wait(30)
        return connection.execute("SELECT 'held'").fetchone()

    async def wait_until_started(self) -> None:
        assert await asyncio.to_thread(self.started.wait, 30)


async def test_query_timeout_stops_query_and_connection_is_reused(single: SqliteEngine) -> None:
    with pytest.raises(QueryTimeout) as caught:
        await single.read(endless, timeout=0.05)
    assert isinstance(caught.value, Unprocessable)
    assert "limit of 0.05 s" in caught.value.detail
    assert await single.read(one, timeout=5) == (1,)


async def test_query_timeout_covers_many_small_statements(single: SqliteEngine) -> None:
    def work(connection: sqlite3.Connection) -> None:
        while True:
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) "
                "SELECT count(*) FROM n"
            ).fetchone()

    with pytest.raises(QueryTimeout):
        await single.read(work, timeout=0.05)


async def test_wait_for_connection_ends_at_query_timeout_with_readers_busy(
    single: SqliteEngine,
) -> None:
    blocking = BlockingWork()
    holder = asyncio.create_task(single.read(blocking, timeout=30))
    await blocking.wait_until_started()
    with pytest.raises(ReadersBusy):
        await single.read(one, timeout=0.01)
    blocking.released.set()
    assert await holder == ("held",)
    assert await single.read(one, timeout=5) == (1,)


async def test_cancelled_query_stops_and_its_connection_is_reused(single: SqliteEngine) -> None:
    started = threading.Event()
    stopped = threading.Event()

    def work(connection: sqlite3.Connection) -> Any:
        started.set()
        try:
            return endless(connection)
        finally:
            stopped.set()

    task = asyncio.create_task(single.read(work, timeout=60))
    assert await asyncio.to_thread(started.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await single.read(one, timeout=30) == (1,)
    assert stopped.is_set()


async def test_connection_of_cancelled_query_is_not_reused_before_work_ends(
    single: SqliteEngine,
) -> None:
    blocking = BlockingWork()
    task = asyncio.create_task(single.read(blocking, timeout=30))
    await blocking.wait_until_started()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ReadersBusy):
        await single.read(one, timeout=0.01)
    blocking.released.set()
    assert await single.read(one, timeout=30) == (1,)


async def test_caller_cancelled_while_waiting_acquires_no_connection(single: SqliteEngine) -> None:
    blocking = BlockingWork()
    holder = asyncio.create_task(single.read(blocking, timeout=30))
    await blocking.wait_until_started()
    waiting = asyncio.create_task(single.read(one, timeout=30))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    blocking.released.set()
    assert await holder == ("held",)
    assert await single.read(one, timeout=5) == (1,)


async def test_cancelled_query_does_not_interrupt_other_queries(store: SqliteEngine) -> None:
    blocking = BlockingWork()
    neighbour = asyncio.create_task(store.read(blocking, timeout=30))
    await blocking.wait_until_started()
    started = threading.Event()

    def work(connection: sqlite3.Connection) -> Any:
        started.set()
        return endless(connection)

    task = asyncio.create_task(store.read(work, timeout=60))
    assert await asyncio.to_thread(started.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.read(one, timeout=30) == (1,)
    blocking.released.set()
    assert await neighbour == ("held",)


async def test_reader_pool_runs_one_query_for_each_connection_concurrently(
    store: SqliteEngine,
) -> None:
    together = threading.Barrier(2, timeout=30)
    await asyncio.gather(*(store.read(lambda _: together.wait(), timeout=30) for _ in range(2)))


async def test_more_callers_than_connections_are_all_answered(store: SqliteEngine) -> None:
    answers = await asyncio.gather(*(store.read(one, timeout=30) for _ in range(50)))
    assert answers == [(1,)] * 50


async def test_read_sees_one_snapshot(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    counted = threading.Event()
    appended = threading.Event()

    def work(connection: sqlite3.Connection) -> tuple[Any, ...]:
        count = "SELECT count(*) FROM events"
        first = connection.execute(count).fetchone()
        counted.set()
        assert appended.wait(30)
        return first, connection.execute(count).fetchone()

    reading = asyncio.create_task(store.read(work, timeout=60))
    assert await asyncio.to_thread(counted.wait, 30)
    await store.append([make_event()])
    appended.set()
    assert await reading == ((0,), (0,))


async def test_query_error_is_raised_and_ends_read_transaction(
    single: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await single.read(lambda c: c.execute("SELECT * FROM missing"), timeout=5)
    await single.append([make_event()])
    count = await single.read(
        lambda c: c.execute("SELECT count(*) FROM events").fetchone(), timeout=5
    )
    assert count == (1,)


async def test_half_read_cursor_does_not_hold_snapshot(
    single: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    await single.append([make_event(), make_event()])
    cursors = []

    def half(connection: sqlite3.Connection) -> Any:
        cursors.append(connection.execute("SELECT id FROM events ORDER BY row"))
        return cursors[0].fetchone()

    assert await single.read(half, timeout=5) == ("e0",)
    await single.append([make_event()])
    count = await single.read(
        lambda c: c.execute("SELECT count(*) FROM events").fetchone(), timeout=5
    )
    assert count == (3,)


async def test_read_of_closed_engine_is_refused(path: Path) -> None:
    store = await SqliteEngine.open(path, readers=1)
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.read(one, timeout=5)

import asyncio
import sqlite3
import threading

import pytest

from evsrv.core.errors import Unprocessable
from evsrv.engine.errors import QueryTimeout, StoreError
from evsrv.sqlite.engine import SqliteEngine

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def endless(connection):
    return connection.execute(ENDLESS).fetchone()


def one(connection):
    return connection.execute("SELECT 1").fetchone()


@pytest.fixture
async def single(path):
    async with await SqliteEngine.open(path, readers=1) as store:
        yield store


class Held:
    """Work that holds its connection until it is let go."""

    def __init__(self):
        self.started = threading.Event()
        self.released = threading.Event()

    def __call__(self, connection):
        self.started.set()
        assert self.released.wait(30)
        return connection.execute("SELECT 'held'").fetchone()

    async def has_started(self):
        assert await asyncio.to_thread(self.started.wait, 30)


async def test_a_query_past_its_deadline_is_stopped_and_the_connection_works_on(single):
    with pytest.raises(QueryTimeout) as caught:
        await single.read(endless, timeout=0.05)
    assert isinstance(caught.value, Unprocessable)
    assert "limit of 0.05 s" in caught.value.detail
    assert await single.read(one, timeout=5) == (1,)


async def test_the_deadline_holds_for_work_of_many_small_statements(single):
    def work(connection):
        while True:
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) "
                "SELECT count(*) FROM n"
            ).fetchone()

    with pytest.raises(QueryTimeout):
        await single.read(work, timeout=0.05)


async def test_waiting_for_a_connection_counts(single):
    held = Held()
    holder = asyncio.create_task(single.read(held, timeout=30))
    await held.has_started()
    with pytest.raises(QueryTimeout):
        await single.read(one, timeout=0.01)
    held.released.set()
    assert await holder == ("held",)
    assert await single.read(one, timeout=5) == (1,)


async def test_a_cancelled_query_stops_and_its_connection_is_used_again(single):
    started = threading.Event()
    stopped = threading.Event()

    def work(connection):
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


async def test_a_connection_is_not_lent_again_before_its_thread_is_done(single):
    held = Held()
    task = asyncio.create_task(single.read(held, timeout=30))
    await held.has_started()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(QueryTimeout):
        await single.read(one, timeout=0.01)
    held.released.set()
    assert await single.read(one, timeout=30) == (1,)


async def test_a_caller_that_is_cancelled_while_it_waits_takes_no_connection(single):
    held = Held()
    holder = asyncio.create_task(single.read(held, timeout=30))
    await held.has_started()
    waiting = asyncio.create_task(single.read(one, timeout=30))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    held.released.set()
    assert await holder == ("held",)
    assert await single.read(one, timeout=5) == (1,)


async def test_neighbours_of_a_cancelled_query_are_left_alone(store):
    held = Held()
    neighbour = asyncio.create_task(store.read(held, timeout=30))
    await held.has_started()
    started = threading.Event()

    def work(connection):
        started.set()
        return endless(connection)

    task = asyncio.create_task(store.read(work, timeout=60))
    assert await asyncio.to_thread(started.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.read(one, timeout=30) == (1,)
    held.released.set()
    assert await neighbour == ("held",)


async def test_as_many_queries_run_at_once_as_there_are_connections(store):
    together = threading.Barrier(2, timeout=30)
    await asyncio.gather(*(store.read(lambda _: together.wait(), timeout=30) for _ in range(2)))


async def test_more_callers_than_connections_all_get_an_answer(store):
    answers = await asyncio.gather(*(store.read(one, timeout=30) for _ in range(50)))
    assert answers == [(1,)] * 50


async def test_work_sees_one_snapshot(store, make_event):
    counted = threading.Event()
    appended = threading.Event()

    def work(connection):
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


async def test_an_error_in_a_query_is_passed_on_and_ends_the_transaction(single, make_event):
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await single.read(lambda c: c.execute("SELECT * FROM missing"), timeout=5)
    await single.append([make_event()])
    count = await single.read(
        lambda c: c.execute("SELECT count(*) FROM events").fetchone(), timeout=5
    )
    assert count == (1,)


async def test_a_half_read_cursor_does_not_hold_the_snapshot(single, make_event):
    await single.append([make_event(), make_event()])
    cursors = []

    def half(connection):
        cursors.append(connection.execute("SELECT id FROM events"))
        return cursors[0].fetchone()

    assert await single.read(half, timeout=5) == ("e0",)
    await single.append([make_event()])
    count = await single.read(
        lambda c: c.execute("SELECT count(*) FROM events").fetchone(), timeout=5
    )
    assert count == (3,)


async def test_a_closed_store_reads_no_more(path):
    store = await SqliteEngine.open(path, readers=1)
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.read(one, timeout=5)

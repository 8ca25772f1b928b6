import asyncio
import sqlite3
import threading
from contextlib import aclosing

import pytest

from evsrv.engine.errors import QueryTimeout, StoreError
from evsrv.sqlite.engine import SqliteEngine

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


def numbers(connection):
    for (number,) in connection.execute(NUMBERS):
        yield number


def three(connection):
    yield from (number for number, _ in zip(numbers(connection), range(3), strict=False))


def one(connection):
    return connection.execute("SELECT 1").fetchone()


def events(connection):
    return connection.execute("SELECT count(*) FROM events").fetchone()


class Streaming(SqliteEngine):
    """An engine that streams the items of any iterator, past the tenant guard."""

    async def stream(self, work, *, timeout):
        end = object()
        async with self._readers.session(timeout=timeout) as session:

            def start(connection):
                with connection.bypass_guard():
                    return iter(work(connection))

            items = await session.run(start)

            def step(connection):
                with connection.bypass_guard():
                    return next(items, end)

            while (item := await session.run(step)) is not end:
                yield item


@pytest.fixture
async def single(path):
    async with await Streaming.open(path, readers=1) as store:
        yield store


@pytest.fixture
async def store(path):
    async with await Streaming.open(path, readers=3) as store:
        yield store


@pytest.fixture
def stream(single):
    """A stream of the store with one reader, closed at the end of `async with`."""
    return lambda work, timeout=30: aclosing(single.stream(work, timeout=timeout))


async def test_items_come_in_order(stream):
    async with stream(three) as items:
        assert [item async for item in items] == [1, 2, 3]


@pytest.mark.parametrize("work", [lambda _: iter(()), lambda _: iter([])])
async def test_no_items(stream, single, work):
    async with stream(work) as items:
        assert [item async for item in items] == []
    assert await single.read(one, timeout=5) == (1,)


async def test_any_iterator_will_do(stream):
    async with stream(lambda _: iter("abc")) as items:
        assert [item async for item in items] == ["a", "b", "c"]


async def test_an_item_is_made_when_it_is_asked_for(stream):
    made = []

    def work(_):
        for number in range(3):
            made.append(number)
            yield number

    async with stream(work) as items:
        assert made == []
        for number in range(3):
            assert await anext(items) == number
            assert made == list(range(number + 1))


async def test_items_are_made_on_the_connections_thread(stream, single):
    thread = await single.read(lambda _: threading.get_ident(), timeout=5)

    def work(_):
        yield threading.get_ident()
        yield threading.get_ident()

    async with stream(work) as items:
        assert {item async for item in items} == {thread}
    assert thread != threading.get_ident()


async def test_one_that_is_never_begun_takes_no_connection(single):
    unused = single.stream(three, timeout=5)
    assert await single.read(one, timeout=5) == (1,)
    await unused.aclose()
    with pytest.raises(StopAsyncIteration):
        await anext(unused)


async def test_it_holds_its_connection_until_it_is_closed(stream, single):
    async with stream(numbers) as items:
        assert await anext(items) == 1
        with pytest.raises(QueryTimeout):
            await single.read(one, timeout=0.01)
    assert await single.read(one, timeout=5) == (1,)


async def test_at_its_end_the_connection_is_free_before_it_is_closed(stream, single):
    async with stream(three) as items:
        assert len([item async for item in items]) == 3
        assert await single.read(one, timeout=5) == (1,)


@pytest.mark.parametrize("before", [0, 2])
async def test_an_error_is_passed_on_and_the_connection_is_free(stream, single, before):
    def work(connection):
        yield from range(before)
        connection.execute("SELECT * FROM missing")

    async with stream(work) as items:
        for number in range(before):
            assert await anext(items) == number
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await anext(items)
    assert await single.read(one, timeout=5) == (1,)


async def test_an_error_of_work_that_makes_no_iterator(stream, single):
    async with stream(lambda _: 1 / 0) as items:
        with pytest.raises(ZeroDivisionError):
            await anext(items)
    assert await single.read(one, timeout=5) == (1,)


async def test_cancelling_stops_sql_that_is_running(stream, single):
    started = threading.Event()
    stopped = threading.Event()

    def work(connection):
        yield 1
        started.set()
        try:
            yield connection.execute(ENDLESS).fetchone()
        finally:
            stopped.set()

    async def consume():
        async with stream(work, timeout=3600) as items:
            async for _ in items:
                pass

    task = asyncio.create_task(consume())
    assert await asyncio.to_thread(started.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await single.read(one, timeout=30) == (1,)
    assert stopped.is_set()


async def test_a_caller_cancelled_while_it_waits_takes_no_connection(stream, single):
    async with stream(numbers) as items:
        await anext(items)
        waiting = asyncio.create_task(anext(single.stream(numbers, timeout=30)))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await single.read(one, timeout=5) == (1,)


async def test_waiting_for_a_connection_has_its_time_too(stream, single):
    async with stream(numbers) as items:
        await anext(items)
        async with stream(numbers, timeout=0.01) as others:
            with pytest.raises(QueryTimeout):
                await anext(others)


@pytest.mark.parametrize("before", [0, 2])
async def test_an_item_past_its_deadline(stream, single, before):
    def work(connection):
        yield from range(before)
        yield connection.execute(ENDLESS).fetchone()

    async with stream(work, timeout=0.2) as items:
        for number in range(before):
            assert await anext(items) == number
        with pytest.raises(QueryTimeout) as caught:
            await anext(items)
    assert "limit of 0.2 s" in caught.value.detail
    assert await single.read(one, timeout=5) == (1,)


async def test_every_item_has_the_whole_time(single, monkeypatch):
    """The clock is the test's: an hour passes between two items, and half a limit within each."""
    now = [0.0]
    monkeypatch.setattr("evsrv.sqlite.interrupts.time.monotonic", lambda: now[0])
    long = f"SELECT max(i) FROM ({NUMBERS} LIMIT 20000)"

    def work(connection):
        for _ in range(4):
            now[0] += 5
            yield connection.execute(long).fetchone()
        now[0] += 11
        yield connection.execute(long).fetchone()

    async with aclosing(single.stream(work, timeout=10)) as items:
        for _ in range(4):
            assert await anext(items) == (20_000,)
            now[0] += 3600
        with pytest.raises(QueryTimeout):
            await anext(items)


async def test_all_items_are_of_one_snapshot(store, make_event):
    def work(connection):
        while True:
            yield events(connection)

    async with aclosing(store.stream(work, timeout=30)) as items:
        assert await anext(items) == (0,)
        await store.append([make_event()])
        assert await store.read(events, timeout=5) == (1,)
        assert await anext(items) == (0,)
    async with aclosing(store.stream(work, timeout=30)) as items:
        assert await anext(items) == (1,)


async def test_no_cursor_is_left_open(single, make_event):
    """One that is half read would keep the snapshot, and the next reader would see old data."""
    kept = []

    def work(connection):
        kept.append(connection.execute(NUMBERS))
        while True:
            yield kept[0].fetchone()

    async with aclosing(single.stream(work, timeout=30)) as items:
        assert await anext(items) == (1,)
        assert await anext(items) == (2,)
    await single.append([make_event()])
    assert await single.read(events, timeout=5) == (1,)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        await single.read(lambda _: kept[0].fetchone(), timeout=5)


async def test_neighbours_are_left_alone(store):
    async with aclosing(store.stream(numbers, timeout=30)) as one_stream:
        async with aclosing(store.stream(numbers, timeout=30)) as other:
            assert [await anext(one_stream), await anext(other)] == [1, 1]
        assert await anext(one_stream) == 2
        assert await store.read(one, timeout=5) == (1,)
        assert await anext(one_stream) == 3


async def test_many_streams_on_few_connections(store):
    async def consume():
        async with aclosing(store.stream(three, timeout=30)) as items:
            return [item async for item in items]

    assert await asyncio.gather(*(consume() for _ in range(20))) == [[1, 2, 3]] * 20


async def test_a_closed_store_streams_no_more(path):
    store = await Streaming.open(path, readers=1)
    await store.close()
    async with aclosing(store.stream(three, timeout=5)) as items:
        with pytest.raises(StoreError, match="closed"):
            await anext(items)


async def test_closing_the_store_waits_for_the_stream(path):
    store = await Streaming.open(path, readers=1)
    async with aclosing(store.stream(numbers, timeout=30)) as items:
        await anext(items)
        closing = asyncio.create_task(store.close())
        await asyncio.sleep(0)
        assert await anext(items) == 2
        assert not closing.done()
    await closing


async def test_streams_leave_a_connection_for_queries(path):
    async with await Streaming.open(path, readers=3) as store:
        async with (
            aclosing(store.stream(numbers, timeout=30)) as first,
            aclosing(store.stream(numbers, timeout=30)) as second,
        ):
            assert [await anext(first), await anext(second)] == [1, 1]
            async with aclosing(store.stream(numbers, timeout=0.01)) as third:
                with pytest.raises(QueryTimeout):
                    await anext(third)
            assert await store.read(one, timeout=5) == (1,)
        async with aclosing(store.stream(three, timeout=5)) as after:
            assert [item async for item in after] == [1, 2, 3]

import asyncio
import sqlite3
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.engine.errors import QueryTimeout, ReadersBusy, StoreError
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.engine import SqliteEngine

Stream = Callable[..., AbstractAsyncContextManager[AsyncGenerator[Any, None]]]

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


def numbers(connection: sqlite3.Connection) -> Iterator[Any]:
    for (number,) in connection.execute(NUMBERS):
        yield number


def three(connection: sqlite3.Connection) -> Iterator[Any]:
    yield from (number for number, _ in zip(numbers(connection), range(3), strict=False))


def one(connection: sqlite3.Connection) -> Any:
    return connection.execute("SELECT 1").fetchone()


def events(connection: sqlite3.Connection) -> Any:
    return connection.execute("SELECT count(*) FROM events").fetchone()


class UnguardedEngine(SqliteEngine):
    """An engine that streams the items of any iterator without the tenant guard."""

    async def stream_items(
        self, work: Callable[[sqlite3.Connection], Iterator[Any]], *, timeout: float
    ) -> AsyncGenerator[Any, None]:
        end = object()
        async with self._readers.session(timeout=timeout) as session:

            def start(connection: SqliteConnection) -> Iterator[Any]:
                with connection.bypass_guard():
                    return iter(work(connection))

            items = await session.run(start)

            def step(connection: SqliteConnection) -> Any:
                with connection.bypass_guard():
                    return next(items, end)

            while (item := await session.run(step)) is not end:
                yield item


@pytest.fixture
async def single(path: Path) -> AsyncIterator[UnguardedEngine]:
    async with await UnguardedEngine.open(path, readers=1) as store:
        yield store


@pytest.fixture
async def store(path: Path) -> AsyncIterator[UnguardedEngine]:
    async with await UnguardedEngine.open(path, readers=3) as store:
        yield store


@pytest.fixture
def stream(single: UnguardedEngine) -> Stream:
    """Return a function that streams work on the only reader connection inside `async with`."""
    return lambda work, timeout=30: aclosing(single.stream_items(work, timeout=timeout))


async def test_stream_yields_items_in_order(stream: Stream) -> None:
    async with stream(three) as items:
        assert [item async for item in items] == [1, 2, 3]


@pytest.mark.parametrize("work", [lambda _: iter(()), lambda _: iter([])])
async def test_stream_of_no_items_is_empty(
    stream: Stream, single: UnguardedEngine, work: Callable[..., Any]
) -> None:
    async with stream(work) as items:
        assert [item async for item in items] == []
    assert await single.read(one, timeout=5) == (1,)


async def test_stream_accepts_any_iterator(stream: Stream) -> None:
    async with stream(lambda _: iter("abc")) as items:
        assert [item async for item in items] == ["a", "b", "c"]


async def test_stream_computes_items_lazily(stream: Stream) -> None:
    made = []

    def work(_: Any) -> Iterator[Any]:
        for number in range(3):
            made.append(number)
            yield number

    async with stream(work) as items:
        assert made == []
        for number in range(3):
            assert await anext(items) == number
            assert made == list(range(number + 1))


async def test_stream_computes_items_on_thread_of_connection(
    stream: Stream, single: UnguardedEngine
) -> None:
    thread = await single.read(lambda _: threading.get_ident(), timeout=5)

    def work(_: Any) -> Iterator[Any]:
        yield threading.get_ident()
        yield threading.get_ident()

    async with stream(work) as items:
        assert {item async for item in items} == {thread}
    assert thread != threading.get_ident()


async def test_stream_that_is_never_started_acquires_no_connection(single: UnguardedEngine) -> None:
    unused = single.stream_items(three, timeout=5)
    assert await single.read(one, timeout=5) == (1,)
    await unused.aclose()
    with pytest.raises(StopAsyncIteration):
        await anext(unused)


async def test_stream_holds_connection_until_closed(
    stream: Stream, single: UnguardedEngine
) -> None:
    async with stream(numbers) as items:
        assert await anext(items) == 1
        with pytest.raises(ReadersBusy):
            await single.read(one, timeout=0.01)
    assert await single.read(one, timeout=5) == (1,)


async def test_exhausted_stream_releases_connection_before_it_is_closed(
    stream: Stream, single: UnguardedEngine
) -> None:
    async with stream(three) as items:
        assert len([item async for item in items]) == 3
        assert await single.read(one, timeout=5) == (1,)


@pytest.mark.parametrize("before", [0, 2])
async def test_stream_raises_error_of_work_and_releases_connection(
    stream: Stream, single: UnguardedEngine, before: int
) -> None:
    def work(connection: sqlite3.Connection) -> Iterator[Any]:
        yield from range(before)
        connection.execute("SELECT * FROM missing")

    async with stream(work) as items:
        for number in range(before):
            assert await anext(items) == number
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await anext(items)
    assert await single.read(one, timeout=5) == (1,)


async def test_stream_raises_error_of_work_that_returns_no_iterator(
    stream: Stream, single: UnguardedEngine
) -> None:
    async with stream(lambda _: 1 / 0) as items:
        with pytest.raises(ZeroDivisionError):
            await anext(items)
    assert await single.read(one, timeout=5) == (1,)


async def test_cancelled_stream_interrupts_running_sql(
    stream: Stream, single: UnguardedEngine
) -> None:
    started = threading.Event()
    stopped = threading.Event()

    def work(connection: sqlite3.Connection) -> Iterator[Any]:
        yield 1
        started.set()
        try:
            yield connection.execute(ENDLESS).fetchone()
        finally:
            stopped.set()

    async def consume() -> None:
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


async def test_stream_cancelled_while_waiting_acquires_no_connection(
    stream: Stream, single: UnguardedEngine
) -> None:
    async with stream(numbers) as items:
        await anext(items)
        waiting = asyncio.create_task(anext(single.stream_items(numbers, timeout=30)))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await single.read(one, timeout=5) == (1,)


async def test_stream_wait_for_connection_times_out(
    stream: Stream, single: UnguardedEngine
) -> None:
    async with stream(numbers) as items:
        await anext(items)
        async with stream(numbers, timeout=0.01) as others:
            with pytest.raises(ReadersBusy):
                await anext(others)


@pytest.mark.parametrize("before", [0, 2])
async def test_stream_item_over_time_limit_raises_query_timeout(
    stream: Stream, single: UnguardedEngine, before: int
) -> None:
    def work(connection: sqlite3.Connection) -> Iterator[Any]:
        yield from range(before)
        yield connection.execute(ENDLESS).fetchone()

    async with stream(work, timeout=0.2) as items:
        for number in range(before):
            assert await anext(items) == number
        with pytest.raises(QueryTimeout) as caught:
            await anext(items)
    assert "limit of 0.2 s" in caught.value.detail
    assert await single.read(one, timeout=5) == (1,)


async def test_stream_time_limit_applies_to_each_item(
    single: UnguardedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the fake clock, an hour passes between items, and half the limit during each."""
    now = [0.0]
    monkeypatch.setattr("evsrv.sqlite.interrupts.time.monotonic", lambda: now[0])
    long = f"SELECT max(i) FROM ({NUMBERS} LIMIT 20000)"

    def work(connection: sqlite3.Connection) -> Iterator[Any]:
        for _ in range(4):
            now[0] += 5
            yield connection.execute(long).fetchone()
        now[0] += 11
        yield connection.execute(long).fetchone()

    async with aclosing(single.stream_items(work, timeout=10)) as items:
        for _ in range(4):
            assert await anext(items) == (20_000,)
            now[0] += 3600
        with pytest.raises(QueryTimeout):
            await anext(items)


async def test_stream_reads_one_snapshot(
    store: UnguardedEngine, make_event: Callable[..., Event]
) -> None:
    def work(connection: sqlite3.Connection) -> Iterator[Any]:
        while True:
            yield events(connection)

    async with aclosing(store.stream_items(work, timeout=30)) as items:
        assert await anext(items) == (0,)
        await store.append([make_event()])
        assert await store.read(events, timeout=5) == (1,)
        assert await anext(items) == (0,)
    async with aclosing(store.stream_items(work, timeout=30)) as items:
        assert await anext(items) == (1,)


async def test_closed_stream_leaves_no_cursor_open(
    single: UnguardedEngine, make_event: Callable[..., Event]
) -> None:
    """A half-read cursor would hold the snapshot, so the next reader would see old data."""
    kept = []

    def work(connection: sqlite3.Connection) -> Iterator[Any]:
        kept.append(connection.execute(NUMBERS))
        while True:
            yield kept[0].fetchone()

    async with aclosing(single.stream_items(work, timeout=30)) as items:
        assert await anext(items) == (1,)
        assert await anext(items) == (2,)
    await single.append([make_event()])
    assert await single.read(events, timeout=5) == (1,)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        await single.read(lambda _: kept[0].fetchone(), timeout=5)


async def test_closing_stream_does_not_affect_other_streams(store: UnguardedEngine) -> None:
    async with aclosing(store.stream_items(numbers, timeout=30)) as one_stream:
        async with aclosing(store.stream_items(numbers, timeout=30)) as other:
            assert [await anext(one_stream), await anext(other)] == [1, 1]
        assert await anext(one_stream) == 2
        assert await store.read(one, timeout=5) == (1,)
        assert await anext(one_stream) == 3


async def test_many_streams_share_few_connections(store: UnguardedEngine) -> None:
    async def consume() -> list[Any]:
        async with aclosing(store.stream_items(three, timeout=30)) as items:
            return [item async for item in items]

    assert await asyncio.gather(*(consume() for _ in range(20))) == [[1, 2, 3]] * 20


async def test_stream_of_closed_engine_is_refused(path: Path) -> None:
    store = await UnguardedEngine.open(path, readers=1)
    await store.close()
    async with aclosing(store.stream_items(three, timeout=5)) as items:
        with pytest.raises(StoreError, match="closed"):
            await anext(items)


async def test_closing_engine_waits_for_open_stream(path: Path) -> None:
    store = await UnguardedEngine.open(path, readers=1)
    async with aclosing(store.stream_items(numbers, timeout=30)) as items:
        await anext(items)
        closing = asyncio.create_task(store.close())
        await asyncio.sleep(0)
        assert await anext(items) == 2
        assert not closing.done()
    await closing


async def test_streams_leave_one_connection_for_queries(path: Path) -> None:
    async with await UnguardedEngine.open(path, readers=3) as store:
        async with (
            aclosing(store.stream_items(numbers, timeout=30)) as first,
            aclosing(store.stream_items(numbers, timeout=30)) as second,
        ):
            assert [await anext(first), await anext(second)] == [1, 1]
            async with aclosing(store.stream_items(numbers, timeout=0.01)) as third:
                with pytest.raises(ReadersBusy):
                    await anext(third)
            assert await store.read(one, timeout=5) == (1,)
        async with aclosing(store.stream_items(three, timeout=5)) as after:
            assert [item async for item in after] == [1, 2, 3]

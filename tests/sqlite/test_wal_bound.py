"""The bound on the write-ahead log, with readers in its way."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.engine.errors import ReadersBusy
from evsrv.sqlite import wal_bound
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.opening import open_writer

BOUND = 200_000


def count(connection: sqlite3.Connection) -> Any:
    return connection.execute("SELECT count(*) FROM events").fetchone()[0]


class HeldRead:
    """A read that has seen the file and ends when it is told to."""

    def __init__(self, engine: SqliteEngine) -> None:
        self._seen, self._go_on = threading.Event(), threading.Event()
        self._task = asyncio.create_task(engine.read(self._work, timeout=60))

    async def begun(self) -> Any:
        assert await asyncio.to_thread(self._seen.wait, 30)
        return self

    async def end(self) -> Any:
        self._go_on.set()
        return await self._task

    def _work(self, connection: sqlite3.Connection) -> tuple[Any, ...]:
        first = count(connection)
        self._seen.set()
        assert self._go_on.wait(60)
        return first, count(connection)


@pytest.fixture
def log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@pytest.fixture
async def engine(path: Path) -> AsyncIterator[SqliteEngine]:
    """An engine that checks its log only when a test tells it to."""
    async with await SqliteEngine.open(
        path, readers=2, query_timeout=30, max_wal_bytes=BOUND
    ) as engine:
        await engine._wal_bound.close()
        yield engine


@pytest.fixture
def grow(
    engine: SqliteEngine, make_event: Callable[..., Event], log: Path
) -> Callable[[], Awaitable[None]]:
    """Return a function that writes more than the bound into the log."""

    async def grow() -> None:
        event = make_event(properties='{"text":"' + "x" * (BOUND + 50_000) + '"}')
        await engine.append([event])
        assert log.stat().st_size > BOUND

    return grow


async def test_log_past_bound_is_emptied(
    engine: SqliteEngine, grow: Callable[[], Awaitable[None]], log: Path
) -> None:
    await grow()
    await engine._wal_bound.check()
    assert log.stat().st_size == 0
    stats = engine.stats()
    assert (stats.wal_bytes, stats.wal_restarts, stats.wal_held) == (0, 1, False)
    assert await engine.read(count, timeout=5) == 1


async def test_log_below_bound_is_left_alone(
    engine: SqliteEngine, make_event: Callable[..., Event], log: Path
) -> None:
    await engine.append([make_event()])
    before = log.stat().st_size
    await engine._wal_bound.check()
    assert log.stat().st_size == before > 0
    assert engine.stats().wal_restarts == 0


async def test_new_reads_wait_for_running_query_and_log_restarts_after_it(
    engine: SqliteEngine, grow: Callable[[], Awaitable[None]], log: Path
) -> None:
    await grow()
    held = await HeldRead(engine).begun()
    await grow()
    checking = asyncio.create_task(engine._wal_bound.check())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(engine.read(count, timeout=30))
    await engine.append([])
    await grow()
    assert not waiting.done()
    assert not checking.done()
    assert await held.end() == (1, 1)
    await checking
    assert await waiting == 3
    assert log.stat().st_size == 0
    assert engine.stats().wal_pause_seconds > 0


async def test_pause_does_not_count_towards_query_timeout(engine: SqliteEngine) -> None:
    async with engine._readers.paused(30) as drained:
        assert drained
        waiting = asyncio.create_task(engine.read(count, timeout=0.5))
        await asyncio.sleep(0.3)
    assert await waiting == 0


async def test_pause_longer_than_query_timeout_is_readers_busy(engine: SqliteEngine) -> None:
    async with engine._readers.paused(30):
        with pytest.raises(ReadersBusy):
            await engine.read(count, timeout=0.01)
    assert await engine.read(count, timeout=5) == 0


async def test_query_that_does_not_end_ends_the_pause(
    engine: SqliteEngine, grow: Callable[[], Awaitable[None]], log: Path
) -> None:
    held = await HeldRead(engine).begun()
    await grow()
    engine._wal_bound._drain_timeout = 0.01
    await engine._wal_bound.check()
    assert engine.stats().wal_held
    assert await engine.read(count, timeout=5) == 1
    await held.end()


async def test_pause_that_is_cancelled_returns_every_connection(engine: SqliteEngine) -> None:
    held = await HeldRead(engine).begun()

    async def pause() -> None:
        async with engine._readers.paused(30):
            pass

    pausing = asyncio.create_task(pause())
    await asyncio.sleep(0)
    pausing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pausing
    await held.end()
    assert engine.stats().readers_busy == 0
    assert await asyncio.gather(*(engine.read(count, timeout=5) for _ in range(4))) == [0] * 4


async def test_stream_holds_log_without_pausing_reads(
    engine: SqliteEngine,
    grow: Callable[[], Awaitable[None]],
    log: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with engine._readers.session(timeout=30) as session:
        await session.run(lambda connection: connection.execute("SELECT 1").fetchone())
        await grow()
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                await engine._wal_bound.check()
        stats = engine.stats()
        assert (stats.wal_held, stats.streams, stats.wal_restarts) == (True, 1, 0)
        assert log.stat().st_size > BOUND
        assert await engine.read(count, timeout=5) == 1
    (record,) = caplog.records
    assert "1 export(s)" in record.message
    assert "max_wal_bytes" in record.message
    await engine._wal_bound.check()
    assert log.stat().st_size == 0
    stats = engine.stats()
    assert (stats.wal_held, stats.streams, stats.wal_restarts) == (False, 0, 1)


async def test_reader_of_another_process_holds_log_until_it_ends(
    engine: SqliteEngine,
    grow: Callable[[], Awaitable[None]],
    path: Path,
    log: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        assert count(other) == 0
        await grow()
        with caplog.at_level(logging.WARNING):
            await engine._wal_bound.check()
            # The next attempt comes later, for each of them pauses the reads.
            await engine._wal_bound.check()
        (record,) = caplog.records
        assert "another process" in record.message
        assert engine.stats().wal_held
        assert await engine.read(count, timeout=5) == 1
        await grow()
        assert count(other) == 0
        other.execute("ROLLBACK")
    engine._wal_bound._retry_at = 0.0
    await engine._wal_bound.check()
    assert log.stat().st_size == 0
    assert not engine.stats().wal_held


async def test_checkpoint_leaves_busy_timeout_of_writer_as_it_was(
    engine: SqliteEngine, grow: Callable[[], Awaitable[None]]
) -> None:
    def timeout(connection: sqlite3.Connection) -> Any:
        return connection.execute("PRAGMA busy_timeout").fetchone()

    before = await engine.write(timeout)
    await grow()
    await engine._wal_bound.check()
    assert await engine.write(timeout) == before == (5000,)


def write_and_die(path: Path, text: str) -> None:
    connection = open_writer(path, lambda _: None)
    connection.execute(
        "INSERT INTO events (id, organization_id, event_type, type, created_at, properties)"
        " VALUES ('a', 'o', 'search', 't', 0, ?)",
        (text,),
    )
    os.kill(os.getpid(), signal.SIGKILL)


async def test_log_of_killed_process_is_read_and_bounded(path: Path, log: Path) -> None:
    text = '{"text":"' + "x" * (BOUND + 50_000) + '"}'
    process = multiprocessing.get_context("spawn").Process(target=write_and_die, args=(path, text))
    process.start()
    await asyncio.to_thread(process.join)
    assert log.stat().st_size > BOUND
    async with await SqliteEngine.open(path, readers=1, max_wal_bytes=BOUND) as engine:
        await engine._wal_bound.check()
        assert log.stat().st_size == 0
        assert await engine.read(count, timeout=5) == 1


async def test_failed_checkpoint_is_tried_again(
    path: Path, make_event: Callable[..., Event], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal_bound, "_CHECK_SECONDS", 0.01)
    truncate, failures = wal_bound._truncate_log, [1, 1]

    def fail_at_first(connection: sqlite3.Connection) -> Any:
        if failures:
            failures.pop()
            connection.execute("SELECT * FROM missing")
        return truncate(connection)

    monkeypatch.setattr(wal_bound, "_truncate_log", fail_at_first)
    async with await SqliteEngine.open(path, readers=1, max_wal_bytes=BOUND) as engine:
        await engine.append([make_event(properties='{"text":"' + "x" * 300_000 + '"}')])
        while not engine.stats().wal_restarts:
            await asyncio.sleep(0.01)
        assert failures == []
        assert log.stat().st_size == 0


async def test_engine_without_bound_checks_nothing(
    path: Path, make_event: Callable[..., Event], log: Path
) -> None:
    async with await SqliteEngine.open(path, readers=1) as engine:
        await engine.append([make_event(properties='{"text":"' + "x" * 300_000 + '"}')])
        assert engine._wal_bound._task is None
        assert log.stat().st_size > BOUND


@pytest.mark.parametrize("max_wal_bytes", [0, BOUND])
async def test_answers_and_log_under_overlapping_reads(
    path: Path,
    make_event: Callable[..., Event],
    log: Path,
    max_wal_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reads overlap without a gap: the log restarts only with the bound, and no read misses."""
    monkeypatch.setattr(wal_bound, "_CHECK_SECONDS", 0.005)
    async with await SqliteEngine.open(path, readers=3, max_wal_bytes=max_wal_bytes) as engine:
        stored, done = 0, asyncio.Event()

        async def ask() -> None:
            while not done.is_set():
                before = stored
                assert before <= await engine.read(slow_count, timeout=60) <= stored + 1

        def slow_count(connection: sqlite3.Connection) -> Any:
            found = count(connection)
            threading.Event().wait(0.02)
            assert count(connection) == found
            return found

        askers = []
        for _ in range(3):
            askers.append(asyncio.create_task(ask()))
            await asyncio.sleep(0.007)
        for _ in range(300):
            await engine.append([make_event(properties='{"text":"' + "x" * 9_000 + '"}')])
            stored += 1
        done.set()
        await asyncio.gather(*askers)
        assert await engine.read(count, timeout=5) == 300
        assert (engine.stats().wal_restarts > 0) == bool(max_wal_bytes)

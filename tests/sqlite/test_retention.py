import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, Never

import pytest

from evsrv.core.event import Event
from evsrv.engine.retention import Prune, retain, retaining
from evsrv.engine.selection import Selection
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import prune
from sqlite.conversation_rows import add_conversation, add_feedback, ids_by_table

Retain = Callable[..., Awaitable[asyncio.Task[Never]]]

DAY = 86_400_000


class Clock:
    """Fake clock; `pass_time` advances it and wakes the sleeping task."""

    def __init__(self) -> None:
        self.now = 100 * DAY
        self.slept: list[Any] = []
        self.asleep = asyncio.Event()
        self.wake = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.asleep.set()
        await self.wake.wait()
        self.wake.clear()

    async def wait_idle(self) -> None:
        await asyncio.wait_for(self.asleep.wait(), 30)
        self.asleep.clear()

    async def pass_time(self, milliseconds: int) -> None:
        self.now += milliseconds
        self.wake.set()
        await self.wait_idle()


@pytest.fixture
async def clock(store: SqliteEngine) -> Clock:
    return Clock()


@pytest.fixture
async def start_retaining(store: SqliteEngine, clock: Clock) -> AsyncIterator[Retain]:
    task: asyncio.Task[Never] | None = None

    async def start(days: int, pruning: Prune | None = None) -> asyncio.Task[Never]:
        nonlocal task
        pruning = pruning or partial(prune, store)
        task = asyncio.create_task(retain(pruning, days, now=lambda: clock.now, sleep=clock.sleep))
        await clock.wait_idle()
        return task

    yield start
    assert task is not None
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def ids(connection: sqlite3.Connection) -> set[Any]:
    return {id_ for (id_,) in connection.execute("SELECT id FROM events")}


async def test_retention_deletes_old_events_at_start_and_every_hour(
    store: SqliteEngine, clock: Clock, start_retaining: Retain, make_event: Callable[..., Event]
) -> None:
    await store.append(
        [
            make_event(id="old", created_at=69 * DAY),
            make_event(id="edge", created_at=70 * DAY),
            make_event(id="new", created_at=70 * DAY + 3_600_000),
        ]
    )
    await start_retaining(30)
    assert await store.read(ids, timeout=5) == {"edge", "new"}
    await clock.pass_time(3_600_000)
    assert await store.read(ids, timeout=5) == {"new"}
    await clock.pass_time(DAY)
    assert await store.read(ids, timeout=5) == set()
    assert clock.slept == [3600.0] * 3


async def test_retention_deletes_old_conversations_and_feedback(
    store: SqliteEngine, clock: Clock, start_retaining: Retain, caplog: pytest.LogCaptureFixture
) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        for name, time in (("old", 69 * DAY), ("new", 70 * DAY)):
            add_conversation(connection, name, [f"m-{name}"], updated_at=time)
            add_feedback(connection, name, created_at=time)

    await store.write(fill)
    caplog.set_level("INFO")
    await start_retaining(30)
    assert await store.read(ids_by_table, timeout=5) == {
        "conversations": {"new"},
        "messages": {"m-new"},
        "feedback": {"new"},
    }
    assert caplog.messages == [
        "retention: 1 conversations older than 30 days deleted",
        "retention: 1 feedback older than 30 days deleted",
    ]


async def test_failed_retention_is_logged_and_retried(
    store: SqliteEngine,
    clock: Clock,
    start_retaining: Retain,
    make_event: Callable[..., Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await store.append([make_event(id="old", created_at=1)])
    failing = True
    asked = []

    async def sometimes(selection: Selection, *, full: bool) -> Any:
        asked.append(full)
        if failing:
            await store.write(lambda c: c.execute("SELECT 'secret' FROM nowhere"))
        return await prune(store, selection, full=full)

    await start_retaining(30, sometimes)
    assert caplog.messages == ["retention failed: SQLITE_ERROR"]
    failing = False
    await clock.pass_time(3_600_000)
    assert await store.read(ids, timeout=5) == set()
    await clock.pass_time(3_600_000)
    # A full scan for unused keys runs until it has succeeded once.
    assert asked == [True, True, False]


async def test_retention_continues_after_unexpected_error(
    store: SqliteEngine,
    clock: Clock,
    start_retaining: Retain,
    make_event: Callable[..., Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(selection: Selection, *, full: bool) -> Any:
        raise LookupError("secret")

    await start_retaining(30, broken)
    await clock.pass_time(3_600_000)
    assert caplog.messages == ["retention failed: LookupError"] * 2


async def test_retention_task_is_cancelled_with_its_context(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    tasks = asyncio.all_tasks()
    async with retaining(partial(prune, store), 30):
        [task] = asyncio.all_tasks() - tasks
    assert task.cancelled()
    async with retaining(partial(prune, store), None):
        assert asyncio.all_tasks() == tasks

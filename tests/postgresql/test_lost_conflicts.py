"""Transactions that want the same rows: none loses by its order, and one that loses is repeated."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import pytest
from support.citus import not_on_citus

from evsrv.core.dsn import Dsn
from evsrv.core.event import Event
from evsrv.engine.append_result import AppendResult
from evsrv.postgresql import writer
from evsrv.postgresql.append import append_events
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import LostConflict, WorkerAway
from evsrv.postgresql.lock_order import lock_order
from evsrv.postgresql.maintenance.steps import throttled_step
from evsrv.postgresql.repetition import MAX_ATTEMPTS
from evsrv.postgresql.routed_append import append_routed
from evsrv.postgresql.session import Session
from postgresql.activity import connected, wait_for_locked
from postgresql.test_append import event, fetch

Append = Callable[[Session, Sequence[Event]], Awaitable[list[AppendResult]]]

ODD_TEXTS = ["", "a", "a!", "a'", "ab", "A", "_", "é", "e\u0301", "\uffff", "\U0001f600", "\x01"]

_ANY_ORDER = "one statement reaches its workers in any order; the writer repeats what loses"
_OTHER_VICTIM = "it looks for deadlocks by itself, and may end the other transaction"
_EVENT = """
    INSERT INTO evsrv.events (id, organization_id, project_id, event_type, type, created_at)
    VALUES ($1, 'o', 'p', 'event', 't', 1)
"""
_KEY = "INSERT INTO evsrv.property_keys VALUES ('o', 'p', 'properties', $1)"


async def lose_a_worker(_: Session, __: Sequence[Event]) -> list[AppendResult]:
    raise WorkerAway


@pytest.fixture(params=[False, True], ids=["append", "append_routed"])
def routed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Let the writer store the events of each append in the one way or the other."""
    if request.param:
        monkeypatch.setattr(writer, "append_events", lose_a_worker)
    return bool(request.param)


async def test_lock_order_is_that_of_the_database(store: PostgresEngine, postgres: Dsn) -> None:
    rows: list[tuple[str, str | None, str, str]] = [
        ("o", project, "properties", key) for project in (None, "p", "") for key in ODD_TEXTS
    ]
    async with store._connections.write(60) as session:
        await session.executemany("INSERT INTO property_keys VALUES ($1, $2, $3, $4)", rows)
    stored = await fetch(postgres, "SELECT * FROM property_keys ORDER BY 1, 2, 3, 4")
    assert stored == sorted(rows, key=lock_order)


@pytest.mark.parametrize(
    "first", [pytest.param(append_events, marks=not_on_citus(_ANY_ORDER)), append_routed]
)
async def test_same_events_in_opposite_orders_do_not_block_each_other(
    store: PostgresEngine, first: Append
) -> None:
    async def run(append: Append, events: Sequence[Event]) -> list[AppendResult]:
        # Without the repetitions of the writer.
        async with store._connections.write(60) as session:
            return await append(session, events)

    for round_ in range(5):
        sent = [
            event(f"{round_}-{number}", project_id=project, organization_id=f"o{number % 3}")
            for number in range(150)
            for project in ("p", None)
        ]
        random.Random(round_).shuffle(sent)
        both = await asyncio.gather(run(first, sent), run(append_routed, sent[::-1]))
        assert [one.event for one in both[0]] == sent
        assert [one.event for one in both[1]] == sent[::-1]
        pairs = zip(both[0], both[1][::-1], strict=True)
        assert all(one.duplicate != other.duplicate for one, other in pairs)


@not_on_citus(_OTHER_VICTIM)
@pytest.mark.parametrize(
    ("events", "insert", "first", "second"),
    [
        ([event("b"), event("a")], _EVENT, "a", "b"),
        ([event("e", properties='{"a!":1,"a":1}')], _KEY, "a", "a!"),
    ],
    ids=["events", "keys"],
)
async def test_rows_are_locked_in_one_order(
    store: PostgresEngine,
    postgres: Dsn,
    routed: bool,
    events: Sequence[Event],
    insert: str,
    first: str,
    second: str,
) -> None:
    async with connected(postgres) as other:
        await other.execute("SET deadlock_timeout = '1 ms'")
        transaction = other.transaction()
        await transaction.start()
        await other.execute(insert, second)
        storing = asyncio.create_task(store.append(events))
        await wait_for_locked(postgres, 1)
        # The append has the first row, and waits for the second one.
        with pytest.raises(asyncpg.DeadlockDetectedError):
            await other.execute(insert, first)
        await transaction.rollback()
        assert [one.event for one in await storing] == events


@not_on_citus(_OTHER_VICTIM)
async def test_append_that_loses_a_deadlock_is_repeated(
    store: PostgresEngine, postgres: Dsn, routed: bool
) -> None:
    async with connected(postgres) as other:
        # The append is the first one to look for a deadlock, so it loses.
        await other.execute("SET deadlock_timeout = '60 s'")
        transaction = other.transaction()
        await transaction.start()
        await other.execute(_EVENT, "b")
        storing = asyncio.create_task(store.append([event("b"), event("a")]))
        await wait_for_locked(postgres, 1)
        await other.execute(_EVENT, "a")
        await transaction.rollback()
        results = await storing
    assert [(one.event.id, one.duplicate) for one in results] == [("b", False), ("a", False)]
    assert await fetch(postgres, "SELECT id FROM events ORDER BY id") == [("a",), ("b",)]


async def test_append_that_always_loses_is_refused(
    store: PostgresEngine, monkeypatch: pytest.MonkeyPatch, routed: bool
) -> None:
    attempts: list[Session] = []

    async def lose(session: Session, _: Sequence[Event]) -> list[AppendResult]:
        attempts.append(session)
        raise asyncpg.DeadlockDetectedError

    monkeypatch.setattr(writer, "append_routed" if routed else "append_events", lose)
    with pytest.raises(LostConflict):
        await store.append([event()])
    assert len(attempts) == MAX_ATTEMPTS


async def test_step_of_long_work_that_loses_is_repeated(store: PostgresEngine) -> None:
    attempts: list[Session] = []

    async def work(session: Session) -> int:
        attempts.append(session)
        if len(attempts) < MAX_ATTEMPTS:
            raise asyncpg.DeadlockDetectedError
        return int(await session.fetchval("SELECT 1"))

    assert await throttled_step(store._connections, work) == 1

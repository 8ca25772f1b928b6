"""Old rows of a PostgreSQL database: deleted as SQLite deletes them, by several servers at once."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK
from evsrv.core.dsn import Dsn
from evsrv.engine.retention import retaining
from evsrv.engine.selection import Selection
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.maintenance.prune import count_selected, prune
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance import prune as of_file
from postgresql.both_engines import MIDDLE, fill, rows_of_database, rows_of_file
from postgresql.test_append import event


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(tmp_path / "events.db") as engine:
        yield engine


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evsrv.postgresql.maintenance.deletion.STEP_ROWS", 25)


@pytest.mark.parametrize(
    ("seed", "selection"),
    list(
        enumerate(
            [
                Selection(MIDDLE + 10),
                Selection(MIDDLE + 40, "o"),
                Selection(MIDDLE + 40, "o", "p"),
                Selection(MIDDLE + 40, datasets=(FEEDBACK,)),
                Selection(MIDDLE + 40, datasets=(CONVERSATIONS,)),
                Selection(MIDDLE + 1000),
                Selection(MIDDLE - 1000),
                Selection(MIDDLE, "nobody"),
            ]
        )
    ),
)
async def test_prune_leaves_what_prune_of_file_leaves(
    seed: int,
    selection: Selection,
    store: PostgresEngine,
    file: SqliteEngine,
    tmp_path: Path,
    small_steps: None,
) -> None:
    await fill(seed, store, file)
    before = await rows_of_database(store)
    assert before == rows_of_file(tmp_path / "events.db")
    counts = await file.write(partial(of_file.count_selected, selection=selection))
    assert await count_selected(store._connections, selection) == counts
    assert await rows_of_database(store) == before
    steps: list[int] = []
    deleted = await prune(store._connections, selection, done=steps.append)
    assert deleted == await of_file.prune(file, selection)
    assert sum(steps) == sum(deleted.values())
    assert await rows_of_database(store) == rows_of_file(tmp_path / "events.db")


async def test_servers_that_prune_at_once_delete_each_row_once(
    store: PostgresEngine, postgres: Dsn, small_steps: None
) -> None:
    await store.append(
        [event(f"e{n}", created_at=n, properties=f'{{"k{n % 40}":1}}') for n in range(400)]
    )
    async with (
        await PostgresEngine.open(postgres) as second,
        await PostgresEngine.open(postgres) as third,
    ):
        deleted = await asyncio.gather(
            *(one.prune(Selection(390), full=True) for one in (store, second, third))
        )
    assert sum(one[EVENTS] for one in deleted) == 390
    left = await rows_of_database(store)
    assert [id_ for *_, id_ in left["events"]] == [f"e{n}" for n in range(390, 400)]
    assert {key for *_, key in left["property_keys"]} == {f"k{n % 40}" for n in range(390, 400)}


async def test_keys_of_events_that_are_stored_during_prune_stay(
    store: PostgresEngine, small_steps: None
) -> None:
    await store.append([event(f"e{n}", created_at=n, properties='{"k":1}') for n in range(200)])

    async def send() -> None:
        for n in range(60):
            await store.append([event(f"new{n}", created_at=1000, properties=f'{{"k":{n}}}')])

    await asyncio.gather(send(), *(prune(store._connections, Selection(500)) for _ in range(3)))
    left = await rows_of_database(store)
    assert len(left["events"]) == 60
    assert left["property_keys"] == [("o", "p", "properties", "k")]


async def test_key_that_an_event_gets_between_scan_and_removal_stays(
    store: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evsrv.postgresql.maintenance import unused_keys

    await store.append([event("old", created_at=1, properties='{"k":1}')])
    find_used = unused_keys._find_used

    async def store_after_scan(connections: Any, candidates: Any, limit: Any) -> Any:
        used = await find_used(connections, candidates, limit)
        await store.append([event("new", created_at=1000, properties='{"k":2}')])
        return used

    monkeypatch.setattr(unused_keys, "_find_used", store_after_scan)
    await prune(store._connections, Selection(500))
    left = await rows_of_database(store)
    assert left["property_keys"] == [("o", "p", "properties", "k")]


async def test_full_prune_removes_keys_that_an_interrupted_one_left(store: PostgresEngine) -> None:
    await store.append([event("e", created_at=1000, properties='{"k":1}')])
    async with store._connections.trusted() as session:
        await session.execute(
            "INSERT INTO property_keys VALUES ('o', 'p', 'properties', 'left'), "
            "('gone', NULL, 'userProperties', 'left')"
        )
    await prune(store._connections, Selection(500), full=False)
    assert len((await rows_of_database(store))["property_keys"]) == 3
    await prune(store._connections, Selection(500), full=True)
    assert (await rows_of_database(store))["property_keys"] == [("o", "p", "properties", "k")]


async def test_conversation_that_is_updated_during_prune_stays(
    store: PostgresEngine, file: SqliteEngine
) -> None:
    await fill(1, store)
    async with store._connections.write(5) as session:
        kept = await session.fetchrow(
            "UPDATE conversations SET updated_at = $1 WHERE number = (SELECT min(number) FROM"
            " conversations) RETURNING organization_id, project_id, id",
            MIDDLE + 10_000,
        )
        assert kept is not None
        # It waits for the lock of no organization, since this transaction has none.
        await prune(store._connections, Selection(MIDDLE + 5_000, datasets=(CONVERSATIONS,)))
    assert (await rows_of_database(store))["conversations"] == [tuple(kept)]


async def test_server_deletes_rows_beyond_retention(
    store: PostgresEngine, caplog: pytest.LogCaptureFixture
) -> None:
    await store.append([event("old", created_at=1), event("new", created_at=2**42)])
    caplog.set_level("INFO")
    async with retaining(store.prune, 30):
        async with asyncio.timeout(30):
            while not caplog.messages:
                await asyncio.sleep(0.02)
    assert caplog.messages == ["retention: 1 events older than 30 days deleted"]
    assert [id_ for *_, id_ in (await rows_of_database(store))["events"]] == ["new"]

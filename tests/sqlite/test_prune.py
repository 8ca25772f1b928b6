import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.core.event import Event
from evsrv.engine.selection import Selection
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.deletion import STEP_ROWS
from evsrv.sqlite.maintenance.projects import list_projects
from evsrv.sqlite.maintenance.prune import _oldest, count_selected, prune
from evsrv.sqlite.maintenance.unused_keys import UnusedKeyScan
from evsrv.sqlite.property_keys import list_key_rows
from sqlite.conversation_rows import add_conversation, add_feedback, ids_by_table


def ids(connection: sqlite3.Connection) -> set[Any]:
    return {id_ for (id_,) in connection.execute("SELECT id FROM events")}


def keys(connection: sqlite3.Connection) -> set[Any]:
    return {key for *_, key in list_key_rows(connection)}


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evsrv.sqlite.maintenance.prune.STEP_ROWS", 10)
    monkeypatch.setattr("evsrv.sqlite.maintenance.deletion.STEP_ROWS", 10)
    monkeypatch.setattr("evsrv.sqlite.maintenance.unused_keys.STEP_EVENTS", 10)


@pytest.fixture
async def filled(store: SqliteEngine, make_event: Callable[..., Event]) -> SqliteEngine:
    await store.append(
        [
            make_event(id="old", created_at=999, properties='{"old":1}'),
            make_event(id="edge", created_at=1000, properties='{"edge":1}'),
            make_event(id="new", created_at=1001, properties='{"new":1}'),
            make_event(id="blog", created_at=5, project_id="blog"),
            make_event(id="nowhere", created_at=5, project_id=None),
            make_event(id="other", created_at=5, organization_id="other"),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("selection", "gone"),
    [
        (Selection(1000), {"old", "blog", "nowhere", "other"}),
        (Selection(1001), {"old", "edge", "blog", "nowhere", "other"}),
        (Selection(1000, "o"), {"old", "blog", "nowhere"}),
        (Selection(1000, "o", "p"), {"old"}),
        (Selection(1000, "other", "blog"), set()),
        (Selection(1000, "nobody"), set()),
        (Selection(0), set()),
        (Selection(10_000), {"old", "edge", "new", "blog", "nowhere", "other"}),
    ],
)
async def test_prune_deletes_selected_events_only(
    filled: SqliteEngine, path: Path, selection: Selection, gone: set[Any]
) -> None:
    before = await filled.read(ids, timeout=5)
    counts = {EVENTS: len(gone), CONVERSATIONS: 0, FEEDBACK: 0}
    assert await filled.write(partial(count_selected, selection=selection)) == counts
    assert await filled.read(ids, timeout=5) == before
    assert await prune(filled, selection) == counts
    assert await filled.read(ids, timeout=5) == before - gone
    assert check_file(path).ok


async def test_prune_of_empty_file_deletes_nothing(store: SqliteEngine) -> None:
    assert not any((await prune(store, Selection(1000))).values())


@pytest.mark.parametrize("events", [9, 10, 11, 35])
async def test_prune_deletes_oldest_events_in_small_transactions(
    store: SqliteEngine,
    path: Path,
    make_event: Callable[..., Event],
    small_steps: None,
    monkeypatch: pytest.MonkeyPatch,
    events: int,
) -> None:
    await store.append([make_event(created_at=n) for n in range(events + 5)])
    sizes = []
    write = store.write

    async def counted(work: Any) -> Any:
        def counting(connection: sqlite3.Connection) -> Any:
            before = len(ids(connection))
            result = work(connection)
            sizes.append(before - len(ids(connection)))
            return result

        return await write(counting)

    monkeypatch.setattr(store, "write", counted)
    steps: list[Any] = []
    deleted = await prune(store, Selection(events), done=steps.append)
    assert deleted[EVENTS] == events
    assert max(sizes) <= 10
    assert sum(steps) == events
    # The oldest go first.
    assert await store.read(ids, timeout=5) == {f"e{n}" for n in range(events, events + 5)}
    assert check_file(path).ok


async def test_events_are_stored_between_steps_of_prune(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event(created_at=n) for n in range(100)])
    left: list[Any] = []

    async def others() -> None:
        while not pruning_.done():
            await store.append([make_event(created_at=10_000, properties='{"during":1}')])
            left.append(await store.read(lambda c: len(ids(c)), timeout=5))

    pruning_ = asyncio.create_task(prune(store, Selection(1000)))
    await others()
    assert (await pruning_)[EVENTS] == 100
    # Some of them saw a part of the old events gone.
    assert any(0 < there - number < 100 for number, there in enumerate(left, 1))
    assert check_file(path).ok


async def test_prune_removes_unused_property_keys(
    filled: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    assert await filled.read(keys, timeout=5) == {"old", "edge", "new", "plan"}
    await prune(filled, Selection(1000))
    assert await filled.read(keys, timeout=5) == {"edge", "new"}
    # The writer does not go by what it knew before.
    await filled.append([make_event(created_at=2000, properties='{"old":1}')])
    assert await filled.read(keys, timeout=5) == {"edge", "new", "old"}
    assert check_file(path).ok


async def test_engine_stores_keys_again_that_another_process_pruned(
    filled: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await filled.append([make_event(created_at=1, properties='{"old":1}')])
    async with await SqliteEngine.open(path, readers=0) as other:
        await prune(other, Selection(1000))
    assert await filled.read(keys, timeout=5) == {"edge", "new"}
    await filled.append([make_event(created_at=2000, properties='{"old":1}')])
    assert await filled.read(keys, timeout=5) == {"edge", "new", "old"}


async def test_prune_keeps_keys_of_project_that_still_has_them(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await store.append(
        [
            make_event(created_at=1, project_id=project, user_properties='{"u":1}')
            for project in (None, "", "p", "blog")
        ]
    )
    await store.append([make_event(created_at=2000, project_id="blog", user_properties='{"u":1}')])
    await prune(store, Selection(1000))
    assert set(await store.read(lambda c: list(list_key_rows(c)), timeout=5)) == {
        ("o", "blog", "properties", "plan"),
        ("o", "blog", "userProperties", "u"),
    }


async def test_prune_removes_keys_with_special_characters(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    odd = {"a.b": 1, 'q"t': 2, "$": 3, "": 4, "0": 5, "ключ": None, "\\": {"x": 1}}
    await store.append([make_event(created_at=1, properties=json.dumps(odd, ensure_ascii=False))])
    assert await store.read(keys, timeout=5) == set(odd)
    await prune(store, Selection(1000))
    assert await store.read(keys, timeout=5) == set()


async def leave_a_key(store: SqliteEngine) -> None:
    await store.write(
        lambda c: c.execute("INSERT INTO property_keys VALUES ('o', 'p', 'properties', 'left')")
    )


async def test_full_prune_removes_keys_that_interrupted_prune_left(
    filled: SqliteEngine, path: Path
) -> None:
    await leave_a_key(filled)
    await prune(filled, Selection(1000), full=False)
    assert "left" in await filled.read(keys, timeout=5)
    await prune(filled, Selection(1000))
    assert "left" not in await filled.read(keys, timeout=5)
    assert check_file(path).ok


async def test_unused_key_scan_sees_events_stored_meanwhile(
    store: SqliteEngine, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event(properties="{}") for _ in range(25)])
    await leave_a_key(store)
    scan = UnusedKeyScan({("o", "p", "properties", "left")})
    assert not await store.write(scan.step)
    await store.append([make_event(properties='{"left":1}')])
    assert not await store.write(scan.step)
    assert await store.write(scan.step)
    assert await store.read(keys, timeout=5) == {"left"}


async def test_unused_key_scan_sees_new_event_after_last_ones_were_deleted(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event(properties="{}") for _ in range(15)])
    await leave_a_key(store)
    scan = UnusedKeyScan({("o", "p", "properties", "left")})
    assert not await store.write(scan.step)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DELETE FROM events WHERE row > 5")
    # Its row is not one that was deleted, which the scan has passed.
    await store.append([make_event(properties='{"left":1}')])
    assert await store.write(scan.step)
    assert await store.read(keys, timeout=5) == {"left"}
    assert check_file(path).ok


async def test_failed_prune_keeps_completed_steps(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event(created_at=n) for n in range(25)])

    def full(deleted: Any) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await prune(store, Selection(1000), done=full)
    assert len(await store.read(ids, timeout=5)) == 15
    assert (await prune(store, Selection(1000)))[EVENTS] == 15


async def test_prune_waits_for_lock_of_another_process(
    filled: SqliteEngine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = 0

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout = 1")

    await filled.write(work)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    write = filled.write

    async def noted(work: Any) -> Any:
        nonlocal waiting
        waiting += 1
        if waiting == 5:
            other.execute("ROLLBACK")
        return await write(work)

    monkeypatch.setattr(filled, "write", noted)
    assert (await prune(filled, Selection(1000)))[EVENTS] == 4
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await prune(filled, Selection(1000))
    other.close()


def plan(connection: sqlite3.Connection, sql: str, parameters: Any) -> Any:
    rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
    return " ".join(detail for *_, detail in rows)


@pytest.mark.parametrize(
    ("dataset", "index"),
    [
        (EVENTS, "events_of_project (organization_id=? AND project_id=? AND created_at<?)"),
        (
            CONVERSATIONS,
            "conversations_by_update (organization_id=? AND project_id=? AND updated_at<?)",
        ),
        (FEEDBACK, "feedback_of_project (organization_id=? AND project_id=? AND created_at<?)"),
    ],
)
async def test_step_of_prune_searches_a_time_index(
    filled: SqliteEngine, dataset: Dataset, index: str
) -> None:
    statements: list[Any] = []

    def work(connection: sqlite3.Connection) -> Any:
        connection.set_trace_callback(statements.append)
        try:
            _oldest(connection, dataset, ("o", "p"), 1000)
        finally:
            connection.set_trace_callback(None)
        (select,) = {sql for sql in statements if "ORDER BY" in sql}
        return plan(connection, select, ())

    assert index in await filled.write(work)
    assert STEP_ROWS <= 1000


@pytest.fixture
async def conversing(store: SqliteEngine) -> SqliteEngine:
    """Return a store with old and new conversations, and feedback on them and on none."""

    def fill(connection: sqlite3.Connection) -> None:
        old = add_conversation(connection, "old", ["m1", "m2"], updated_at=999)
        add_conversation(connection, "edge", ["m3"], created_at=5, updated_at=1000)
        add_conversation(connection, "other", ["m4"], updated_at=5, organization_id="other")
        add_conversation(connection, "nowhere", ["m5"], updated_at=5, project_id=None)
        add_feedback(connection, "late on old", message_id="m1", conversation=old, created_at=2000)
        add_feedback(connection, "on old", message_id="m1", conversation=old, created_at=999)
        add_feedback(connection, "ahead", message_id="m9", created_at=999)
        add_feedback(connection, "new", message_id="m9", created_at=1000)

    await store.write(fill)
    return store


@pytest.mark.parametrize(
    ("selection", "counts", "gone"),
    [
        (
            Selection(1000),
            (3, 2),
            {"old", "other", "nowhere", "m1", "m2", "m4", "m5", "late on old", "on old", "ahead"},
        ),
        (Selection(1000, "o", "p"), (1, 2), {"old", "m1", "m2", "late on old", "on old", "ahead"}),
        (
            Selection(1000, datasets=[CONVERSATIONS]),
            (3, 0),
            {"old", "other", "nowhere", "m1", "m2", "m4", "m5", "late on old", "on old"},
        ),
        (Selection(1000, datasets=[FEEDBACK]), (0, 2), {"on old", "ahead"}),
        (Selection(1000, datasets=[EVENTS]), (0, 0), set()),
    ],
)
async def test_prune_deletes_conversations_with_messages_and_feedback(
    conversing: SqliteEngine, selection: Selection, counts: tuple[int, ...], gone: set[Any]
) -> None:
    expected = dict(zip((CONVERSATIONS, FEEDBACK), counts, strict=True)) | {EVENTS: 0}
    expected = {dataset: expected[dataset] for dataset in selection.datasets}
    before = await conversing.read(ids_by_table, timeout=5)
    assert await conversing.write(partial(count_selected, selection=selection)) == expected
    assert await prune(conversing, selection) == expected
    assert await conversing.read(ids_by_table, timeout=5) == {
        table: ids - gone for table, ids in before.items()
    }


async def test_step_of_prune_is_bounded_by_messages(store: SqliteEngine, small_steps: None) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        for name, messages in (("long", 30), ("short", 3), ("shorter", 2), ("last", 9)):
            add_conversation(connection, name, [f"{name}{number}" for number in range(messages)])

    await store.write(fill)
    steps: list[Any] = []
    await prune(store, Selection(2000), done=steps.append)
    # A conversation longer than a step is deleted alone.
    assert steps == [1, 2, 1]


async def test_prune_of_conversations_ends_their_kept_answers(conversing: SqliteEngine) -> None:
    def revisions(connection: sqlite3.Connection) -> Any:
        return dict(connection.execute("SELECT dataset, number FROM dataset_revisions"))

    before = await conversing.read(revisions, timeout=5)
    await prune(conversing, Selection(1000, datasets=[CONVERSATIONS]))
    after = await conversing.read(revisions, timeout=5)
    assert after["conversations"] > before["conversations"]
    assert after["feedback"] > before["feedback"]


async def test_list_projects_seeks_every_project_of_a_dataset(conversing: SqliteEngine) -> None:
    def projects(connection: sqlite3.Connection) -> dict[Any, Any]:
        return {
            dataset: (
                list(list_projects(connection, dataset)),
                list(list_projects(connection, dataset, "o")),
            )
            for dataset in (CONVERSATIONS, FEEDBACK, EVENTS)
        }

    assert await conversing.read(projects, timeout=5) == {
        CONVERSATIONS: ([("o", None), ("o", "p"), ("other", "p")], [("o", None), ("o", "p")]),
        FEEDBACK: ([("o", "p")], [("o", "p")]),
        EVENTS: ([], []),
    }

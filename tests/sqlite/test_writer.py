import asyncio
import itertools
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evsrv.core.event import Event
from evsrv.engine.errors import StoreError
from evsrv.sqlite import writer
from evsrv.sqlite.engine import SqliteEngine


def stored(connection: sqlite3.Connection) -> set[Any]:
    return {row[0] for row in connection.execute("SELECT id FROM events")}


def commits(path: Path) -> int:
    """Count the commits in the write-ahead log: the frames that carry a database size."""
    log = path.with_name(path.name + "-wal").read_bytes()
    page = int.from_bytes(log[8:12], "big")
    frames = range(32, len(log), page + 24)
    return sum(int.from_bytes(log[frame + 4 : frame + 8], "big") > 0 for frame in frames)


class Blocked:
    """Work that keeps the writer busy, so that what comes after it waits together."""

    def __init__(self, store: SqliteEngine) -> None:
        self.started = threading.Event()
        self.released = threading.Event()
        self.store = store

    async def __aenter__(self) -> Any:
        self.task = asyncio.create_task(self.store.write(self.work))
        assert await asyncio.to_thread(self.started.wait, 30)
        return self

    async def __aexit__(self, *error: Any) -> None:
        self.released.set()
        await self.task

    def work(self, _connection: Any) -> None:
        self.started.set()
        assert self.released.wait(30)


async def waiting(*coroutines: Any) -> Any:
    """Start these and let each come as far as the writer's queue."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    await asyncio.sleep(0)
    return tasks


async def test_appended_event_is_stored_unchanged(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    event = make_event(search_query="wie geht's", user_properties='{"ä":[1,2.5,null]}')
    [appended] = await store.append([event])
    assert (appended.event, appended.duplicate) == (event, False)
    row = await store.read(lambda c: c.execute("SELECT * FROM events").fetchone(), timeout=5)
    assert row == (
        1,
        event.id,
        "o",
        "p",
        None,
        "message",
        "answer_copied",
        "m",
        None,
        "wie geht's",
        1_772_446_500_000,
        '{"plan":"pro"}',
        '{"ä":[1,2.5,null]}',
    )


async def test_append_of_no_events_returns_no_results(store: SqliteEngine) -> None:
    assert await store.append([]) == []


async def test_duplicate_id_returns_stored_event(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    first = make_event(id="x", type="first")
    await store.append([first])
    [again] = await store.append([make_event(id="x", type="second")])
    assert (again.event, again.duplicate) == (first, True)


async def test_id_twice_in_one_append_stores_first_event(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    first, second = make_event(id="x", type="first"), make_event(id="x", type="second")
    appended = await store.append([first, second])
    assert [one.duplicate for one in appended] == [False, True]
    assert appended[1].event == first


PROJECTS = [("o", "p"), ("o", "q"), ("o", None), ("o", ""), ("other", "p"), ("other", None)]
"""Organizations and projects, none of which shares ids with another."""


async def test_projects_do_not_share_ids(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    first, again = (
        [
            make_event(id="x", organization_id=organization, project_id=project, type=type_)
            for organization, project in PROJECTS
        ]
        for type_ in ("first", "again")
    )
    assert [one.duplicate for one in await store.append(first)] == [False] * 6
    appended = await store.append(again[::-1])
    assert [one.duplicate for one in appended] == [True] * 6
    assert [one.event for one in appended] == first[::-1]


@pytest.mark.parametrize("project", ["p", None, ""])
async def test_id_twice_in_one_append_beside_same_id_of_other_projects(
    store: SqliteEngine, make_event: Callable[..., Event], project: str | None
) -> None:
    others = [make_event(id="x", project_id=one) for one in {"p", None, "", "q"} - {project}]
    first, second = (make_event(id="x", project_id=project, type=type_) for type_ in "ab")
    appended = await store.append([others[0], first, others[1], second, others[2]])
    assert [one.duplicate for one in appended] == [False, False, False, True, False]
    assert appended[3].event == first


async def test_concurrent_appends_get_their_own_results(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    events = [make_event(id=f"e{number % 60}", type=f"t{number}") for number in range(100)]
    answers = await asyncio.gather(*(store.append([event]) for event in events))
    assert sum(not answer.duplicate for [answer] in answers) == 60
    for event, [answer] in zip(events, answers, strict=True):
        assert answer.event.id == event.id
        assert answer.duplicate == (answer.event != event)
    assert len(await store.read(stored, timeout=5)) == 60


async def test_appends_that_wait_together_share_a_commit(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    async with Blocked(store):
        tasks = await waiting(*(store.append([make_event()]) for _ in range(50)))
        before = commits(path)
    await asyncio.gather(*tasks)
    assert commits(path) == before + 1


async def test_commit_takes_a_bounded_number_of_events(
    store: SqliteEngine,
    path: Path,
    make_event: Callable[..., Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writer, "MAX_COMMIT_ROWS", 10)
    async with Blocked(store):
        sizes = (4, 4, 4, 25, 1, 0)
        appends = [store.append([make_event() for _ in range(size)]) for size in sizes]
        tasks = await waiting(*appends)
        before = commits(path)
    answers = await asyncio.gather(*tasks)
    assert tuple(map(len, answers)) == sizes
    # 4 and 4, 4, 25, 1 and 0
    assert commits(path) == before + 4


async def test_cancelled_append_stores_nothing_and_others_are_stored(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    async with Blocked(store):
        tasks = await waiting(*(store.append([make_event(id=name)]) for name in "abc"))
        tasks[1].cancel()
    answers: list[Any] = await asyncio.gather(*tasks, return_exceptions=True)
    assert [answers[0][0].event.id, answers[2][0].event.id] == ["a", "c"]
    assert isinstance(answers[1], asyncio.CancelledError)
    assert await store.read(stored, timeout=5) == {"a", "c"}


async def test_writer_continues_after_caller_is_cancelled_during_commit(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    async with Blocked(store) as blocked:
        blocked.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await blocked.task
        blocked.task = asyncio.ensure_future(store.append([make_event(id="after")]))
    assert await store.read(stored, timeout=5) == {"after"}


async def test_writes_and_appends_keep_their_order(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    async with Blocked(store):
        tasks = await waiting(
            store.append([make_event(id="a")]), store.write(stored), store.append([make_event()])
        )
    assert (await asyncio.gather(*tasks))[1] == {"a"}


async def test_write_that_raises_is_rolled_back(store: SqliteEngine) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE extra (x)")
        raise LookupError("no")

    with pytest.raises(LookupError):
        await store.write(work)
    extra = await store.write(
        lambda c: c.execute("SELECT * FROM sqlite_schema WHERE name = 'extra'").fetchall()
    )
    assert extra == []


async def test_append_with_invalid_event_stores_none(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await store.append([make_event(), make_event(type=None)])
    assert await store.read(stored, timeout=5) == set()


async def test_invalid_event_fails_only_its_own_append(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    async with Blocked(store):
        tasks = await waiting(
            store.append([make_event(id="a")]),
            store.append([make_event(id="bad", properties="[]")]),
            store.append([make_event(id="c")]),
        )
    answers: list[Any] = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[1], sqlite3.IntegrityError)
    assert [answers[0][0].duplicate, answers[2][0].duplicate] == [False, False]
    assert await store.read(stored, timeout=5) == {"a", "c"}


async def test_full_disk_fails_every_waiting_append(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    def limit(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    await store.write(limit)
    large = '{"x":"' + "y" * 100_000 + '"}'
    async with Blocked(store):
        tasks = await waiting(
            store.append([make_event()]), store.append([make_event(properties=large)])
        )
    for answer in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(answer, sqlite3.OperationalError)
        assert answer.sqlite_errorcode == sqlite3.SQLITE_FULL
    assert await store.read(stored, timeout=5) == set()
    await store.write(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchall())
    [appended] = await store.append([make_event(properties=large)])
    assert not appended.duplicate


async def test_lock_of_another_process_fails_every_waiting_append(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await store.write(lambda c: c.execute("PRAGMA busy_timeout = 10").fetchall())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = await asyncio.gather(
        *(store.append([make_event()]) for _ in range(3)), return_exceptions=True
    )
    for answer in answers:
        assert isinstance(answer, sqlite3.OperationalError)
        assert answer.sqlite_errorcode == sqlite3.SQLITE_BUSY
    other.execute("ROLLBACK")
    other.close()
    [appended] = await store.append([make_event()])
    assert not appended.duplicate


async def test_close_finishes_accepted_appends(
    path: Path, make_event: Callable[..., Event]
) -> None:
    store = await SqliteEngine.open(path, readers=1)
    async with Blocked(store):
        tasks = await waiting(*(store.append([make_event()]) for _ in range(20)))
        closing = asyncio.create_task(store.close())
        while not store._writer._closing:
            await asyncio.sleep(0)
        with pytest.raises(StoreError, match="closed"):
            await store.append([make_event()])
    await closing
    assert [task.result()[0].duplicate for task in tasks] == [False] * 20
    async with await SqliteEngine.open(path, readers=1) as store:
        assert len(await store.read(stored, timeout=5)) == 20


async def test_close_finishes_append_of_the_same_loop_iteration(
    path: Path, make_event: Callable[..., Event]
) -> None:
    store = await SqliteEngine.open(path, readers=0)
    appending = asyncio.create_task(store.append([make_event()]))
    closing = asyncio.create_task(store.close())
    await asyncio.gather(appending, closing)
    assert not appending.result()[0].duplicate


def check_appends(folder: Path, make_event: Callable[..., Event], batches: Any) -> None:
    """Append events of these projects and ids; the first of each is the one that is stored."""
    number = itertools.count()
    first: dict[tuple[str, str | None, str], Event] = {}

    async def run() -> None:
        async with await SqliteEngine.open(folder / "a.db", readers=0) as store:
            for batch in batches:
                events = [
                    make_event(
                        id=f"e{id_}",
                        organization_id=organization,
                        project_id=project,
                        type=f"t{next(number)}",
                    )
                    for (organization, project), id_ in batch
                ]
                for event, appended in zip(events, await store.append(events), strict=True):
                    key = event.organization_id, event.project_id, event.id
                    assert appended.duplicate == (key in first)
                    assert appended.event == first.setdefault(key, event)
            found = await store.write(lambda c: c.execute("SELECT count(*) FROM events").fetchone())
            assert found == (len(first),)

    asyncio.run(run())


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(st.tuples(st.sampled_from(PROJECTS), st.integers(0, 20)), max_size=60)))
def test_first_event_of_each_id_is_stored_for_any_batches(
    tmp_path_factory: pytest.TempPathFactory, make_event: Callable[..., Event], batches: Any
) -> None:
    """Within a batch and across them, by project."""
    check_appends(tmp_path_factory.mktemp("db"), make_event, batches)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 1000])
def test_first_event_of_each_id_is_stored_for_any_batch_size(
    tmp_path: Path, make_event: Callable[..., Event], size: int
) -> None:
    ids = [(PROJECTS[number % 3], number) for number in range(size)]
    check_appends(tmp_path, make_event, [ids[: size // 2], ids, ids[::-1]])

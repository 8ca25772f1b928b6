"""Promoting paths to columns, while others write."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.core.json_text import canonical
from evsrv.core.resources import PACKAGE
from evsrv.engine.errors import StoreError
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.backup import back_up
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.promote import demote, promote
from evsrv.sqlite.promoted_path import PromotedPath
from evsrv.sqlite.promotions import (
    COVERING_INDEX,
    MAX_PROMOTED_PATHS,
    list_promoted_paths,
    list_ready_paths,
    list_states,
)

PLAN = ("properties", ("plan",))
OS = ("properties", ("client", "os"))
USER = ("userProperties", ("userId",))
VALUES = [
    "pro",
    "",
    "1",
    1,
    0,
    -(2**63),
    1.5,
    1e22,
    True,
    False,
    None,
    [1, "a"],
    {"b": 2.50},
    "ä\n",
]


def columns(connection: sqlite3.Connection, slot: int = 1) -> dict[Any, Any]:
    """The columns of a slot by id."""
    rows = connection.execute(f"SELECT id, promoted_{slot}, promoted_{slot}_json FROM events")
    return {id_: values for id_, *values in rows}


def indexes(connection: sqlite3.Connection) -> set[Any]:
    return {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE '%promoted%'"
        )
    }


def ready(connection: sqlite3.Connection) -> dict[Any, Any]:
    return {one.slot: one.json_path for one in list_ready_paths(connection)}


def plans(values: Any) -> list[Any]:
    return [canonical({"plan": value, "n": n}) for n, value in enumerate(values)]


async def read(store: SqliteEngine, work: Any) -> Any:
    return await store.read(work, timeout=5)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evsrv.sqlite.maintenance.promote.STEP_EVENTS", 10)
    monkeypatch.setattr("evsrv.sqlite.maintenance.steps._MIN_PAUSE_SECONDS", 0)


@pytest.fixture
async def filled(store: SqliteEngine, make_event: Callable[..., Event]) -> SqliteEngine:
    await store.append(
        [make_event(id=f"e{n}", properties=text) for n, text in enumerate(plans(VALUES))]
    )
    return store


@pytest.mark.parametrize("when", ["before", "after"])
async def test_promotion_fills_columns_of_old_and_new_events(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], when: str
) -> None:
    events = [
        make_event(id=f"e{n}", properties=text)
        for n, text in enumerate([None, "{}", *plans(VALUES)])
    ]
    if when == "before":
        await store.append(events)
    await promote(store, [PLAN])
    if when == "after":
        await store.append(events)
    found = await read(store, columns)
    assert found["e0"] == found["e1"] == [None, None]
    assert [found[f"e{n}"] for n in range(2, len(events))] == [
        *(["pro", None], ["", None], ["1", None], [1, None], [0, None], [-(2**63), None]),
        *([1.5, "1.5"], [1e22, canonical(1e22)], [1, "true"], [0, "false"], [None, None]),
        *(['[1,"a"]', '[1,"a"]'], ['{"b":2.5}', '{"b":2.5}'], ["ä\n", None]),
    ]
    assert check_file(path).ok


async def test_duplicate_event_is_recognized_with_promoted_paths(
    store: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    await promote(store, [PLAN])
    await store.append([make_event(id="a", properties='{"plan":"pro"}')])
    [again] = await store.append([make_event(id="a", properties='{"plan":"free"}')])
    assert (again.duplicate, again.event.properties) == (True, '{"plan":"pro"}')
    assert await read(store, columns) == {"a": ["pro", None]}


async def test_paths_can_be_promoted_together_and_one_by_one(
    filled: SqliteEngine, path: Path
) -> None:
    assert await read(filled, ready) == {}
    told: list[Any] = []
    await promote(filled, [PLAN, USER], done=told.append)
    assert sum(told) == len(VALUES)
    await promote(filled, [OS])
    assert await read(filled, ready) == {1: PLAN, 2: USER, 3: OS}
    assert await read(filled, indexes) == {
        COVERING_INDEX,
        *(f"events_by_promoted_{slot}" for slot in (1, 2, 3)),
    }
    covered = [
        name
        for (name,) in await read(
            filled,
            lambda c: c.execute(
                "SELECT name FROM pragma_index_info(?)", (COVERING_INDEX,)
            ).fetchall(),
        )
    ]
    assert {f"promoted_{slot}" for slot in (1, 2, 3)} < set(covered)
    told.clear()
    await promote(filled, [PLAN], done=told.append)
    assert sum(told) == 0
    assert check_file(path).ok


async def test_too_many_promoted_paths_are_refused(store: SqliteEngine, path: Path) -> None:
    paths = [("properties", (f"p{n}",)) for n in range(MAX_PROMOTED_PATHS + 1)]
    with pytest.raises(StoreError, match=f"at most {MAX_PROMOTED_PATHS} paths"):
        await promote(store, paths)
    # All or none is claimed.
    assert await read(store, list_promoted_paths) == ()
    await promote(store, paths[:-1])
    with pytest.raises(StoreError, match="at most"):
        await promote(store, paths[-1:])
    await store.write(lambda c: demote(c, paths[2:3]))
    await promote(store, paths[-1:])
    assert (await read(store, ready))[3] == paths[-1]
    assert check_file(path).ok


@pytest.mark.parametrize("events", [0, 1, 9, 10, 11, 35])
async def test_promotion_fills_events_in_small_transactions(
    store: SqliteEngine,
    path: Path,
    make_event: Callable[..., Event],
    small_steps: None,
    monkeypatch: pytest.MonkeyPatch,
    events: int,
) -> None:
    await store.append([make_event() for _ in range(events)])
    sizes = []
    write = store.write

    async def counted(work: Any) -> Any:
        def counting(connection: sqlite3.Connection) -> Any:
            before = connection.total_changes
            result = work(connection)
            sizes.append(connection.total_changes - before)
            return result

        return await write(counting)

    monkeypatch.setattr(store, "write", counted)
    steps: list[Any] = []
    await promote(store, [PLAN], done=steps.append)
    # Ten events, and how far it has come.
    assert max(sizes) <= 11
    assert sum(steps) == events
    assert check_file(path).ok
    assert await read(store, columns) == {f"e{n}": ["pro", None] for n in range(events)}


async def test_promoted_columns_are_read_only_when_ready(
    store: SqliteEngine, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event() for _ in range(35)])
    seen = []

    def look(connection: sqlite3.Connection) -> None:
        missing = sum(value is None for value, _ in columns(connection).values())
        seen.append((missing, ready(connection), len(list_promoted_paths(connection))))

    async def others() -> None:
        while not work.done():
            await read(store, look)

    work = asyncio.create_task(promote(store, [PLAN]))
    await asyncio.sleep(0)
    while not await read(store, list_promoted_paths):
        await asyncio.sleep(0)
    await others()
    await work
    assert any(missing for missing, _, _ in seen)
    assert all(found == {} for missing, found, _ in seen if missing)
    assert all(claimed for _, _, claimed in seen)
    assert await read(store, ready) == {1: PLAN}


@pytest.mark.parametrize("other", ["this", "another"])
async def test_events_stored_during_promotion_get_their_columns(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None, other: str
) -> None:
    """Through the same connection, or by another process's."""
    await store.append([make_event(id=f"old{n}") for n in range(60)])
    writer = store if other == "this" else await SqliteEngine.open(path, readers=0)
    # It has written before, and so knows a file without promotions.
    await writer.append([make_event(id="first")])
    work = asyncio.create_task(promote(store, [PLAN, OS]))
    number = 0
    while not work.done():
        text = canonical({"plan": number, "client": {"os": f"os{number}"}})
        await writer.append([make_event(id=f"new{number}", properties=text)])
        number += 1
    await work
    await writer.append([make_event(id="last", properties='{"plan":"last"}')])
    if writer is not store:
        await writer.close()
    found = await read(store, columns)
    assert number > 5
    assert [found[f"new{n}"] for n in range(number)] == [[n, None] for n in range(number)]
    assert found["last"] == ["last", None]
    assert (await read(store, lambda c: columns(c, 2)))["new3"] == ["os3", None]
    assert check_file(path).ok


async def test_promotion_completes_if_events_are_deleted_meanwhile(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    """Also the last ones, whose row numbers come again."""

    def delete(connection: sqlite3.Connection, id_: str) -> None:
        connection.execute("DELETE FROM events WHERE id = ?", (id_,))

    await store.append([make_event(id=f"old{n}") for n in range(60)])
    work = asyncio.create_task(promote(store, [PLAN]))
    for n in (59, 58, 57, 3, 2, *range(20, 40)):
        await store.write(partial(delete, id_=f"old{n}"))
        await store.append([make_event(id=f"new{n}", properties='{"plan":"new"}')])
    await work
    found = await read(store, columns)
    assert len(found) == 60
    assert all(found[id_] == ["new" if id_.startswith("new") else "pro", None] for id_ in found)
    assert check_file(path).ok


async def test_interrupted_promotion_is_resumed(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event() for _ in range(50)])
    told = []

    def done(count: int) -> None:
        told.append(count)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await promote(store, [PLAN], done=done)
    [state] = await read(store, list_states)
    assert (state.ready, state.backfill_from) == (False, 20)
    assert check_file(path).ok
    await store.append([make_event(id="meanwhile")])
    await promote(store, [PLAN], done=told.append)
    # It does not begin again.
    assert sum(told) == 50
    assert await read(store, ready) == {1: PLAN}
    assert check_file(path).ok


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance import promote
promote.STEP_EVENTS = 10
steps = 0
def done(_):
    global steps
    steps += 1
    if steps == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
async def main():
    async with await SqliteEngine.open(Path(sys.argv[1]), readers=0) as store:
        await promote.promote(store, [("properties", ("plan",))], done=done)
asyncio.run(main())
"""


@pytest.mark.parametrize("step", [1, 3, 6])
async def test_promotion_of_killed_process_is_resumed(
    path: Path, make_event: Callable[..., Event], step: int
) -> None:
    """After the first step, in the middle, and when an index is made."""
    async with await SqliteEngine.open(path) as store:
        await store.append([make_event() for _ in range(50)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(step)],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        check=False,
        timeout=60,
    )
    assert killed.returncode == -9
    assert check_file(path).ok
    async with await SqliteEngine.open(path) as store:
        [state] = await read(store, list_states)
        assert not state.ready
        await store.append([make_event(id="later")])
        await promote(store, [PLAN])
        assert await read(store, ready) == {1: PLAN}
        assert set(map(tuple, (await read(store, columns)).values())) == {("pro", None)}
    assert check_file(path).ok


async def test_demoted_path_is_read_from_documents_again(
    filled: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await promote(filled, [PLAN, OS])
    await filled.write(lambda c: demote(c, [PLAN]))
    assert await read(filled, ready) == {2: OS}
    assert await read(filled, indexes) == {COVERING_INDEX, "events_by_promoted_2"}
    await filled.append([make_event(id="later")])
    # Nobody fills it any more, and nobody is to read it.
    assert (await read(filled, columns))["later"] == [None, None]
    assert check_file(path).ok
    with pytest.raises(
        StoreError, match=r"properties.plan is not promoted; .*: properties\.client\.os$"
    ):
        await filled.write(lambda c: demote(c, [OS, PLAN]))
    # All or none.
    assert await read(filled, ready) == {2: OS}
    await filled.write(lambda c: demote(c, [OS]))
    assert await read(filled, indexes) == set()
    assert check_file(path).ok


async def test_slot_of_demoted_path_is_reused(
    filled: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await promote(filled, [PLAN, OS])
    await filled.write(lambda c: demote(c, [PLAN]))
    await filled.append([make_event(id="between", user_properties='{"userId":"u"}')])
    await promote(filled, [USER])
    await filled.append([make_event(id="after", user_properties='{"userId":"v"}')])
    assert await read(filled, ready) == {1: USER, 2: OS}
    found = await read(filled, columns)
    assert found.pop("between") == ["u", None]
    assert found.pop("after") == ["v", None]
    assert set(map(tuple, found.values())) == {(None, None)}
    assert check_file(path).ok


async def test_demoting_a_path_stops_its_promotion(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event() for _ in range(100)])
    work = asyncio.create_task(promote(store, [PLAN, OS]))
    while not await read(store, list_promoted_paths):
        await asyncio.sleep(0)
    await store.write(lambda c: demote(c, [OS]))
    with pytest.raises(StoreError, match=r"properties\.client\.os was demoted meanwhile"):
        await work
    await promote(store, [PLAN])
    assert await read(store, ready) == {1: PLAN}
    assert check_file(path).ok


async def test_two_processes_can_promote_the_same_path(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], small_steps: None
) -> None:
    await store.append([make_event() for _ in range(100)])
    async with await SqliteEngine.open(path, readers=0) as other:
        await asyncio.gather(promote(store, [PLAN]), promote(other, [PLAN, OS]))
    assert await read(store, ready) == {1: PLAN, 2: OS}
    assert check_file(path).ok


async def test_backup_has_promoted_columns_and_indexes(
    filled: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await promote(filled, [PLAN])
    copy = path.with_name("copy.db")
    back_up(path, copy)
    assert check_file(copy).ok
    async with await SqliteEngine.open(copy) as store:
        await store.append([make_event(id="later")])
        assert (await read(store, columns))["later"] == ["pro", None]
        assert await read(store, list_promoted_paths) == (PromotedPath(1, *PLAN),)


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE events SET promoted_1 = 'free' WHERE id = 'e0'", "promoted columns"),
        ("UPDATE events SET promoted_1 = 1.0 WHERE id = 'e3'", "promoted columns"),
        ("UPDATE events SET promoted_1_json = '1.50' WHERE id = 'e6'", "promoted columns"),
        ("UPDATE events SET promoted_1_json = NULL WHERE id = 'e8'", "promoted columns"),
        ("UPDATE events SET properties = '{\"plan\":2}' WHERE id = 'e0'", "promoted columns"),
        ("DROP INDEX events_promoted", "schema"),
        ("DROP INDEX events_by_promoted_1", "schema"),
        ("ALTER TABLE events ADD COLUMN mine ANY", "schema"),
        ("CREATE INDEX events_by_promoted_2 ON events (promoted_1)", "schema"),
    ],
)
async def test_check_finds_wrong_promoted_columns(
    filled: SqliteEngine, path: Path, statement: str, check: str
) -> None:
    await promote(filled, [PLAN])
    assert check_file(path).ok
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
    found = {finding.check: finding.problems for finding in check_file(path).findings}
    assert [name for name, problems in found.items() if problems and name != "property keys"] == [
        check
    ]
    [problem] = found[check]
    if check == "promoted columns":
        assert problem.startswith("properties.plan of event 'e")

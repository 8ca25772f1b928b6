"""Deleting rows by their numbers: steps, interruption, and what SQLite overwrites."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.erase import erase
from evsrv.sqlite.property_keys import list_key_rows
from sqlite.conversation_rows import add_conversation, add_feedback, ids_by_table

MakeEvent = Callable[..., Event]


def rows(connection: sqlite3.Connection) -> list[int]:
    return [row for (row,) in connection.execute("SELECT row FROM events ORDER BY row")]


def keys(connection: sqlite3.Connection) -> set[str]:
    return {key for *_, key in list_key_rows(connection)}


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evsrv.sqlite.maintenance.erase.STEP_ROWS", 10)
    monkeypatch.setattr("evsrv.sqlite.maintenance.deletion.STEP_ROWS", 10)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("events", [0, 9, 10, 11, 35])
async def test_erase_deletes_rows_in_small_steps(
    store: SqliteEngine, path: Path, make_event: MakeEvent, events: int
) -> None:
    await store.append([make_event(properties='{"old":1}') for _ in range(events)])
    await store.append([make_event(properties='{"new":1}') for _ in range(3)])
    steps: list[int] = []
    erased = await erase(store, {EVENTS: range(1, events + 1)}, done=steps.append)
    assert erased == {EVENTS: events}
    assert sum(steps) == events
    assert max(steps, default=0) <= 10
    assert await store.read(rows, timeout=5) == [events + n for n in (1, 2, 3)]
    assert await store.read(keys, timeout=5) == {"new"}
    assert check_file(path).ok


@pytest.mark.usefixtures("small_steps")
async def test_step_of_erase_is_bounded_by_messages(store: SqliteEngine, path: Path) -> None:
    def fill(connection: sqlite3.Connection) -> list[int]:
        sizes = {"long": 30, "short": 3, "shorter": 2, "last": 9}
        return [
            add_conversation(connection, name, [f"{name}{n}" for n in range(messages)])
            for name, messages in sizes.items()
        ]

    conversations = await store.write(fill)
    steps: list[int] = []
    await erase(store, {CONVERSATIONS: conversations}, done=steps.append)
    assert steps == [1, 2, 1]
    assert check_file(path).ok


async def test_erase_passes_over_rows_that_are_gone(store: SqliteEngine, path: Path) -> None:
    def fill(connection: sqlite3.Connection) -> tuple[int, int]:
        conversation = add_conversation(connection, "c")
        joined = {"conversation": conversation, "conversation_id": "c"}
        return conversation, add_feedback(connection, "f", **joined)

    conversation, feedback = await store.write(fill)
    erased = await erase(store, {FEEDBACK: [feedback, 77], CONVERSATIONS: [conversation, 99]})
    assert erased == {FEEDBACK: 1, CONVERSATIONS: 1}
    assert await store.read(ids_by_table, timeout=5) == {
        "conversations": set(),
        "messages": set(),
        "feedback": set(),
    }
    assert check_file(path).ok


@pytest.mark.usefixtures("small_steps")
async def test_interrupted_erase_is_completed_by_next_one(
    store: SqliteEngine, path: Path, make_event: MakeEvent
) -> None:
    await store.append([make_event(properties=f'{{"k{n}":1}}') for n in range(25)])

    def interrupt(_rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await erase(store, {EVENTS: range(1, 26)}, done=interrupt)
    assert await store.read(rows, timeout=5) == list(range(11, 26))
    assert len(await store.read(keys, timeout=5)) == 25
    await erase(store, {EVENTS: range(1, 26)})
    assert await store.read(keys, timeout=5) == set()
    assert check_file(path).ok


@pytest.mark.parametrize("secure", [False, True])
async def test_secure_erase_overwrites_rows_in_the_pages_of_others(
    store: SqliteEngine, path: Path, make_event: MakeEvent, secure: bool
) -> None:
    await store.append([make_event(properties=f'{{"k":"secret-{n}"}}') for n in range(6)])
    # Some builds of SQLite overwrite always.
    await store.write(lambda connection: connection.execute("PRAGMA secure_delete = OFF"))
    await erase(store, {EVENTS: [2, 4]}, secure=secure)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    data = path.read_bytes()
    assert b"secret-0" in data
    assert (b"secret-3" in data) is not secure

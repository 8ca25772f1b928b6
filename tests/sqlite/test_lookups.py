"""Inline lookups are memoized until anyone changes the file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.sqlite import inline_reader
from evsrv.sqlite.engine import SqliteEngine


class Count:
    """Counts the events, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, connection: sqlite3.Connection, _subject: str) -> Any:
        self.asked += 1
        return connection.execute("SELECT count(*) FROM main.events").fetchone()[0]


def lookup(store: SqliteEngine, work: Any, subject: str = "events") -> Any:
    return store._inline.lookup(work, subject)


async def test_the_same_thing_is_looked_at_once(store: SqliteEngine) -> None:
    work = Count()
    assert [lookup(store, work) for _ in range(3)] == [0, 0, 0]
    assert work.asked == 1
    lookup(store, work, "something else")
    assert work.asked == 2


@pytest.mark.parametrize("who", ["this store", "another connection"])
async def test_any_change_is_seen_at_once(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], who: str
) -> None:
    work = Count()
    for number in range(5):
        assert lookup(store, work) == lookup(store, work) == number
        if who == "this store":
            await store.append([make_event()])
        else:
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute(
                    "INSERT INTO events (id, organization_id, event_type, type, created_at)"
                    " VALUES (?, 'o', 'search', 't', 0)",
                    (f"x{number}",),
                )
    assert work.asked == 5


async def test_only_so_much_is_kept(store: SqliteEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline_reader, "_MAX_MEMOIZED", 10)
    work = Count()
    for number in range(35):
        lookup(store, work, f"thing {number}")
    assert len(store._inline._memo) <= 10
    assert work.asked == 35


async def test_a_look_that_fails_is_not_kept(store: SqliteEngine) -> None:
    def fail(_: Any, _subject: str) -> None:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            lookup(store, fail)
    assert lookup(store, Count()) == 0

"""Inline lookups are memoized until anyone changes the file."""

import sqlite3
from contextlib import closing

import pytest

from evsrv.sqlite import inline_reader


class Count:
    """Counts the events, and how often it was asked."""

    def __init__(self):
        self.asked = 0

    def __call__(self, connection):
        self.asked += 1
        return connection.execute("SELECT count(*) FROM main.events").fetchone()[0]


def lookup(store, work, key="events"):
    return store._inline.lookup(work, key)


async def test_the_same_thing_is_looked_at_once(store):
    work = Count()
    assert [lookup(store, work) for _ in range(3)] == [0, 0, 0]
    assert work.asked == 1
    lookup(store, work, "something else")
    assert work.asked == 2


@pytest.mark.parametrize("who", ["this store", "another connection"])
async def test_any_change_is_seen_at_once(store, path, make_event, who):
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


async def test_only_so_much_is_kept(store, monkeypatch):
    monkeypatch.setattr(inline_reader, "_MAX_MEMOIZED", 10)
    work = Count()
    for thing in range(35):
        lookup(store, work, thing)
    assert len(store._inline._memo) <= 10
    assert work.asked == 35


async def test_a_look_that_fails_is_not_kept(store):
    def fail(_):
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            lookup(store, fail)
    assert lookup(store, Count()) == 0

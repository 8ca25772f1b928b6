"""What a look at the file finds is kept until anyone changes the file."""

import sqlite3
from contextlib import closing

import pytest

from evsrv.sqlite import looks


class Count:
    """Counts the events, and how often it was asked."""

    def __init__(self):
        self.asked = 0

    def __call__(self, connection):
        self.asked += 1
        return connection.execute("SELECT count(*) FROM events").fetchone()[0]


async def look(store, work, about="events"):
    return await store.look(work, about=about, timeout=5)


async def test_the_same_thing_is_looked_at_once(store):
    work = Count()
    assert [await look(store, work) for _ in range(3)] == [0, 0, 0]
    assert work.asked == 1
    await look(store, work, "something else")
    assert work.asked == 2


async def test_without_a_thing_it_is_looked_every_time(store):
    work = Count()
    for _ in range(3):
        await look(store, work, None)
    assert work.asked == 3


@pytest.mark.parametrize("who", ["this store", "another connection"])
async def test_any_change_is_seen_at_once(store, path, make_event, who):
    work = Count()
    for number in range(5):
        assert await look(store, work) == await look(store, work) == number
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
    monkeypatch.setattr(looks, "_MAX_SEEN", 10)
    work = Count()
    for thing in range(35):
        await look(store, work, thing)
    assert len(store._looks._seen) <= 10
    assert work.asked == 35


async def test_a_look_that_fails_is_not_kept(store):
    def fail(_):
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            await look(store, fail)
    assert await look(store, Count()) == 0

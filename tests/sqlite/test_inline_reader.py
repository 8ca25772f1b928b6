"""Reads that an index answers at once run on the event loop; others run on a reader's thread."""

import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from golden.harness import compile_query
from support.events import all_of, any_of, condition, group, negated

from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.query.point_lookup import finds_one_row
from evsrv.sqlite import inline_reader
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.inline_reader import InlineBudgetExceeded

SCOPE = Scope("o", "p")
MANY = 3000


class Work:
    """Runs a statement; knows on which threads it did."""

    def __init__(self, sql: str, *parameters: Any) -> None:
        self._statement = sql, parameters
        self.threads: list[Any] = []

    def __call__(self, connection: sqlite3.Connection) -> Any:
        self.threads.append(threading.get_ident())
        return connection.execute(*self._statement).fetchall()

    @property
    def was_inline(self) -> bool:
        return self.threads == [threading.get_ident()]


ONE = "SELECT id FROM events WHERE organization_id = 'o' AND id = ?"
ALL = "SELECT count(*) FROM events WHERE properties LIKE '%pro%'"


async def ask(store: SqliteEngine, work: Any, scope: Scope = SCOPE) -> Any:
    """Read inline, else by the pool, as the engine does."""
    try:
        return store._inline.read(work, scope)
    except InlineBudgetExceeded:
        return await store._readers.read(work, scope=scope, timeout=5)


@pytest.fixture
async def filled(path: Path, make_event: Callable[..., Event]) -> AsyncIterator[SqliteEngine]:
    def prepare(connection: sqlite3.Connection) -> None:
        connection.create_function("twice", 1, lambda number: 2 * number)

    async with await SqliteEngine.open(path, readers=1, prepare=prepare) as store:
        await store.append([make_event() for _ in range(MANY)])
        yield store


async def test_one_event_is_read_at_once(filled: SqliteEngine) -> None:
    work = Work(ONE, "e7")
    assert await ask(filled, work) == [("e7",)]
    assert work.was_inline


async def test_one_event_is_read_inline_when_the_machine_is_slow(
    filled: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline_reader, "_MAX_SECONDS", 0.0)
    # Together they take more steps than there are between two polls.
    works = [Work(ONE, f"e{number}") for number in range(200)]
    for number, work in enumerate(works):
        assert await ask(filled, work) == [(f"e{number}",)]
    assert [n for n, work in enumerate(works) if not work.was_inline] == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"where": condition("id", "eq", "e7")}, True),
        ({"where": all_of(condition("type", "eq", "a"), condition("id", "eq", "e7"))}, True),
        ({"where": any_of(condition("type", "eq", "a"), condition("id", "eq", "e7"))}, False),
        ({"where": negated(condition("id", "eq", "e7"))}, False),
        ({"where": condition("id", "in", ["e7"])}, False),
        ({"where": condition("id", "isNotNull")}, False),
        ({"where": condition("id", "eq", "e7"), "groupBy": [group("type")]}, False),
        ({"limit": 1}, False),
    ],
)
def test_only_a_raw_query_of_one_id_is_read_inline(body: dict[str, Any], found: bool) -> None:
    plan, _ = compile_query(body)
    assert finds_one_row(plan) is found


async def test_what_takes_longer_begins_anew_on_another_thread(filled: SqliteEngine) -> None:
    work = Work(ALL)
    assert await ask(filled, work) == [(MANY,)]
    here, there = work.threads
    assert here == threading.get_ident() != there
    again = Work(ONE, "e8")
    assert await ask(filled, again) == [("e8",)]
    assert again.was_inline


async def test_many_short_statements_are_not_quick_either(filled: SqliteEngine) -> None:
    threads = []

    def work(connection: sqlite3.Connection) -> list[Any]:
        threads.append(threading.get_ident())
        statement = "SELECT count(*) FROM (SELECT 1 FROM events LIMIT 200)"
        return [connection.execute(statement).fetchone() for _ in range(100)]

    assert await ask(filled, work) == [(200,)] * 100
    assert len(threads) == 2


async def test_functions_of_ours_are_called_on_another_thread(filled: SqliteEngine) -> None:
    work = Work(f"SELECT twice(21), ({ONE})", "e1")
    assert await ask(filled, work) == [(42, "e1")]
    assert len(work.threads) == 2


async def test_what_is_wrong_is_said(filled: SqliteEngine) -> None:
    work = Work("SELECT missing FROM events")
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        await ask(filled, work)
    assert work.was_inline


async def test_it_stands_behind_the_wall(
    filled: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    await filled.append([make_event(id="theirs", organization_id="other")])
    for scope, found in ((SCOPE, []), (Scope("other"), [("theirs",)]), (Scope("o"), [])):
        work = Work("SELECT id FROM events WHERE id = 'theirs' LIMIT 5")
        assert await ask(filled, work, scope) == found
    with pytest.raises(sqlite3.DatabaseError):
        await ask(filled, Work("SELECT * FROM api_keys"))
    with pytest.raises(sqlite3.DatabaseError):
        await ask(filled, Work("DELETE FROM events"))


async def test_scopes_in_turn_each_see_their_own_events(
    filled: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    await filled.append([make_event(id=f"of {name}", organization_id=name) for name in "abc"])
    for name in "abacabcbb":
        work = Work("SELECT id FROM events WHERE organization_id < 'd' LIMIT 5")
        assert await ask(filled, work, Scope(name)) == [(f"of {name}",)]
        assert work.was_inline


async def test_every_event_is_seen_as_soon_as_it_is_stored(
    filled: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    for number in range(20):
        await filled.append([make_event(id=f"new{number}")])
        assert await ask(filled, Work(ONE, f"new{number}")) == [(f"new{number}",)]


async def test_a_writer_does_not_keep_it_waiting(filled: SqliteEngine, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        work = Work(ONE, "e1")
        assert await ask(filled, work) == [("e1",)]
        assert work.was_inline
        other.execute("ROLLBACK")

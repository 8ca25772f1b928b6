"""The total of a raw query: what is new is added to what was counted before, in one snapshot."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from golden.harness import compile_query, open_database
from support.events import condition

from evsrv.core.scope import Scope
from evsrv.engine.cache import Cache
from evsrv.sqlite.data_version import MAX_NEW_EVENTS
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.functions import register
from evsrv.sqlite.opening import open_guarded_reader
from evsrv.sqlite.page import TotalCache, count_total
from sqlite.compiler.events_table import put

SITE = Scope("acme", "site")
PLAN, STATEMENT = compile_query({"where": condition("type", "neq", "other")}, SITE)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(open_database()) as connection:
        for number in range(5):
            put(connection, f"e{number}")
        yield connection


@pytest.fixture
def counted(database: sqlite3.Connection) -> list[str]:
    """The statements that the test's database runs from here on."""
    statements: list[str] = []
    database.set_trace_callback(statements.append)
    return statements


def whole_counts(statements: list[str]) -> int:
    return sum("FROM events AS e" in statement for statement in statements)


def count(totals: TotalCache, connection: sqlite3.Connection) -> int:
    return count_total(PLAN, STATEMENT.total, totals, connection)


def test_only_new_events_are_counted(database: sqlite3.Connection, counted: list[str]) -> None:
    totals: TotalCache = Cache(1000)
    assert count(totals, database) == count(totals, database) == 5
    put(database, "new")
    put(database, "of another type", type="other")
    put(database, "of another project", project_id="shop")
    assert count(totals, database) == count(totals, database) == 6
    assert whole_counts(counted) == 1


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ("DELETE FROM events WHERE id = 'e1'", 4),
        ("DELETE FROM events WHERE row = (SELECT max(row) FROM events)", 4),
        ("UPDATE events SET type = 'other' WHERE id IN ('e1', 'e2')", 3),
    ],
)
def test_a_change_has_all_counted_again(
    database: sqlite3.Connection, change: str, total: int
) -> None:
    totals: TotalCache = Cache(1000)
    assert count(totals, database) == 5
    database.execute(change)
    assert count(totals, database) == total
    put(database, "new")
    assert count(totals, database) == total + 1


def test_so_do_very_many_new_events(database: sqlite3.Connection, counted: list[str]) -> None:
    totals: TotalCache = Cache(1000)
    assert count(totals, database) == 5
    for number in range(MAX_NEW_EVENTS + 1):
        put(database, f"new {number}")
    assert count(totals, database) == 5 + MAX_NEW_EVENTS + 1
    assert whole_counts(counted) == 2


async def test_an_older_snapshot_gets_its_own_total(tmp_path: Path) -> None:
    path = tmp_path / "evsrv.db"
    await (await SqliteEngine.open(path, readers=0)).close()
    totals: TotalCache = Cache(1000)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as writer,
        closing(open_guarded_reader(path, register)) as older,
        closing(open_guarded_reader(path, register)) as newer,
    ):
        put(writer, "e1")
        for reader in (older, newer):
            assert reader.guard is not None
            reader.guard.set_scope(SITE)
        older.execute("BEGIN")
        assert count(totals, older) == 1
        put(writer, "e2")
        assert count(totals, newer) == 2
        assert count(totals, older) == 1
        assert count(totals, newer) == 2


async def test_new_events_are_found_by_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "evsrv.db"
    await (await SqliteEngine.open(path, readers=0)).close()
    statements: list[str] = []
    totals: TotalCache = Cache(1000)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as writer,
        closing(open_guarded_reader(path, register)) as reader,
    ):
        assert reader.guard is not None
        reader.guard.set_scope(SITE)
        assert count(totals, reader) == 0
        put(writer, "e1")
        reader.set_trace_callback(statements.append)
        assert count(totals, reader) == 1
        reader.set_trace_callback(None)
        (news,) = (text for text in statements if "LIMIT -1" in text)
        steps: list[Any] = [step[3] for step in reader.execute(f"EXPLAIN QUERY PLAN {news}")]
    assert "SEARCH main.events USING INTEGER PRIMARY KEY (rowid>?)" in steps


async def test_rows_since_a_row_come_in_the_order_of_storing_a_part_at_a_time(
    path: Path, store: SqliteEngine, make_event: Any
) -> None:
    scope = Scope("o", "p")
    plan, _ = compile_query(
        {
            "select": [{"type": "field", "field": "id"}],
            "where": condition("type", "neq", "other"),
        },
        scope,
    )
    await store.append([make_event(id=name) for name in ("b", "a")])
    _, start = await store.rows_since(plan, 0)
    await store.append([make_event(id="d", created_at=2), make_event(id="c", created_at=1)])
    await store.append([make_event(project_id="q"), make_event(type="other")])
    assert await store.rows_since(plan, 0, 3) == ([("b",), ("a",), ("d",)], start + 1)
    assert await store.rows_since(plan, start + 1, 2) == ([("c",)], start + 3)
    assert await store.rows_since(plan, start + 3, 3) == ([], start + 4)
    assert await store.rows_since(plan, start + 4, 3) == ([], start + 4)

"""The tables of the newest version: what they promise, also to plain SQL."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.check import check_file


def plain(path: Path) -> Any:
    """Connect as any SQLite client does: without evsrv's functions."""
    return closing(sqlite3.connect(path, isolation_level=None))


def revision(connection: sqlite3.Connection) -> Any:
    return connection.execute("SELECT number FROM revisions").fetchone()[0]


async def test_row_of_deleted_event_is_not_given_again(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await store.append([make_event() for _ in range(10)])
    with plain(path) as connection:
        connection.execute("DELETE FROM events WHERE row > 5")
        await store.append([make_event(id="next")])
        assert connection.execute("SELECT row FROM events WHERE id = 'next'").fetchone() == (11,)
        connection.execute("DELETE FROM events")
    async with await SqliteEngine.open(path, readers=0) as again:
        await again.append([make_event(id="last")])
    with plain(path) as connection:
        assert connection.execute("SELECT row, id FROM events").fetchall() == [(12, "last")]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events WHERE id = 'e0'",
        "UPDATE events SET type = 'other' WHERE id = 'e0'",
        "UPDATE events SET project_id = NULL WHERE id = 'e0'",
    ],
)
async def test_plain_sql_that_changes_an_event_counts_a_revision(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event], statement: str
) -> None:
    await store.append([make_event(), make_event()])
    with plain(path) as connection:
        before = revision(connection)
        connection.execute(statement)
        assert revision(connection) == before + 1


async def test_new_event_counts_no_revision(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    with plain(path) as connection:
        before = revision(connection)
        await store.append([make_event()])
        assert revision(connection) == before


@pytest.mark.parametrize("project", ["'p'", "''", "NULL"])
async def test_table_refuses_id_again_in_its_project_only(
    store: SqliteEngine, path: Path, project: str
) -> None:
    insert = f"""
        INSERT INTO events (id, organization_id, project_id, event_type, type, created_at)
        VALUES ('x', 'o', {project}, 'message', 't', 1)
    """
    with plain(path) as connection:
        for other in {"'p'", "''", "NULL", "'q'"} - {project}:
            connection.execute(insert.replace(f"'o', {project}", f"'o', {other}"))
        connection.execute(insert)
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(insert)
        connection.execute(insert.replace("'o'", "'other'"))
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (5,)


async def test_tables_take_any_event_type_and_kind_of_key(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    await store.append([make_event(event_type="event")])
    with plain(path) as connection:
        connection.execute(
            """
            INSERT INTO api_keys
                (id, kind, hash, organization_id, created_at, name, expires_at, last_used_at)
            VALUES ('key_1', 'read', x'00', 'o', 1, 'dashboard', 2, 3)
            """
        )
    assert check_file(path).ok


async def test_time_indexes_stay_dense_if_events_come_in_order_of_time(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    for first in range(0, 4000, 100):
        await store.append(
            [make_event(id=f"e{n:06}", created_at=n) for n in range(first, first + 100)]
        )
    with plain(path) as connection:
        for index in ("events_of_organization", "events_of_project"):
            connection.execute(f"REINDEX {index}")
        # Pages that were split, as in indexes whose newest entry is first, would free 34 pages.
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] < 10


@pytest.mark.parametrize(
    "scope", ["organization_id = 'o'", "organization_id = 'o' AND project_id = 'p'"]
)
async def test_lookup_of_id_reads_only_the_index_of_ids(store: SqliteEngine, scope: str) -> None:
    def plan(connection: sqlite3.Connection) -> list[Any]:
        query = f"EXPLAIN QUERY PLAN SELECT * FROM events WHERE {scope} AND id = 'x'"
        return [row[3] for row in connection.execute(query)]

    [step] = await store.read(plan, timeout=5)
    assert step.startswith("SEARCH events USING INDEX events_by_id (organization_id=? AND id=?")

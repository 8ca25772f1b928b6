"""A guarded connection reads the events of one scope and nothing else, for any SQL."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from support.dataset_rows import insert_into

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.engine.errors import QueryTimeout
from evsrv.sqlite.api_keys import create_key
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.promote import promote
from evsrv.sqlite.opening import open_guarded_reader

SITE = Scope("acme", "site")
EVENTS: list[dict[str, Any]] = [
    {"id": "1", "organization_id": "acme", "project_id": "site"},
    {"id": "2", "organization_id": "acme", "project_id": "blog"},
    {"id": "3", "organization_id": "acme", "project_id": None},
    {"id": "4", "organization_id": "o'brien", "project_id": "x' OR '1'='1"},
]


def prepare(connection: sqlite3.Connection) -> None:
    connection.create_function("twice", 1, lambda number: number * 2, deterministic=True)


@pytest.fixture
async def guarded(path: Path, make_event: Callable[..., Event]) -> AsyncIterator[SqliteEngine]:
    """Open an engine with an API key and events of four tenants."""
    async with await SqliteEngine.open(path, readers=1, prepare=prepare) as store:
        await store.append([make_event(**event) for event in EVENTS])
        await store.write(
            lambda connection: create_key(connection, kind="api", organization_id="acme", now=1)
        )
        yield store


async def ask(store: SqliteEngine, sql: str, scope: Scope = SITE) -> Any:
    return await store._readers.read(
        lambda connection: connection.execute(sql).fetchall(), scope=scope, timeout=5
    )


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (SITE, ["1"]),
        (Scope("acme", "blog"), ["2"]),
        (Scope("acme"), ["1", "2", "3"]),
        (Scope("o'brien", "x' OR '1'='1"), ["4"]),
        (Scope("o'brien"), ["4"]),
        (Scope("acme", ""), []),
        (Scope("nobody"), []),
        (Scope("' OR 1 --"), []),
    ],
)
async def test_guarded_query_sees_only_events_of_its_scope(
    guarded: SqliteEngine, scope: Scope, ids: list[Any]
) -> None:
    for _ in range(2):
        assert await ask(guarded, "SELECT id FROM events ORDER BY id", scope) == [(i,) for i in ids]
        assert await ask(guarded, "SELECT count(*) FROM events", Scope("acme")) == [(3,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM events AS e WHERE e.created_at > 0",
        "SELECT e.id FROM events AS e, json_each(e.properties) AS m WHERE m.key = 'plan'",
        "SELECT e.id FROM events AS e, json_tree(e.properties) AS m WHERE m.key = 'plan'",
        "SELECT max(id) FROM events AS e GROUP BY json_extract(e.properties, '$.plan')",
        "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) FROM events)",
        "WITH mine AS (SELECT * FROM events) SELECT id FROM mine",
        "SELECT id FROM events WHERE twice(2) = 4",
        "SELECT strftime('%Y', 0, 'unixepoch') > '' FROM events WHERE properties -> '$' > ''",
    ],
)
async def test_tenant_guard_allows_sql_of_compiled_queries(guarded: SqliteEngine, sql: str) -> None:
    assert await ask(guarded, sql) in ([("1",)], [(1,)])


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM main.events",
        "SELECT count(*) FROM main.events",
        "SELECT (SELECT count(*) FROM main.events) FROM events",
        "SELECT e.id FROM main.events AS e, events",
        "SELECT EXISTS (SELECT 1 FROM main.events AS events)",
        "SELECT * FROM (SELECT * FROM main.events) AS events",
        "WITH events AS (SELECT * FROM main.events) SELECT * FROM events",
        "WITH events AS MATERIALIZED (SELECT * FROM main.events) SELECT id FROM events",
        "SELECT (WITH events AS (SELECT * FROM main.events) SELECT max(id) FROM events)",
        "SELECT * FROM api_keys",
        "SELECT * FROM messages",
        "SELECT content FROM main.messages",
        "SELECT count(*) FROM messages",
        "SELECT c.id FROM conversations AS c, messages AS m WHERE m.conversation = c.row",
        "WITH messages AS (SELECT * FROM main.messages) SELECT * FROM messages",
        "SELECT number FROM dataset_revisions",
        "SELECT * FROM main.property_keys",
        "WITH property_keys AS (SELECT * FROM main.property_keys) SELECT * FROM property_keys",
        "WITH events AS (SELECT * FROM main.property_keys) SELECT * FROM events",
        "WITH promotions AS (SELECT * FROM main.events) SELECT * FROM promotions",
        "SELECT * FROM (SELECT * FROM api_keys) AS promotions",
        "DELETE FROM promotions",
        "INSERT INTO main.promotions (slot) VALUES (1)",
        "SELECT * FROM sqlite_schema",
        "SELECT * FROM sqlite_temp_schema",
        "SELECT sql FROM temp.sqlite_master",
        "SELECT * FROM pragma_table_info('events')",
        "SELECT * FROM pragma_database_list",
        "PRAGMA user_version",
        "PRAGMA query_only = OFF",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "CREATE TEMP TABLE t (x)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "DROP VIEW temp.events",
        "INSERT INTO main.events (id) VALUES ('x')",
        "UPDATE main.events SET id = 'x'",
        "DELETE FROM main.events",
        "DELETE FROM events",
        "SAVEPOINT s",
        "ANALYZE",
        "REINDEX",
        "SELECT load_extension('x')",
        "SELECT randomblob(1000000000)",
        "SELECT zeroblob(1000000000)",
        "SELECT printf('%1000000000d', 1)",
        "SELECT sqlite_version()",
        "SELECT last_insert_rowid()",
    ],
)
async def test_tenant_guard_denies_other_tables_writes_and_unsafe_functions(
    guarded: SqliteEngine, sql: str
) -> None:
    with pytest.raises(sqlite3.Error, match=r"not authorized|prohibited|it is a view"):
        await ask(guarded, sql)
    assert await ask(guarded, "SELECT id FROM events") == [("1",)]


async def test_endless_recursion_in_guarded_query_times_out(guarded: SqliteEngine) -> None:
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )

    def work(connection: sqlite3.Connection) -> Any:
        return connection.execute(endless).fetchall()

    with pytest.raises(QueryTimeout):
        await guarded._readers.read(work, scope=SITE, timeout=0.1)
    assert await ask(guarded, "SELECT id FROM events") == [("1",)]


async def test_query_plan_does_not_reveal_name_of_guarded_view(guarded: SqliteEngine) -> None:
    def explain(connection: sqlite3.Connection) -> list[Any]:
        return [connection.execute("EXPLAIN QUERY PLAN SELECT * FROM events").fetchall()]

    (plan,) = await guarded._readers.read(explain, scope=SITE, timeout=5)
    assert "guarded_" not in str(plan)


async def test_guarded_query_sees_only_property_keys_of_its_scope(
    guarded: SqliteEngine, make_event: Callable[..., Event]
) -> None:
    await guarded.append([make_event(id="5", organization_id="other", properties='{"hidden":1}')])
    assert await ask(guarded, "SELECT key FROM property_keys") == [("plan",)]
    assert await ask(guarded, "SELECT key FROM property_keys", Scope("other")) == [("hidden",)]


@pytest.mark.parametrize("dataset", [CONVERSATIONS, FEEDBACK], ids=str)
async def test_guarded_query_sees_only_rows_of_its_scope(
    guarded: SqliteEngine, path: Path, dataset: Any
) -> None:
    rows = [
        {
            "id": event["id"],
            "organizationId": event["organization_id"],
            "projectId": event["project_id"],
        }
        for event in EVENTS
    ]
    insert_into(path, dataset, rows)
    everything = f"SELECT id FROM {dataset.name} ORDER BY id"
    assert await ask(guarded, everything) == [("1",)]
    assert await ask(guarded, everything, Scope("acme")) == [("1",), ("2",), ("3",)]
    assert await ask(guarded, everything, Scope("nobody")) == []
    for sql in (
        f"SELECT id FROM main.{dataset.name}",
        f"WITH {dataset.name} AS (SELECT * FROM main.{dataset.name}) SELECT id FROM {dataset.name}",
        f"WITH events AS (SELECT * FROM main.{dataset.name}) SELECT id FROM events",
        f"DELETE FROM main.{dataset.name}",
    ):
        with pytest.raises(sqlite3.Error, match=r"not authorized|prohibited"):
            await ask(guarded, sql)


async def test_guarded_connection_sees_new_promoted_columns(guarded: SqliteEngine) -> None:
    """Connections that were opened earlier see them too, each for its own scope."""
    seen = "SELECT promoted_1 FROM events ORDER BY id"
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        await ask(guarded, seen)
    assert await ask(guarded, "SELECT path FROM promotions") == []
    await promote(guarded, [("properties", ("plan",))])
    assert await ask(guarded, "SELECT path FROM promotions") == [('["plan"]',)]
    assert await ask(guarded, seen) == [("pro",)]
    assert await ask(guarded, seen, Scope("acme")) == [("pro",)] * 3
    assert await ask(guarded, seen, Scope("nobody")) == []


async def test_unguarded_read_ignores_scope_of_earlier_query(guarded: SqliteEngine) -> None:
    await ask(guarded, "SELECT 1")
    count = await guarded.read(
        lambda connection: connection.execute("SELECT count(*) FROM events").fetchone(), timeout=5
    )
    assert count == (4,)


async def test_guarded_connection_without_scope_sees_no_events(
    guarded: SqliteEngine, path: Path
) -> None:
    connection = open_guarded_reader(path, prepare)
    try:
        with pytest.raises(sqlite3.Error):
            connection.execute("SELECT count(*) FROM events")
        assert connection.guard is not None
        connection.guard.set_scope(SITE)
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (1,)
        connection.guard.set_scope(None)
        with pytest.raises(sqlite3.Error):
            connection.execute("SELECT count(*) FROM events")
    finally:
        connection.close()


async def test_scope_with_nul_character_is_refused(guarded: SqliteEngine) -> None:
    with pytest.raises(ValueError, match="NUL"):
        await ask(guarded, "SELECT 1", Scope("acme\0' OR 1 --"))
    assert await ask(guarded, "SELECT id FROM events") == [("1",)]

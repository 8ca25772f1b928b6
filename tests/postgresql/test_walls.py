"""The wall between tenants, limits of time, and connections that come back."""

import asyncio
from contextlib import AsyncExitStack

import asyncpg
import pytest
from support.citus import not_on_citus

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, sql
from evsrv.engine.errors import QueryTimeout, ReadersBusy
from evsrv.postgresql.engine import PostgresEngine
from postgresql.test_append import event

SLEEP = Sql("SELECT pg_sleep(60)")


async def ids(store: PostgresEngine, scope: Scope, condition: str = "true") -> list[str]:
    async with store._connections.read(scope, 5) as session:
        query = Sql(f"SELECT id FROM events AS e WHERE {condition} ORDER BY id")
        return [id_ for (id_,) in await session.rows(query)]


@pytest.fixture
async def tenants(store: PostgresEngine) -> PostgresEngine:
    await store.append(
        [
            event("1", organization_id="a", project_id="p"),
            event("2", organization_id="a", project_id="q"),
            event("3", organization_id="a", project_id=None),
            event("4", organization_id="b", project_id="p"),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope("a"), ["1", "2", "3"]),
        (Scope("a", "p"), ["1"]),
        (Scope("b"), ["4"]),
        (Scope("b", "q"), []),
        (Scope(""), []),
    ],
)
async def test_query_without_conditions_sees_its_scope_alone(
    tenants: PostgresEngine, scope: Scope, seen: list[str]
) -> None:
    assert await ids(tenants, scope) == seen


async def test_scopes_of_one_connection_do_not_mix(tenants: PostgresEngine) -> None:
    for scope, seen in ((Scope("a", "p"), ["1"]), (Scope("b"), ["4"]), (Scope("a", "q"), ["2"])):
        assert await ids(tenants, scope) == seen


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            "SELECT id FROM evsrv.events",
            marks=not_on_citus("the role reads the tables on workers"),
        ),
        "SELECT id FROM messages",
        "SELECT hash FROM api_keys",
        "SELECT id FROM evsrv_project.events",
        "SELECT set_config('evsrv.organization', 'b', true)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DELETE FROM events",
        "INSERT INTO evsrv.versions VALUES (9)",
    ],
)
async def test_hostile_statement_is_refused(tenants: PostgresEngine, statement: str) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError)):
        async with tenants._connections.read(Scope("a"), 5) as session:
            await session._connection.fetch(statement)


async def test_index_on_json_serves_behind_the_wall(store: PostgresEngine) -> None:
    await store.append(
        [event(str(number), properties=f'{{"k":"{number}"}}') for number in range(5000)]
    )
    query = sql(
        # With its organization, as all queries: Citus shows the plan of one shard alone.
        "EXPLAIN SELECT id FROM events AS e WHERE e.organization_id = 'o'::text"
        " AND e.properties @> {}::jsonb",
        bind('{"k": "7"}'),
    )
    async with store._connections.trusted() as session:
        await session.execute("ANALYZE events")
    for scope in (Scope("o"), Scope("o", "p")):
        async with store._connections.read(scope, 5) as reading:
            plan = "\n".join([line for (line,) in await reading.rows(query)])
        assert "events_by_properties" in plan


async def test_statement_beyond_its_limit_raises_query_timeout(store: PostgresEngine) -> None:
    with pytest.raises(QueryTimeout, match=r"0\.1 s"):
        async with store._connections.read(Scope("a"), 0.1) as session:
            await session.rows(SLEEP)
    assert await ids(store, Scope("a")) == []


async def running(store: PostgresEngine) -> int:
    async with store._connections.trusted() as session:
        count: int = await session.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND state = 'active'"
            " AND datname = current_database()",
            SLEEP.text,
        )
    return count


async def test_cancelled_reads_leave_nothing_running(store: PostgresEngine) -> None:
    async def read() -> None:
        async with store._connections.read(Scope("a"), 50) as session:
            await session.rows(SLEEP)

    reads = [asyncio.create_task(read()) for _ in range(store._connections.readers)]
    while await running(store) < len(reads):
        await asyncio.sleep(0.01)
    for task in reads:
        task.cancel()
    await asyncio.gather(*reads, return_exceptions=True)
    assert store._connections.reading == 0
    assert await running(store) == 0


async def test_read_without_free_connection_raises_readers_busy(store: PostgresEngine) -> None:
    async def hold() -> None:
        async with store._connections.read(Scope("a"), 50):
            await asyncio.Event().wait()

    holds = [asyncio.create_task(hold()) for _ in range(store._connections.readers)]
    while store._connections.reading < len(holds):
        await asyncio.sleep(0.01)
    with pytest.raises(ReadersBusy):
        async with store._connections.read(Scope("a"), 0.1):
            pass
    for task in holds:
        task.cancel()
    await asyncio.gather(*holds, return_exceptions=True)
    assert store.stats().reader_waits == 1
    assert await ids(store, Scope("a")) == []


async def test_wait_for_other_streams_takes_no_time_from_a_stream(store: PostgresEngine) -> None:
    connections, timeout = store._connections, 20.0
    async with AsyncExitStack() as others:
        for _ in range(connections.readers - 1):
            await others.enter_async_context(connections.stream(Scope("o"), timeout))

        async def left() -> float:
            async with connections.stream(Scope("o"), timeout) as session:
                return session.left

        waiting = asyncio.create_task(left())
        await asyncio.sleep(2)
        await others.aclose()
        assert await waiting > timeout - 2


async def test_error_of_the_caller_is_no_error_of_the_database(store: PostgresEngine) -> None:
    with pytest.raises(ConnectionResetError):
        async with store._connections.read(Scope("a"), 5):
            raise ConnectionResetError("the client went away")


async def test_batches_have_all_rows_of_one_snapshot(store: PostgresEngine) -> None:
    await store.append([event(f"{number:04}") for number in range(1200)])
    found: list[int] = []
    async with store._connections.read(Scope("o", "p"), 5) as session:
        async for batch in session.batches(Sql("SELECT id FROM events AS e ORDER BY id"), 500):
            found.append(len(batch))
            await store.append([event(f"later {len(found)}")])
    assert found == [500, 500, 200]


async def test_ping_reads_the_size_of_the_database(store: PostgresEngine) -> None:
    await store.ping(5)
    assert store.stats().db_bytes > 1_000_000

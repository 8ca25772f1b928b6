"""Tables spread over the servers of a Citus cluster, and the way into walls that its workers know.

The tests of a cluster run by `scripts/citus-check`.
"""

import re

import asyncpg
import pytest
from support.citus import is_citus, not_on_citus

from evsrv.core.datasets import DATASETS
from evsrv.core.dsn import Dsn
from evsrv.core.errors import Unprocessable
from evsrv.core.scope import Scope
from evsrv.postgresql.citus import MAKE_ENTER, is_spread, spread_role, way_into_walls
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import WorkerAway, mapped_errors
from evsrv.postgresql.schema_versions import MIGRATIONS
from evsrv.postgresql.walls import wall_settings
from postgresql.test_append import event, fetch
from postgresql.test_walls import ids

HOSTILE_NAMES = [
    "o'; RESET ROLE; --",
    "'",
    "''",
    "\\",
    "\\'",
    "a\\' OR true --",
    '"',
    "$$; RESET ROLE; $$",
    "%L %s",
    "a\nb\tc",
    "é𝄞",
    "",
]
on_cluster = pytest.mark.skipif(not is_citus(), reason="EVSRV_TEST_CITUS is not set")
ORGANIZATIONS = [f"org {number}" for number in range(20)]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("has_project", [True, False])
async def test_names_enter_a_wall_as_they_are(
    store: PostgresEngine, name: str, has_project: bool
) -> None:
    scope = Scope(name, name if has_project else None)
    async with store._connections.snapshot(5) as session:
        async with store._connections.write(5) as writing:
            await writing.execute(MAKE_ENTER)
        await session.execute(way_into_walls(spread=True), *wall_settings(scope, "5 s"))
        row = await session.fetchrow(
            "SELECT current_setting('evsrv.organization'), current_setting('evsrv.project'),"
            " current_setting('statement_timeout'), current_setting('search_path'), current_user"
        )
    role = "evsrv_project" if has_project else "evsrv_organization"
    assert row is not None
    assert tuple(row) == (name, name if has_project else "", "5s", f"{role}, evsrv", role)


async def test_name_with_nul_is_refused(store: PostgresEngine) -> None:
    with pytest.raises((Unprocessable, ValueError)):
        await ids(store, Scope("a\0b"))


async def test_name_cannot_leave_a_wall(store: PostgresEngine) -> None:
    await store.append([event("1", organization_id=name) for name in HOSTILE_NAMES])
    for name in HOSTILE_NAMES:
        assert await ids(store, Scope(name)) == ["1"]


def test_each_table_but_two_small_ones_has_an_organization_in_each_row() -> None:
    made = [
        (found[1], statement)
        for statements in MIGRATIONS
        for statement in statements
        if (found := re.search(r"CREATE TABLE (\w+)", statement))
    ]
    assert {name for name, _ in made} >= {*DATASETS, "messages", "property_keys", "api_keys"}
    for name, statement in made:
        assert "organization_id text COLLATE" in statement, name


@pytest.mark.parametrize(
    "lost",
    [
        asyncpg.InternalServerError("failure on connection marked as essential: host:5432"),
        asyncpg.ConnectionFailureError("connection to the remote node host:5432 failed"),
    ],
)
def test_lost_worker_is_told_from_a_lost_coordinator(lost: Exception) -> None:
    with pytest.raises(WorkerAway), mapped_errors(1):
        raise lost


def test_internal_error_of_the_server_stays_what_it_is() -> None:
    with pytest.raises(asyncpg.InternalServerError), mapped_errors(1):
        raise asyncpg.InternalServerError("cache lookup failed")


@on_cluster
async def test_tables_are_spread_by_organization_on_the_same_servers(
    store: PostgresEngine, postgres: Dsn
) -> None:
    found = await fetch(
        postgres,
        "SELECT relname::text, partmethod::text, column_to_column_name(logicalrelid, partkey)"
        " FROM pg_dist_partition JOIN pg_class ON pg_class.oid = logicalrelid",
    )
    by_hash, on_each_server = "h", "n"
    assert set(found) == {
        ("api_keys", on_each_server, None),
        ("versions", on_each_server, None),
        *((name, by_hash, "organization_id") for name in (*DATASETS, "messages", "property_keys")),
    }
    groups = "SELECT count(DISTINCT colocationid) FROM pg_dist_partition WHERE partmethod = 'h'"
    assert await fetch(postgres, groups) == [(1,)]
    assert store.stats().readers > 0


@on_cluster
async def test_scope_holds_on_all_shards(store: PostgresEngine, postgres: Dsn) -> None:
    await store.append([event(name, organization_id=name) for name in ORGANIZATIONS])
    used = "SELECT count(DISTINCT get_shard_id_for_distribution_column('events', organization_id))"
    ((shards,),) = await fetch(postgres, f"{used} FROM events")
    assert shards > 1
    for name in ORGANIZATIONS:
        assert await ids(store, Scope(name)) == [name]
    assert await ids(store, Scope("another")) == []


@on_cluster
async def test_batch_over_all_shards_stores_each_id_once(
    store: PostgresEngine, postgres: Dsn
) -> None:
    batch = [event(name, organization_id=name) for name in ORGANIZATIONS]
    first = await store.append([*batch, *batch])
    assert [one.duplicate for one in first] == [False] * 20 + [True] * 20
    assert all(one.duplicate for one in await store.append(batch))
    assert await fetch(postgres, "SELECT count(*) FROM events") == [(20,)]


@on_cluster
async def test_query_of_an_organization_reads_one_shard(store: PostgresEngine) -> None:
    async with store._connections.read(Scope("org 1"), 5) as session:
        lines = await session.fetch(
            "EXPLAIN SELECT count(*) FROM events AS e WHERE e.organization_id = 'org 1'::text"
        )
    assert any("Task Count: 1" in line for (line,) in lines)


@on_cluster
@pytest.mark.parametrize("made_here", [True, False])
async def test_role_of_any_database_may_log_in_on_all_servers(
    postgres: Dsn, made_here: bool
) -> None:
    role = "evsrv_test_spread"
    connection = await asyncpg.connect(postgres.secret, command_timeout=60)
    try:
        await connection.execute(f"DROP ROLE IF EXISTS {role}")
        if made_here:
            await connection.execute(f"CREATE ROLE {role} NOLOGIN")
        else:
            # As a role that Citus has not spread from this database.
            await connection.execute("SET citus.enable_create_role_propagation = off")
            await connection.execute(f"CREATE ROLE {role} NOLOGIN")
            await connection.execute(
                "SELECT run_command_on_workers($1)",
                f"DO $$ BEGIN SET LOCAL citus.enable_create_role_propagation = off;"
                f" CREATE ROLE {role} NOLOGIN; END $$",
            )
        for _ in range(2):
            async with connection.transaction():
                await connection.execute(spread_role(role))
        allowed = await connection.fetch(
            "SELECT success, result FROM run_command_on_all_nodes($1)",
            f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{role}'",
        )
        assert set(map(tuple, allowed)) == {(True, "t")}
    finally:
        await connection.execute(f"DROP ROLE IF EXISTS {role}")
        await connection.execute("SELECT run_command_on_workers($1)", f"DROP ROLE IF EXISTS {role}")
        await connection.close()


@on_cluster
async def test_database_of_the_cluster_is_known_as_spread(
    store: PostgresEngine, postgres: Dsn
) -> None:
    connection = await asyncpg.connect(postgres.secret)
    try:
        assert await is_spread(connection)
    finally:
        await connection.close()
    assert store.stats().readers_busy == 0


@not_on_citus("the database is on a cluster")
async def test_database_without_citus_is_not_spread(store: PostgresEngine, postgres: Dsn) -> None:
    connection = await asyncpg.connect(postgres.secret)
    try:
        assert not await is_spread(connection)
    finally:
        await connection.close()
    assert store.stats().readers_busy == 0

"""The schema of a database: made once, by one of several servers, and refused if newer."""

import asyncio
import uuid
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from support.citus import is_citus

from evsrv.core.dsn import Dsn
from evsrv.engine.errors import StoreError
from evsrv.postgresql.connections import open_connections
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.schema_versions import MIGRATIONS
from postgresql.test_append import event, fetch


async def execute(dsn: Dsn, sql: str) -> None:
    connection = await asyncpg.connect(dsn.secret)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def test_servers_that_start_at_once_make_one_schema(postgres: Dsn) -> None:
    engines = await asyncio.gather(*(PostgresEngine.open(postgres) for _ in range(8)))
    for engine in engines:
        await engine.close()
    assert await fetch(postgres, "SELECT version FROM versions") == [(len(MIGRATIONS),)]


async def test_opening_again_keeps_what_is_stored(postgres: Dsn) -> None:
    for duplicate in (False, True):
        async with await PostgresEngine.open(postgres) as engine:
            assert [one.duplicate for one in await engine.append([event()])] == [duplicate]


async def test_newer_schema_is_refused(postgres: Dsn) -> None:
    async with await PostgresEngine.open(postgres):
        pass
    newer = len(MIGRATIONS) + 1
    await execute(postgres, f"INSERT INTO evsrv.versions VALUES ({newer})")
    with pytest.raises(StoreError, match=rf"newer evsrv: it has version {newer}"):
        await PostgresEngine.open(postgres)


async def test_older_schema_gets_the_functions_of_this_one(postgres: Dsn) -> None:
    async with await PostgresEngine.open(postgres) as engine:
        await engine.append([event(type="Straße")])
    # Version 1 had the same tables.
    await execute(postgres, "DROP FUNCTION evsrv.evsrv_casefold")
    await execute(postgres, "UPDATE evsrv.versions SET version = 1")
    with pytest.raises(StoreError, match=rf"has version 1 of {len(MIGRATIONS)}"):
        await open_connections(postgres, size=1, timeout=60, unchanged=True)
    async with await PostgresEngine.open(postgres) as engine:
        assert [one.duplicate for one in await engine.append([event(type="Straße")])] == [True]
    found = await fetch(postgres, "SELECT evsrv.evsrv_casefold(type) FROM events")
    assert found == [("strasse",)]
    assert await fetch(postgres, "SELECT max(version) FROM versions") == [(len(MIGRATIONS),)]


@pytest.mark.skipif(is_citus(), reason="it makes a database on one server")
async def test_database_of_another_encoding_is_refused(postgres: Dsn) -> None:
    name = f"evsrv_test_{uuid.uuid4().hex}"
    create = f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
    await execute(postgres, create)
    try:
        with pytest.raises(StoreError, match="has the encoding SQL_ASCII; evsrv needs UTF8"):
            await PostgresEngine.open(
                Dsn(urlunsplit(urlsplit(postgres.secret)._replace(path=name)))
            )
    finally:
        await execute(postgres, f"DROP DATABASE {name}")


async def test_user_without_rights_gets_a_clear_error(postgres: Dsn) -> None:
    await execute(
        postgres,
        """
        DO $$ BEGIN CREATE ROLE evsrv_test_weak LOGIN;
        EXCEPTION WHEN duplicate_object THEN NULL; END $$
        """,
    )
    weak = Dsn(postgres.secret.replace("postgres@", "evsrv_test_weak@"))
    with pytest.raises(StoreError, match="may not create schemas and roles"):
        await PostgresEngine.open(weak)


async def test_failed_migration_leaves_nothing(postgres: Dsn) -> None:
    await execute(postgres, "CREATE SCHEMA evsrv; CREATE TABLE evsrv.feedback (x integer)")
    # Citus spreads the table that is there before the migration makes it again.
    error = "UndefinedColumnError" if is_citus() else "DuplicateTableError"
    with pytest.raises(StoreError, match=error):
        await PostgresEngine.open(postgres)
    found = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'evsrv'"
    assert await fetch(postgres, found) == [("feedback",)]

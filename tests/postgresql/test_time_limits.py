"""Limits of time that the database server itself keeps, also if its client is gone."""

import asyncio
import logging

import pytest
from support.citus import not_on_citus

from evsrv.core.dsn import Dsn
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ServerAway
from evsrv.postgresql.maintenance.unused_keys import list_key_rows, remove_unused_keys
from postgresql.activity import PATIENCE_S, connected

_LIMIT = "SELECT current_setting('statement_timeout')"
_IS_LONG = f"SELECT (({_LIMIT})::interval > '30 min')::text"


@pytest.mark.parametrize(("query_timeout", "expected"), [(0.5, "10s"), (25.0, "25s")])
async def test_statement_outside_of_a_transaction_has_the_limit_of_writes(
    postgres: Dsn, query_timeout: float, expected: str
) -> None:
    async with await PostgresEngine.open(postgres, query_timeout=query_timeout) as store:
        async with store._connections.trusted() as session:
            assert await session.fetchval(_LIMIT) == expected
        # A transaction has its own, which leaves nothing behind.
        async with store._connections.write(3600) as session:
            assert await session.fetchval(_IS_LONG) == "true"
        async with store._connections.trusted() as session:
            assert await session.fetchval(_LIMIT) == expected


async def test_server_ends_a_statement_at_its_limit_without_an_outage(
    postgres: Dsn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("evsrv.postgresql.engine._MIN_WORK_SECONDS", 1.0)
    # Else the client cancels the statement.
    monkeypatch.setattr("evsrv.postgresql.session.GRACE_SECONDS", 600.0)
    async with await PostgresEngine.open(postgres, query_timeout=0.1) as store:
        async with asyncio.timeout(PATIENCE_S):
            with pytest.raises(ServerAway):
                async with store._connections.trusted() as session:
                    await session.execute("SELECT pg_sleep(600)")
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


@not_on_citus("it replaces tables by views")
async def test_search_for_unused_keys_has_an_hour(store: PostgresEngine, postgres: Dsn) -> None:
    async with connected(postgres) as connection:
        await connection.execute(
            f"""
            DROP TABLE evsrv.property_keys, evsrv.events CASCADE;
            CREATE VIEW evsrv.property_keys AS
                SELECT 'o' AS organization_id, ({_IS_LONG}) AS project_id,
                    'properties' AS field, 'k' AS key;
            CREATE VIEW evsrv.events AS
                SELECT 'o' AS organization_id, ({_IS_LONG}) AS project_id,
                    '{{"k":1}}'::jsonb AS properties
            """
        )
    rows = await list_key_rows(store._connections)
    assert rows == {("o", "true", "properties", "k")}
    # It is used; else it would be deleted, which no such view allows.
    await remove_unused_keys(store._connections, rows)

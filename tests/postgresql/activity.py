"""The queries of servers, as the database shows them: held back, and counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from evsrv.core.dsn import Dsn

_OPEN = """
    SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'evsrv' AND datname = current_database()
"""
_RUNNING = f"{_OPEN} AND state <> 'idle'"
_LOCKED = f"{_OPEN} AND wait_event_type = 'Lock'"
PATIENCE_S = 30


@asynccontextmanager
async def connected(dsn: Dsn) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection of the test's own."""
    connection = await asyncpg.connect(dsn.secret)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def queries_held(dsn: Dsn) -> AsyncIterator[None]:
    """Let each query of an organization wait until the context ends; writes go on."""
    async with connected(dsn) as connection:
        transaction = connection.transaction()
        await transaction.start()
        # It locks the view alone.
        await connection.execute("ALTER VIEW evsrv_organization.events RENAME TO held")
        try:
            yield
        finally:
            await transaction.rollback()


async def wait_for_running(dsn: Dsn, expected: int) -> None:
    """Wait until so many connections of servers are in use by a query or a transaction."""
    await _wait(dsn, _RUNNING, expected)


async def wait_for_open(dsn: Dsn, expected: int) -> None:
    """Wait until servers have so many connections, in use or not."""
    await _wait(dsn, _OPEN, expected)


async def wait_for_locked(dsn: Dsn, expected: int) -> None:
    """Wait until so many connections of servers wait for a lock of another one."""
    await _wait(dsn, _LOCKED, expected)


async def _wait(dsn: Dsn, count: str, expected: int) -> None:
    async with connected(dsn) as connection, asyncio.timeout(PATIENCE_S):
        while await connection.fetchval(count) != expected:
            await asyncio.sleep(0.01)

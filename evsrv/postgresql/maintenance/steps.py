"""Long work in short transactions, with pauses for others."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from evsrv.postgresql.connections import Connections
from evsrv.postgresql.session import Session

T = TypeVar("T")

STATEMENT_SECONDS = 3600.0
"""How long a statement may take that reads a whole table."""
_STEP_SECONDS = 60.0
_MAX_ATTEMPTS = 5
"""Of a step that lost against another transaction, as in a deadlock."""
_MIN_PAUSE_SECONDS = 0.01


async def throttled_step(connections: Connections, work: Callable[[Session], Awaitable[T]]) -> T:
    """Run one step of many in its own transaction, then pause for as long as it took."""
    started = time.monotonic()
    result = await _attempt(connections, work)
    await asyncio.sleep(max(_MIN_PAUSE_SECONDS, time.monotonic() - started))
    return result


async def _attempt(connections: Connections, work: Callable[[Session], Awaitable[T]]) -> T:
    for _ in range(_MAX_ATTEMPTS - 1):
        try:
            async with connections.write(_STEP_SECONDS) as session:
                return await work(session)
        except asyncpg.TransactionRollbackError:
            continue
    async with connections.write(_STEP_SECONDS) as session:
        return await work(session)

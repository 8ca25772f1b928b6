"""Long work in short transactions, with pauses for others."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from evsrv.postgresql.connections import Connections
from evsrv.postgresql.repetition import repeat_lost
from evsrv.postgresql.session import Session

T = TypeVar("T")

STATEMENT_SECONDS = 3600.0
"""How long a statement may take that reads a whole table."""
_STEP_SECONDS = 60.0
_MIN_PAUSE_SECONDS = 0.01


async def throttled_step(connections: Connections, work: Callable[[Session], Awaitable[T]]) -> T:
    """Run one step of many in its own transaction, then pause for as long as it took."""

    async def step() -> T:
        async with connections.write(_STEP_SECONDS) as session:
            return await work(session)

    started = time.monotonic()
    result = await repeat_lost(step)
    await asyncio.sleep(max(_MIN_PAUSE_SECONDS, time.monotonic() - started))
    return result

"""Long work on the file in short transactions, so that other writers get their turn."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.errors import is_busy

T = TypeVar("T")

_MAX_TRIES = 12
"""How often a step waits for a lock, each time as long as a statement does."""

_MIN_PAUSE_SECONDS = 0.01


async def throttled_step(engine: SqliteEngine, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run one step of many in its own transaction, then pause for as long as it took."""
    started = time.monotonic()
    result = await retry_on_busy(engine, work)
    # Another process polls for the lock, and needs half of the time to find it free.
    await asyncio.sleep(max(_MIN_PAUSE_SECONDS, time.monotonic() - started))
    return result


async def retry_on_busy(engine: SqliteEngine, work: Callable[[sqlite3.Connection], T]) -> T:
    """Write as `SqliteEngine.write` does, but wait longer for other processes' locks."""
    # A busy server leaves another process little time between its own transactions.
    for _ in range(_MAX_TRIES - 1):
        try:
            return await engine.write(work)
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
    return await engine.write(work)

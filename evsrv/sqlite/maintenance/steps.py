"""Long work on the file in small steps, between which everybody else writes."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from evsrv.sqlite.engine import SqliteEngine

T = TypeVar("T")

_TRIES = 12
"""How often a step waits for a lock, each time as long as any statement does."""

_SHORTEST_PAUSE = 0.01
"""In seconds."""


async def step(store: SqliteEngine, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do one step of many in a transaction of its own, and leave as much time to others."""
    started = time.monotonic()
    result = await retry_on_busy(store, work)
    # Half of the time is for others: another process only looks now and then for a lock to end.
    await asyncio.sleep(max(_SHORTEST_PAUSE, time.monotonic() - started))
    return result


async def retry_on_busy(store: SqliteEngine, work: Callable[[sqlite3.Connection], T]) -> T:
    """Write as `SqliteEngine.write` does, but wait longer for other processes' locks."""
    # A busy server leaves another process little room between its own transactions.
    for _ in range(_TRIES - 1):
        try:
            return await store.write(work)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
    return await store.write(work)

"""Keeping events for so many days, while the server runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NoReturn

from evsrv.core import timestamps
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import Selection, prune

_log = logging.getLogger(__name__)

_DAY = 86_400_000
_BETWEEN = 3600.0
"""Seconds from the end of one prune to the next."""


@asynccontextmanager
async def retaining(store: SqliteEngine, days: int | None) -> AsyncIterator[None]:
    """Delete what is older than so many days in the background, while the context lasts.

    None: everything is kept.
    """
    if days is None:
        yield
        return
    task = asyncio.create_task(retain(store, days))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def retain(
    store: SqliteEngine,
    days: int,
    *,
    now: Callable[[], int] = timestamps.now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> NoReturn:
    """Delete the events that are older than so many days: now, and then every hour.

    `now` gives epoch milliseconds. What fails is logged and tried again in an hour.
    """
    full = True
    while True:
        try:
            deleted = await prune(store, Selection(now() - days * _DAY), full=full)
        except Exception as error:
            # Not its message, which may quote what is stored.
            kind = getattr(error, "sqlite_errorname", type(error).__name__)
            _log.error("retention failed: %s", kind)
            full = True
        else:
            full = False
            if deleted:
                _log.info("retention: %d events older than %d days deleted", deleted, days)
        await sleep(_BETWEEN)

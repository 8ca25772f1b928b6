"""Deleting old rows after a number of days, while the server runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import NoReturn, Protocol

from evsrv.core import timestamps
from evsrv.core.datasets import Dataset
from evsrv.engine.selection import Selection

_log = logging.getLogger(__name__)

_PAUSE_SECONDS = 3600.0


class Prune(Protocol):
    """Deletes rows of a database."""

    async def __call__(self, selection: Selection, *, full: bool) -> Mapping[Dataset, int]:
        """Delete the selected rows; return their number by dataset.

        If `full`, the keys that an interrupted prune left are removed too.
        """


@asynccontextmanager
async def retaining(prune: Prune, days: int | None) -> AsyncIterator[None]:
    """Delete older rows of all datasets in the background, while the context lasts.

    `days` is their maximum age; None keeps all rows.
    """
    if days is None:
        yield
        return
    task = asyncio.create_task(retain(prune, days))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def retain(
    prune: Prune,
    days: int,
    *,
    now: Callable[[], int] = timestamps.now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> NoReturn:
    """Delete the rows that are older than `days`: now, and then every hour.

    `now` returns epoch milliseconds. An error is logged, and the next try follows in an hour.
    """
    full = True
    while True:
        try:
            deleted = await prune(Selection(now() - days * timestamps.DAY_MS), full=full)
        except Exception as error:
            # Not its message, which may quote stored values.
            kind = getattr(error, "sqlite_errorname", type(error).__name__)
            _log.error("retention failed: %s", kind)
            full = True
        else:
            full = False
            for dataset, rows in deleted.items():
                if rows:
                    _log.info(
                        "retention: %d %s older than %d days deleted", rows, dataset.name, days
                    )
        await sleep(_PAUSE_SECONDS)

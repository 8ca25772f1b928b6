"""A slot: the right to one of a number of connections."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evsrv.engine.errors import ReadersBusy


@asynccontextmanager
async def slot(slots: asyncio.Semaphore, timeout: float, busy: str) -> AsyncIterator[float]:
    """Hold one of the slots; return the seconds that the wait for it has left of `timeout`.

    `busy` says in an error what is busy.
    """
    started = time.monotonic()
    try:
        async with asyncio.timeout(timeout):
            await slots.acquire()
    except TimeoutError as error:
        raise ReadersBusy(timeout, busy) from error
    try:
        yield timeout - (time.monotonic() - started)
    finally:
        slots.release()

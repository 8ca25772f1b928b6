"""The read pool: connections that each run one query at a time, within its time limit."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from attrs import define

from evsrv.store.connection import Connection
from evsrv.store.errors import QueryTimeout, StoreError

T = TypeVar("T")

STEPS_BETWEEN_LOOKS = 1000
"""How many steps of SQLite's virtual machine pass between two looks at the clock: about 3 %."""


@define
class _Watch:
    """When a query has to stop; the query's thread asks, other threads may set `cancelled`."""

    deadline: float
    cancelled: bool = False
    expired: bool = False

    def must_stop(self) -> bool:
        self.expired = self.expired or time.monotonic() >= self.deadline
        return self.expired or self.cancelled


class Readers:
    """A fixed number of read connections, lent to one query at a time."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._open = len(connections)
        self._closing = False
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
        for connection in connections:
            self._free.put_nowait(connection)

    async def read(self, work: Callable[[sqlite3.Connection], T], *, timeout: float) -> T:
        """Run the work on a connection's thread, inside one read transaction.

        `timeout` is in seconds and counts from this call. Raises `QueryTimeout` past it. When the
        caller is cancelled its query is stopped; no other query is touched.
        """
        watch = _Watch(time.monotonic() + timeout)
        connection = await self._lend(timeout)
        reading = asyncio.create_task(
            connection.call(lambda raw: _snapshot(raw, work, watch, timeout))
        )
        reading.add_done_callback(partial(self._take_back, connection))
        try:
            # Awaiting the task itself would cancel it with its caller, and so give back a
            # connection whose thread is still at work.
            await asyncio.wait({reading})
        except asyncio.CancelledError:
            watch.cancelled = True
            raise
        return reading.result()

    async def close(self) -> None:
        """Close every connection once its query is done."""
        self._closing = True
        while self._open:
            connection = await self._free.get()
            self._open -= 1
            await connection.close()

    async def _lend(self, timeout: float) -> Connection:
        if self._closing:
            raise StoreError("the store is closed")
        try:
            async with asyncio.timeout(timeout):
                return await self._free.get()
        except TimeoutError:
            raise QueryTimeout(timeout) from None

    def _take_back(self, connection: Connection, reading: asyncio.Task[Any]) -> None:
        self._free.put_nowait(connection)
        if not reading.cancelled():
            # Asked for, or asyncio would complain of an error that a cancelled caller left.
            reading.exception()


def _snapshot(
    connection: sqlite3.Connection,
    work: Callable[[sqlite3.Connection], T],
    watch: _Watch,
    timeout: float,
) -> T:
    connection.set_progress_handler(watch.must_stop, STEPS_BETWEEN_LOOKS)
    try:
        connection.execute("BEGIN")
        return work(connection)
    except sqlite3.OperationalError as error:
        if watch.expired:
            raise QueryTimeout(timeout) from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
        if connection.in_transaction:
            connection.execute("ROLLBACK")

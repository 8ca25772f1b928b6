"""The read pool: connections that each run one query at a time, within its time limit."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from evsrv.core.scope import Scope
from evsrv.engine.errors import ReadersBusy, StoreError
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import Deadline
from evsrv.sqlite.read_session import ReadSession, await_interruptibly, retrieve_error
from evsrv.sqlite.read_transaction import run_in_read_transaction
from evsrv.sqlite.worker import WorkerConnection

T = TypeVar("T")

CLOSING_SECONDS = 0.25
"""How long the close of a pool waits for the reads that it has interrupted."""

_log = logging.getLogger(__name__)


class ReaderPool:
    """A fixed number of read connections; each runs one query at a time."""

    def __init__(self, connections: Sequence[WorkerConnection]) -> None:
        self.size = self._open = len(connections)
        self.waits = 0
        """How many reads found no free connection."""
        self.waited = 0.0
        """Seconds, of all reads together."""
        self.streams = 0
        """How many sessions are open."""
        self._closing = False
        self._lent: dict[WorkerConnection, Deadline] = {}
        self._parked: list[WorkerConnection] = []
        self._resumed = asyncio.Event()
        self._resumed.set()
        self._drained = asyncio.Event()
        self._stream_slots = asyncio.Semaphore(max(1, len(connections) - 1))
        # Last in, first out: a connection that was just used has its pages in the cache.
        self._free: asyncio.LifoQueue[WorkerConnection] = asyncio.LifoQueue()
        for connection in connections:
            self._free.put_nowait(connection)

    @property
    def busy(self) -> int:
        """Return how many connections are in use."""
        return self._open - self._free.qsize() - len(self._parked)

    async def read(
        self, work: Callable[[SqliteConnection], T], *, timeout: float, scope: Scope | None = None
    ) -> T:
        """Run the work on a connection's thread, inside one read transaction.

        A guarded connection shows the events of `scope` alone. `timeout` is in seconds and counts
        the wait for a connection, but not a pause of the pool. Raises `ReadersBusy` if there is
        no connection within it, and `QueryTimeout` if the work does not end. If the caller is
        cancelled its query is interrupted; no other query is.
        """
        await self._wait_for_resume(timeout)
        deadline = Deadline(timeout)
        connection = await self._acquire(timeout)
        self._lent[connection] = deadline
        reading = asyncio.create_task(
            connection.call(lambda raw: run_in_read_transaction(raw, work, deadline, scope))
        )
        reading.add_done_callback(partial(self._release, connection))
        return await await_interruptibly(reading, deadline)

    @asynccontextmanager
    async def session(
        self, *, timeout: float, scope: Scope | None = None
    ) -> AsyncIterator[ReadSession]:
        """Open a session: several pieces of work in one read transaction.

        `timeout` is in seconds and holds for each piece. Leaving the context interrupts the piece
        that runs and releases the connection.
        """
        connection = await self._acquire_for_stream(timeout)
        self.streams += 1
        deadline = self._lent[connection] = Deadline(timeout)
        session = ReadSession(connection, deadline, scope)
        try:
            await session.begin()
            yield session
        finally:
            ending = asyncio.create_task(session.end())
            ending.add_done_callback(partial(self._release, connection))
            self.streams -= 1
            self._stream_slots.release()
            await asyncio.wait({ending}, timeout=CLOSING_SECONDS)

    @asynccontextmanager
    async def paused(self, timeout: float) -> AsyncIterator[bool]:
        """Lend no connection while the context lasts, and wait for those that are lent.

        Yields whether all came back within `timeout` seconds.
        """
        self._resumed.clear()
        self._drained.clear()
        while not self._free.empty():
            self._park(self._free.get_nowait())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._drained.wait()
            yield self._drained.is_set()
        finally:
            self._resumed.set()
            parked, self._parked = self._parked, []
            for connection in parked:
                self._free.put_nowait(connection)

    async def close(self) -> None:
        """Interrupt the reads and close the connections.

        A read that goes on all the same, because a function of a plugin does not return, is
        abandoned with its connection.
        """
        self._closing = True
        for deadline in self._lent.values():
            deadline.cancelled = True
        last = time.monotonic() + CLOSING_SECONDS
        while self._open and (connection := await self._next_free(last)):
            self._open -= 1
            await connection.close()
        for connection in self._lent:
            connection.abandon()
        if self._open:
            _log.warning("abandoned %d reads that did not stop", self._open)

    async def _next_free(self, last: float) -> WorkerConnection | None:
        """Return a connection that is free by the monotonic time `last`, or None."""
        try:
            async with asyncio.timeout(max(0, last - time.monotonic())):
                return await self._free.get()
        except TimeoutError:
            return None

    async def _acquire_for_stream(self, timeout: float) -> WorkerConnection:
        # A stream lasts as long as its client likes: one connection is left for queries.
        try:
            async with asyncio.timeout(timeout):
                await self._stream_slots.acquire()
        except TimeoutError:
            raise ReadersBusy(timeout, "all readers that exports may use are busy") from None
        try:
            await self._wait_for_resume(timeout)
            return await self._acquire(timeout)
        except BaseException:
            self._stream_slots.release()
            raise

    async def _acquire(self, timeout: float) -> WorkerConnection:
        if self._closing:
            raise StoreError("the store is closed")
        self.waits += self._free.empty()
        started = time.monotonic()
        try:
            async with asyncio.timeout(timeout):
                return await self._free.get()
        except TimeoutError:
            raise ReadersBusy(timeout) from None
        finally:
            self.waited += time.monotonic() - started

    async def _wait_for_resume(self, timeout: float) -> None:
        try:
            async with asyncio.timeout(timeout):
                await self._resumed.wait()
        except TimeoutError:
            raise ReadersBusy(timeout) from None

    def _park(self, connection: WorkerConnection) -> None:
        self._parked.append(connection)
        if len(self._parked) == self._open:
            self._drained.set()

    def _release(self, connection: WorkerConnection, reading: asyncio.Task[Any]) -> None:
        del self._lent[connection]
        if self._resumed.is_set():
            self._free.put_nowait(connection)
        else:
            self._park(connection)
        retrieve_error(reading)

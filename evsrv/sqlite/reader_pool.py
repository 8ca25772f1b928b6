"""The read pool: connections that each run one query at a time, within its time limit."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from evsrv.core.scope import Scope
from evsrv.engine.errors import QueryTimeout, StoreError
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import Deadline
from evsrv.sqlite.read_transaction import begin, end, run_in_read_transaction
from evsrv.sqlite.worker import Connection

T = TypeVar("T")
R = TypeVar("R")


class _End:
    """What comes after the last item of a stream."""


_END = _End()


class ReaderPool:
    """A fixed number of read connections, lent to one query at a time."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.size = self._open = len(connections)
        self.waits = 0
        """How many reads found no free connection."""
        self.waited = 0.0
        """Seconds, of all reads together."""
        self._closing = False
        self._streams = asyncio.Semaphore(max(1, len(connections) - 1))
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in connections:
            self._free.put_nowait(connection)

    @property
    def busy(self) -> int:
        """How many connections are in use."""
        return self._open - self._free.qsize()

    async def read(
        self, work: Callable[[sqlite3.Connection], T], *, timeout: float, scope: Scope | None = None
    ) -> T:
        """Run the work on a connection's thread, inside one read transaction.

        Where the connections are walled it sees the events of `scope` alone. `timeout` is in
        seconds and counts from this call; past it `QueryTimeout` is raised. When the caller is
        cancelled its query is stopped; no other query is touched.
        """
        watch = Deadline(timeout)
        connection = await self._lend(timeout)
        reading = asyncio.create_task(
            connection.call(lambda raw: run_in_read_transaction(raw, work, watch, scope))
        )
        reading.add_done_callback(partial(self._take_back, connection))
        return await _result(reading, watch)

    async def stream(
        self,
        work: Callable[[sqlite3.Connection], Iterator[T]],
        *,
        timeout: float,
        scope: Scope | None = None,
    ) -> AsyncGenerator[T, None]:
        """Give the items of the work one by one, each made when it is asked for.

        They are made on a connection's thread, all inside one read transaction, seeing what `read`
        sees. `timeout` is in seconds, for each item anew. Close the generator
        (`contextlib.aclosing`): that stops what is still being made and gives the connection back.
        """
        watch = Deadline(timeout)
        connection = await self._lend_for_long(timeout)
        items: Iterator[T] = iter(())

        def start(raw: SqliteConnection) -> None:
            nonlocal items
            begin(raw, watch, scope)
            items = work(raw)

        def step(_: SqliteConnection) -> T | _End:
            watch.restart()
            with watch:
                return next(items, _END)

        def stop(raw: SqliteConnection) -> None:
            try:
                if isinstance(items, Generator):
                    items.close()
            finally:
                end(raw)

        async def on_thread(piece: Callable[[SqliteConnection], R]) -> R:
            call = connection.call(piece, keep_cursors=True)
            return await _result(asyncio.create_task(call), watch)

        try:
            await on_thread(start)
            while not isinstance(item := await on_thread(step), _End):
                yield item
        finally:
            watch.cancelled = True
            ending = asyncio.create_task(connection.call(stop))
            ending.add_done_callback(partial(self._take_back, connection))
            self._streams.release()
            await asyncio.wait({ending})

    async def close(self) -> None:
        """Close every connection once its query is done."""
        self._closing = True
        while self._open:
            connection = await self._free.get()
            self._open -= 1
            await connection.close()

    async def _lend_for_long(self, timeout: float) -> Connection:
        # A stream lasts as long as its client likes: one connection is left for queries.
        try:
            async with asyncio.timeout(timeout):
                await self._streams.acquire()
        except TimeoutError:
            raise QueryTimeout(timeout) from None
        try:
            return await self._lend(timeout)
        except BaseException:
            self._streams.release()
            raise

    async def _lend(self, timeout: float) -> Connection:
        if self._closing:
            raise StoreError("the store is closed")
        self.waits += self._free.empty()
        started = time.monotonic()
        try:
            async with asyncio.timeout(timeout):
                return await self._free.get()
        except TimeoutError:
            raise QueryTimeout(timeout) from None
        finally:
            self.waited += time.monotonic() - started

    def _take_back(self, connection: Connection, reading: asyncio.Task[Any]) -> None:
        self._free.put_nowait(connection)
        _ask_for_error(reading)


async def _result(piece: asyncio.Task[T], watch: Deadline) -> T:
    """Await a piece of a connection's work; where the caller is cancelled it is told to stop."""
    try:
        # Awaiting the task itself would cancel it with its caller, and so give back a connection
        # whose thread is still at work.
        await asyncio.wait({piece})
    except asyncio.CancelledError:
        watch.cancelled = True
        piece.add_done_callback(_ask_for_error)
        raise
    return piece.result()


def _ask_for_error(piece: asyncio.Task[Any]) -> None:
    # asyncio would complain of an error that nobody asked for.
    if not piece.cancelled():
        piece.exception()

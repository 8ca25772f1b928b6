"""The read pool: connections that each run one query at a time, within its time limit."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from evsrv.scope import Scope
from evsrv.store.connection import Connection
from evsrv.store.errors import QueryTimeout, StoreError
from evsrv.store.raw import RawConnection

T = TypeVar("T")
R = TypeVar("R")

STEPS_BETWEEN_LOOKS = 1000
"""How many steps of SQLite's virtual machine pass between two looks at the clock: about 3 %."""


class _Watch:
    """When a query has to stop; the query's thread asks, other threads may set `cancelled`.

    As a context it says `QueryTimeout` for what SQLite says when it is stopped by its time.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._expired = False
        self.cancelled = False
        self.restart()

    def restart(self) -> None:
        """Give the whole time again."""
        self._deadline = time.monotonic() + self._timeout

    def must_stop(self) -> bool:
        self._expired = self._expired or time.monotonic() >= self._deadline
        return self._expired or self.cancelled

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.OperationalError) and self._expired:
            raise QueryTimeout(self._timeout) from error


class _End:
    """What comes after the last item of a stream."""


_END = _End()


class Readers:
    """A fixed number of read connections, lent to one query at a time."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.size = self._open = len(connections)
        self.waits = 0
        """How many reads found no free connection."""
        self.waited = 0.0
        """Seconds, of all reads together."""
        self._closing = False
        self._streams = asyncio.Semaphore(max(1, len(connections) - 1))
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
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
        watch = _Watch(timeout)
        connection = await self._lend(timeout)
        reading = asyncio.create_task(
            connection.call(lambda raw: _snapshot(raw, work, watch, scope))
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
        watch = _Watch(timeout)
        connection = await self._lend_for_long(timeout)
        items: Iterator[T] = iter(())

        def begin(raw: RawConnection) -> None:
            nonlocal items
            _begin(raw, watch, scope)
            items = work(raw)

        def step(_: RawConnection) -> T | _End:
            watch.restart()
            with watch:
                return next(items, _END)

        def end(raw: RawConnection) -> None:
            try:
                if isinstance(items, Generator):
                    items.close()
            finally:
                _end(raw)

        async def on_thread(piece: Callable[[RawConnection], R]) -> R:
            call = connection.call(piece, keep_cursors=True)
            return await _result(asyncio.create_task(call), watch)

        try:
            await on_thread(begin)
            while not isinstance(item := await on_thread(step), _End):
                yield item
        finally:
            watch.cancelled = True
            ending = asyncio.create_task(connection.call(end))
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


async def _result(piece: asyncio.Task[T], watch: _Watch) -> T:
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


def _snapshot(
    connection: RawConnection,
    work: Callable[[sqlite3.Connection], T],
    watch: _Watch,
    scope: Scope | None,
) -> T:
    try:
        _begin(connection, watch, scope)
        with watch:
            return work(connection)
    finally:
        _end(connection)


def _begin(connection: RawConnection, watch: _Watch, scope: Scope | None) -> None:
    if connection.wall is not None:
        connection.wall.admit(scope)
    connection.must_stop = watch.must_stop
    connection.set_progress_handler(watch.must_stop, STEPS_BETWEEN_LOOKS)
    with watch:
        connection.execute("BEGIN")


def _end(connection: RawConnection) -> None:
    connection.must_stop = None
    connection.set_progress_handler(None, 0)
    if connection.in_transaction:
        connection.execute("ROLLBACK")

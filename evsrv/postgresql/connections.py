"""The pool of connections: reads behind the wall of a scope, and trusted work."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Self

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.engine.errors import ReadersBusy, StoreError
from evsrv.postgresql.citus import SHOW_TO_WORKERS, is_spread, way_into_walls
from evsrv.postgresql.errors import (
    UNREACHABLE,
    mapped_conflicts,
    mapped_errors,
    mapped_write_timeouts,
)
from evsrv.postgresql.migrations import migrate, require_version
from evsrv.postgresql.opening_errors import reason_of
from evsrv.postgresql.outage import Outage
from evsrv.postgresql.pool import CONNECT_SECONDS, SERVER_SETTINGS, make_pool, milliseconds
from evsrv.postgresql.session import END_SECONDS, Session
from evsrv.postgresql.slot import slot
from evsrv.postgresql.transaction import open_transaction
from evsrv.postgresql.walls import wall_settings

RESERVED = 2
"""Connections that reads leave to events, keys and other writes."""

_OPEN_SECONDS = 3.0
"""The least time to open a connection, which takes long on a busy machine."""

_SET_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


class Connections:
    """An open pool, and a context that closes it; the counters start when it is opened."""

    def __init__(
        self, pool: asyncpg.Pool, size: int, place: str, *, timeout: float, spread: bool
    ) -> None:
        """Use a pool of this size; `spread` says whether Citus spreads the database.

        `timeout` is the pool's limit of a statement in seconds. `place` names the database in logs.
        """
        self._pool = pool
        self._timeout = timeout
        # Idle connections would each make a request wait: the server may have forgotten them.
        self._outage = Outage(place, pool.expire_connections)
        self._spread = spread
        self._enter = way_into_walls(spread=spread)
        self.readers = max(1, size - RESERVED)
        self._read_slots = asyncio.Semaphore(self.readers)
        # One reader is left for queries, however slowly the clients of streams read.
        self._stream_slots = asyncio.Semaphore(max(1, self.readers - 1))
        self.reading = 0
        self.streams = 0
        self.waits = 0
        self.waited = 0.0

    @asynccontextmanager
    async def read(self, scope: Scope, timeout: float) -> AsyncIterator[Session]:
        """Open a snapshot in which the datasets have the rows of a scope alone.

        Each statement may take `timeout` seconds, less the wait for the connection. Raises
        `ReadersBusy`, and its session `QueryTimeout`.
        """
        async with self._snapshot(timeout) as (session, left):
            await session.execute(self._enter, *wall_settings(scope, milliseconds(left)))
            yield session

    @asynccontextmanager
    async def stream(self, scope: Scope, timeout: float) -> AsyncIterator[Session]:
        """Open the same for a client that may read slowly.

        The wait for other streams takes nothing from the time of its statements.
        """
        async with (
            slot(self._stream_slots, timeout, "all readers that exports may use are busy"),
            self.read(scope, timeout) as session,
        ):
            self.streams += 1
            try:
                yield session
            finally:
                self.streams -= 1

    @asynccontextmanager
    async def snapshot(self, timeout: float) -> AsyncIterator[Session]:
        """Open a snapshot for trusted reads, whose SQL names its scope itself."""
        async with self._snapshot(timeout) as (session, left):
            await self._begin_trusted(session, left)
            yield session

    @asynccontextmanager
    async def long_snapshot(self, timeout: float) -> AsyncIterator[Session]:
        """Open a snapshot as `snapshot`, which may be idle as long as its caller likes."""
        async with self.snapshot(timeout) as session:
            await session.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield session

    @asynccontextmanager
    async def write(self, timeout: float) -> AsyncIterator[Session]:
        """Open a transaction, which is rolled back if the context is left by an error."""
        with mapped_write_timeouts(), mapped_conflicts():
            async with (
                self._acquire(timeout) as (connection, left),
                open_transaction(
                    connection, timeout, left, "read_committed", readonly=False
                ) as session,
            ):
                await self._begin_trusted(session, left)
                yield session

    @asynccontextmanager
    async def trusted(self) -> AsyncIterator[Session]:
        """Open a session in which each statement is a transaction of its own.

        Its limit is the pool's: one more statement before each would cost a round trip.
        """
        with mapped_write_timeouts(), mapped_conflicts():
            async with self._acquire(self._timeout) as (connection, left):
                yield Session(connection, self._timeout, left)

    async def _begin_trusted(self, session: Session, left: float) -> None:
        await session.execute(_SET_TIMEOUT, milliseconds(left))
        if self._spread:
            await session.execute(SHOW_TO_WORKERS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the pool; what still runs after some seconds is stopped."""
        # The pool stops it itself if its close fails or is cancelled.
        with suppress(*UNREACHABLE):
            await asyncio.wait_for(self._pool.close(), CONNECT_SECONDS)

    @asynccontextmanager
    async def _snapshot(self, timeout: float) -> AsyncIterator[tuple[Session, float]]:
        """Open a transaction that only reads; with it come the seconds that are left."""
        started = time.monotonic()
        is_full = self._read_slots.locked()
        self.waits += is_full
        async with AsyncExitStack() as stack:
            try:
                left = await stack.enter_async_context(
                    slot(self._read_slots, timeout, "all readers are busy")
                )
            finally:
                if is_full:
                    self.waited += time.monotonic() - started
            connection, left = await stack.enter_async_context(self._acquire(left))
            session = await stack.enter_async_context(
                open_transaction(connection, timeout, left, "repeatable_read", readonly=True)
            )
            self.reading += 1
            try:
                with mapped_conflicts():
                    yield session, left
            finally:
                self.reading -= 1

    @asynccontextmanager
    async def _acquire(self, timeout: float) -> AsyncIterator[tuple[PoolConnectionProxy, float]]:
        """Take a connection; with it come the seconds that are left."""
        started = time.monotonic()
        async with self._outage.noticing():
            with mapped_errors(timeout):
                connection = await self._take(timeout)
            try:
                yield connection, timeout - (time.monotonic() - started)
            finally:
                # It may have been lost with its server, or hang with it; then the pool makes
                # another one.
                with suppress(*UNREACHABLE):
                    await self._pool.release(connection, timeout=END_SECONDS)

    async def _take(self, timeout: float) -> PoolConnectionProxy:
        try:
            # A wait before may have left no time to open one, which is no outage.
            return await self._pool.acquire(timeout=max(timeout, _OPEN_SECONDS))
        except TimeoutError as error:
            # Else the time went by while one was opened.
            pool = self._pool
            if pool.get_size() - pool.get_idle_size() == pool.get_max_size():
                raise ReadersBusy(timeout, "all connections are busy") from error
            raise


async def open_connections(
    dsn: Dsn, *, size: int, timeout: float, unchanged: bool = False
) -> Connections:
    """Migrate a database and open a pool of at most this size; raise `StoreError`.

    A statement outside of a transaction may take `timeout` seconds. If the database is to stay
    `unchanged`, it is not migrated, and must have this program's version.
    """
    try:
        spread = await _migrate(dsn, unchanged=unchanged)
        pool = await make_pool(dsn, size, timeout=timeout, spread=spread)
    except (ValueError, asyncpg.PostgresError, *UNREACHABLE) as error:
        raise StoreError(f"{dsn} cannot be opened: {reason_of(error)}") from None
    return Connections(pool, size, dsn.place, timeout=timeout, spread=spread)


async def _migrate(dsn: Dsn, *, unchanged: bool) -> bool:
    """Migrate a database; return whether it is spread over servers."""
    connection = await asyncpg.connect(
        dsn.secret, server_settings=SERVER_SETTINGS, timeout=CONNECT_SECONDS
    )
    try:
        await (require_version if unchanged else migrate)(connection, dsn.place)
        return await is_spread(connection)
    finally:
        await connection.close()

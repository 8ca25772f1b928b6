"""The pool of connections: reads behind the wall of a scope, and trusted work."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Literal, Self

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.engine.errors import QueryTimeout, ReadersBusy, StoreError
from evsrv.postgresql.citus import SESSION_SETTINGS, is_spread, way_into_walls
from evsrv.postgresql.errors import (
    UNREACHABLE,
    mapped_conflicts,
    mapped_errors,
    mapped_write_timeouts,
)
from evsrv.postgresql.migrations import migrate, require_version
from evsrv.postgresql.schema_versions import SCHEMA
from evsrv.postgresql.session import Session
from evsrv.postgresql.walls import wall_settings

RESERVED = 2
"""Connections that reads leave to events, keys and other writes."""

_CONNECT_SECONDS = 10.0
_SERVER_SETTINGS = {
    "application_name": "evsrv",
    "search_path": SCHEMA,
    "timezone": "UTC",
    # A transaction of a client that hangs holds locks and keeps dead rows.
    "idle_in_transaction_session_timeout": "300000",
    # Compiling a query takes longer than most queries.
    "jit": "off",
}
_TYPES = """
    SELECT NULL::text[], NULL::bigint[], NULL::integer[], NULL::numeric[],
        NULL::double precision[], NULL::boolean[], NULL::jsonb[]
"""
_SET_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


class Connections:
    """An open pool, and a context that closes it; the counters start when it is opened."""

    def __init__(self, pool: asyncpg.Pool, size: int, *, spread: bool) -> None:
        """Use a pool of this size; `spread` says whether Citus spreads the database."""
        self._pool = pool
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
    async def read(
        self, scope: Scope, timeout: float, allowed: float | None = None
    ) -> AsyncIterator[Session]:
        """Open a snapshot in which the datasets have the rows of a scope alone.

        Each statement may take `timeout` seconds, less the wait for the connection; `allowed` of
        them if there was a wait before. Raises `ReadersBusy`, and its session `QueryTimeout`.
        """
        async with self._snapshot(timeout, allowed) as (session, left):
            await session.execute(self._enter, *wall_settings(scope, _milliseconds(left)))
            yield session

    @asynccontextmanager
    async def stream(self, scope: Scope, timeout: float) -> AsyncIterator[Session]:
        """Open the same for a client that may read slowly."""
        async with (
            _slot(self._stream_slots, timeout, timeout) as left,
            self.read(scope, timeout, left) as session,
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
            await session.execute(_SET_TIMEOUT, str(_milliseconds(left)))
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
                _transaction(
                    connection, timeout, left, "read_committed", readonly=False
                ) as session,
            ):
                await session.execute(_SET_TIMEOUT, str(_milliseconds(left)))
                yield session

    @asynccontextmanager
    async def trusted(self, timeout: float) -> AsyncIterator[Session]:
        """Open a session in which each statement is a transaction of its own."""
        with mapped_write_timeouts():
            async with self._acquire(timeout) as (connection, left):
                yield Session(connection, timeout, left)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the pool; what still runs after some seconds is stopped."""
        try:
            await asyncio.wait_for(self._pool.close(), _CONNECT_SECONDS)
        except (TimeoutError, *UNREACHABLE):
            self._pool.terminate()

    @asynccontextmanager
    async def _snapshot(
        self, timeout: float, allowed: float | None = None
    ) -> AsyncIterator[tuple[Session, float]]:
        """Open a transaction that only reads; with it come the seconds that are left.

        Of the limit `timeout` the wait may take `allowed` seconds, by default all.
        """
        started = time.monotonic()
        is_full = self._read_slots.locked()
        self.waits += is_full
        async with AsyncExitStack() as stack:
            try:
                left = await stack.enter_async_context(
                    _slot(self._read_slots, timeout, timeout if allowed is None else allowed)
                )
            finally:
                if is_full:
                    self.waited += time.monotonic() - started
            connection, left = await stack.enter_async_context(self._acquire(left))
            session = await stack.enter_async_context(
                _transaction(connection, timeout, left, "repeatable_read", readonly=True)
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
        try:
            with mapped_errors(timeout):
                connection = await self._pool.acquire(timeout=timeout)
        except QueryTimeout as error:
            raise ReadersBusy(timeout, "all connections are busy") from error
        try:
            yield connection, timeout - (time.monotonic() - started)
        finally:
            # It may have been lost with its server; then the pool makes another one.
            with suppress(*UNREACHABLE):
                await self._pool.release(connection)


@asynccontextmanager
async def _slot(slots: asyncio.Semaphore, timeout: float, left: float) -> AsyncIterator[float]:
    """Hold one of the slots; return the seconds that the wait for it has left of `left`.

    `timeout` is the limit that an error names.
    """
    started = time.monotonic()
    try:
        async with asyncio.timeout(left):
            await slots.acquire()
    except TimeoutError as error:
        raise ReadersBusy(timeout) from error
    try:
        yield left - (time.monotonic() - started)
    finally:
        slots.release()


@asynccontextmanager
async def _transaction(
    connection: PoolConnectionProxy,
    timeout: float,
    left: float,
    isolation: Literal["read_committed", "repeatable_read"],
    *,
    readonly: bool,
) -> AsyncIterator[Session]:
    """Open a transaction on a connection.

    Not asyncpg's own context: an error of the caller, as of a client that went away, is not one of
    the database.
    """
    transaction = connection.transaction(isolation=isolation, readonly=readonly)
    with mapped_errors(timeout):
        await transaction.start()
    try:
        yield Session(connection, timeout, left)
    except BaseException:
        # A lost connection has rolled back by itself.
        with suppress(*UNREACHABLE, asyncpg.PostgresError):
            await transaction.rollback()
        raise
    with mapped_errors(timeout):
        await transaction.commit()


def _milliseconds(seconds: float) -> int:
    # Zero would be no limit.
    return max(1, int(seconds * 1000))


async def open_connections(dsn: Dsn, *, size: int, unchanged: bool = False) -> Connections:
    """Migrate a database and open a pool of at most this size; raise `StoreError`.

    If it is to stay `unchanged`, it is not migrated, and must have this program's version.
    """
    try:
        spread = await _migrate(dsn, unchanged=unchanged)
        pool = await asyncpg.create_pool(
            dsn.secret,
            min_size=0,
            max_size=size,
            server_settings=_SERVER_SETTINGS | (SESSION_SETTINGS if spread else {}),
            timeout=_CONNECT_SECONDS,
            init=_learn_types,
            reset=_keep_session,
        )
    except (TimeoutError, ValueError, asyncpg.PostgresError, *UNREACHABLE) as error:
        # Neither its message nor its cause, which may have the secrets of the string.
        raise StoreError(f"{dsn} cannot be opened: {type(error).__name__}") from None
    return Connections(pool, size, spread=spread)


async def _migrate(dsn: Dsn, *, unchanged: bool) -> bool:
    """Migrate a database; return whether it is spread over servers."""
    connection = await asyncpg.connect(
        dsn.secret, server_settings=_SERVER_SETTINGS, timeout=_CONNECT_SECONDS
    )
    try:
        await (require_version if unchanged else migrate)(connection, dsn.place)
        return await is_spread(connection)
    finally:
        await connection.close()


async def _learn_types(connection: asyncpg.Connection) -> None:
    """Let the driver ask for the types of arrays.

    It calls `set_config` for each type that it meets first, which no role of a wall may.
    """
    await connection.prepare(_TYPES)


async def _keep_session(_: asyncpg.Connection) -> None:
    """Do nothing: all settings end with their transaction, so none is to be reset."""

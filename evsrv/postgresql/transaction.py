"""A transaction on a connection, each step of which ends, also if the server hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from asyncpg.transaction import Transaction

from evsrv.engine.errors import QueryTimeout
from evsrv.postgresql.errors import UNREACHABLE, ServerAway, mapped_errors
from evsrv.postgresql.session import END_SECONDS, GRACE_SECONDS, Session

_CANCELLED_SECONDS = 10.0


@asynccontextmanager
async def open_transaction(
    connection: PoolConnectionProxy,
    timeout: float,
    left: float,
    isolation: Literal["read_committed", "repeatable_read"],
    *,
    readonly: bool,
) -> AsyncIterator[Session]:
    """Open a transaction on a connection; roll it back if the context is left by an error.

    Each step may take `left` seconds, which a wait left of the limit `timeout`. Raises the errors
    of `mapped_errors`.
    """
    # Not asyncpg's own context: an error of the caller, as of a client that went away, is not one
    # of the database.
    transaction = connection.transaction(isolation=isolation, readonly=readonly)
    with mapped_errors(timeout):
        try:
            async with asyncio.timeout(left + GRACE_SECONDS):
                await transaction.start()
        except (TimeoutError, asyncio.CancelledError):
            # Nobody knows whether it began. The driver reports an open one as a fault of evsrv.
            _terminate(connection)
            raise
    try:
        yield Session(connection, timeout, left)
    except BaseException as error:
        await _roll_back(transaction, connection, error, timeout)
        raise
    with mapped_errors(timeout):
        async with asyncio.timeout(left + GRACE_SECONDS):
            await transaction.commit()


async def _roll_back(
    transaction: Transaction, connection: PoolConnectionProxy, error: BaseException, timeout: float
) -> None:
    """Roll back after an error; whether the server does tells a late one from one that hangs.

    Raises `ServerAway` if the error was a timeout and the server hangs, and `QueryTimeout` if it
    was a server without an answer, which answers now.
    """
    try:
        # On a closed connection the statement of a cancelled caller would run on. Nobody waits for
        # its end, so it has more time.
        is_cancelled = isinstance(error, asyncio.CancelledError)
        async with asyncio.timeout(_CANCELLED_SECONDS if is_cancelled else END_SECONDS):
            await transaction.rollback()
    except TimeoutError as hung:
        _terminate(connection)
        if isinstance(error, QueryTimeout):
            raise ServerAway from hung
    except (*UNREACHABLE, asyncpg.PostgresError):
        # A lost connection has rolled back by itself.
        pass
    else:
        if _is_late(error):
            # PostgreSQL does not stop amid a row, which may have hundreds of conditions.
            raise QueryTimeout(timeout) from error


def _is_late(error: BaseException) -> bool:
    """Return whether a statement had no answer within its time."""
    return isinstance(error, ServerAway) and isinstance(error.__cause__, TimeoutError)


def _terminate(connection: PoolConnectionProxy) -> None:
    # The driver may have closed it already.
    with suppress(*UNREACHABLE):
        connection.terminate()

"""A transaction on a connection, each step of which ends, also if the server hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from asyncpg.transaction import Transaction

from evsrv.engine.errors import QueryTimeout
from evsrv.postgresql.errors import UNREACHABLE, ServerAway, mapped_errors
from evsrv.postgresql.session import GRACE_SECONDS, Session


@asynccontextmanager
async def open_transaction(
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
        async with asyncio.timeout(left + GRACE_SECONDS):
            await transaction.start()
    try:
        yield Session(connection, timeout, left)
    except ServerAway:
        # The connection is closed by its owner, which rolls back.
        raise
    except BaseException as error:
        await _roll_back(transaction, connection, error)
        raise
    with mapped_errors(timeout):
        async with asyncio.timeout(left + GRACE_SECONDS):
            await transaction.commit()


async def _roll_back(
    transaction: Transaction, connection: PoolConnectionProxy, error: BaseException
) -> None:
    """Roll back after an error; raise `ServerAway` if that was a timeout and the server hangs."""
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await transaction.rollback()
    except TimeoutError as hung:
        if isinstance(error, QueryTimeout):
            raise ServerAway from hung
        connection.terminate()
    except (*UNREACHABLE, asyncpg.PostgresError):
        # A lost connection has rolled back by itself.
        pass

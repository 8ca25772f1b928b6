"""PostgreSQL's errors as those of an engine. No message quotes what is stored, or a DSN."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from evsrv.core.dsn import Dsn
from evsrv.core.errors import ServiceUnavailable, Unprocessable
from evsrv.engine.errors import QueryTimeout, StoreError

UNREACHABLE = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.DatabaseDroppedError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    # After a change of the server's users or databases, until it is taken back.
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    # Of memory, connections or locks.
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
)
"""Errors of a server that is away, restarts or has no room for more work."""

_LOST_WORKER = "failure on connection marked as essential"
"""Citus says so, without a code of its own, if a worker is lost inside of a transaction."""


class ServerAway(ServiceUnavailable):
    """The PostgreSQL server does not answer."""

    def __init__(self) -> None:
        super().__init__("the database server does not answer; try again later")


class LostConflict(ServiceUnavailable):
    """The PostgreSQL server ended a transaction in favour of another one."""

    def __init__(self) -> None:
        super().__init__(
            "the database server ended the transaction in favour of another one; try again later"
        )


class WorkerAway(ServiceUnavailable):
    """One of the servers of a cluster does not answer; the rows of the others are there."""

    def __init__(self) -> None:
        super().__init__("one of the database servers does not answer; try again later")


class ReadOnlyServer(ServiceUnavailable):
    """The PostgreSQL server takes no writes, as a replica or one whose disk is full."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database server takes no writes: {reason}; try again later")


@contextmanager
def mapped_errors(timeout: float) -> Iterator[None]:
    """Raise the engine's errors for those of PostgreSQL; `timeout` is the limit in seconds.

    The server itself keeps that limit. If a wait for the server ends by another one
    (`TimeoutError`), it hangs.
    """
    try:
        yield
    except asyncpg.QueryCanceledError as error:
        raise QueryTimeout(timeout) from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise ReadOnlyServer("it is read-only") from error
    except asyncpg.DiskFullError as error:
        raise ReadOnlyServer("its disk is full") from error
    except asyncpg.ProgramLimitExceededError as error:
        raise Unprocessable("a text is too long for an index of the database") from error
    except asyncpg.CharacterNotInRepertoireError as error:
        raise Unprocessable("a text has a NUL character, which no stored text has") from error
    except asyncpg.InternalServerError as error:
        if _LOST_WORKER in str(error):
            raise WorkerAway from error
        raise
    except asyncpg.ConnectionFailureError as error:
        # The server itself says so of another one; without an answer of its own there is no code.
        raise WorkerAway from error
    except UNREACHABLE as error:
        # An argument of a wrong type is an `InterfaceError` too.
        if isinstance(error, ValueError):
            raise
        raise ServerAway from error


@contextmanager
def mapped_write_timeouts() -> Iterator[None]:
    """Raise `ServerAway` for work beyond its limit that is no query: to repeat it is right."""
    try:
        yield
    except QueryTimeout as error:
        raise ServerAway from error


@contextmanager
def mapped_data_errors() -> Iterator[None]:
    """Raise `Unprocessable` for values that the database cannot hold."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise Unprocessable("another row has its id, external id or hash") from error
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        # Not its message, which quotes what is stored.
        reason = type(error).__name__.removesuffix("Error")
        raise Unprocessable(f"PostgreSQL cannot hold one of its values ({reason})") from error


@contextmanager
def mapped_conflicts() -> Iterator[None]:
    """Raise `LostConflict` for a transaction that lost against another one, or a replica's."""
    try:
        yield
    except asyncpg.TransactionRollbackError as error:
        raise LostConflict from error


@contextmanager
def mapped_schema_errors(dsn: Dsn) -> Iterator[None]:
    """Raise `StoreError` for a statement of evsrv that a changed schema or a lost right refuses."""
    try:
        yield
    except asyncpg.SyntaxOrAccessError as error:
        # The names of tables and columns are no secrets; values are in no such message.
        raise StoreError(f"{dsn}: {error.args[0]}; `evsrv check` looks for damage") from error

"""A pool of connections as the driver has it."""

import asyncpg

from evsrv.core.dsn import Dsn
from evsrv.postgresql.citus import SESSION_SETTINGS
from evsrv.postgresql.schema_versions import SCHEMA

CONNECT_SECONDS = 10.0

SERVER_SETTINGS = {
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


async def make_pool(dsn: Dsn, size: int, *, timeout: float, spread: bool) -> asyncpg.Pool:
    """Return a pool that opens at most so many connections, each when it is needed.

    A statement may take `timeout` seconds, unless its transaction has another limit. `spread` says
    whether Citus spreads the database.
    """
    settings = SERVER_SETTINGS | {"statement_timeout": milliseconds(timeout)}
    return await asyncpg.create_pool(
        dsn.secret,
        min_size=0,
        max_size=size,
        server_settings=settings | (SESSION_SETTINGS if spread else {}),
        timeout=CONNECT_SECONDS,
        init=_learn_types,
        reset=_keep_session,
    )


def milliseconds(seconds: float) -> str:
    """Return a limit as PostgreSQL's settings have it."""
    # Zero would be no limit.
    return str(max(1, int(seconds * 1000)))


async def _learn_types(connection: asyncpg.Connection) -> None:
    """Let the driver ask for the types of arrays.

    It calls `set_config` for each type that it meets first, which no role of a wall may.
    """
    await connection.prepare(_TYPES)


async def _keep_session(_: asyncpg.Connection) -> None:
    """Do nothing: all settings end with their transaction, so none is to be reset."""

"""Migrating a database to this program's schema; the table `versions` has the version."""

from itertools import chain

from asyncpg import Connection, InsufficientPrivilegeError, PostgresError

from evsrv.engine.errors import StoreError
from evsrv.postgresql.citus import (
    IN_SEQUENCE,
    has_citus,
    is_spread,
    spread_new_tables,
    spread_roles,
    spread_walls,
)
from evsrv.postgresql.functions import FUNCTIONS
from evsrv.postgresql.schema_versions import MIGRATIONS, SCHEMA
from evsrv.postgresql.walls import LOCK_SETTINGS, WALLS, build_walls

MIN_SERVER_VERSION = 16
"""The first version with `IS JSON` and with `SET` among the rights on a role."""

_LOCK = int.from_bytes(b"evsr", "big")
"""The number of the advisory lock that a migration holds."""

_VERSIONS = "CREATE TABLE IF NOT EXISTS versions (version integer PRIMARY KEY)"


async def read_version(connection: Connection, place: str) -> int:
    """Return a database's version, 0 if it has no schema; raise `StoreError` if it is newer."""
    # Not `to_regclass`: after the wait for a lock it may still not know a table made meanwhile.
    exists = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'versions')",
        SCHEMA,
    )
    if not exists:
        return 0
    version = int(await connection.fetchval(f"SELECT max(version) FROM {SCHEMA}.versions"))  # noqa: S608
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{place} was made by a newer evsrv: it has version {version}, this one knows up to"
            f" {len(MIGRATIONS)}; install the newer evsrv"
        )
    return version


async def require_version(connection: Connection, place: str) -> None:
    """Raise `StoreError` if a database has another version than this program's."""
    version = await read_version(connection, place)
    if version == 0:
        raise StoreError(
            f"{place} has no tables of evsrv yet; `evsrv keys create` and `evsrv serve` make them"
        )
    if version < len(MIGRATIONS):
        raise StoreError(
            f"{place} has version {version} of {len(MIGRATIONS)}; the start of `evsrv serve`"
            " upgrades it"
        )


async def migrate(connection: Connection, place: str) -> None:
    """Bring a database to this program's version in one transaction.

    Other servers that start meanwhile wait. Raises `StoreError`.
    """
    server = connection.get_server_version()
    if server.major < MIN_SERVER_VERSION:
        raise StoreError(
            f"{place} runs PostgreSQL {server.major}; evsrv needs {MIN_SERVER_VERSION} or later"
        )
    encoding = connection.get_settings().server_encoding
    if encoding != "UTF8":
        raise StoreError(
            f"{place} has the encoding {encoding}; evsrv needs UTF8, as of"
            " CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0"
        )
    if await read_version(connection, place) == len(MIGRATIONS):
        return
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            await _upgrade(connection, await read_version(connection, place))
    except InsufficientPrivilegeError as error:
        raise StoreError(f"{place}: {await _missing_right(connection)}") from error
    except PostgresError as error:
        # Not its message, which may quote what is stored.
        raise StoreError(
            f"{place} could not be upgraded to version {len(MIGRATIONS)}: {type(error).__name__}"
        ) from error


async def _missing_right(connection: Connection) -> str:
    """Return which right a user needs whose migration was refused."""
    lacks_roles = await connection.fetchval(
        """
        SELECT has_database_privilege(current_database(), 'CREATE') AND EXISTS (
            SELECT FROM pg_roles
            WHERE rolname IN ($1, $2) AND NOT pg_has_role(current_user, oid, 'SET')
        )
        """,
        *(wall.role for wall in WALLS),
    )
    if lacks_roles:
        roles = ", ".join(wall.role for wall in WALLS)
        return (
            "another user of this server made the roles of evsrv; let that user or a superuser"
            f" execute GRANT {roles} TO this one"
        )
    return (
        "the user may not create schemas and roles; grant it CREATE on the database and CREATEROLE"
    )


async def _upgrade(connection: Connection, version: int) -> None:
    # Read again under the lock: another server may have been first.
    if version == len(MIGRATIONS):
        return
    spread = await has_citus(connection) and (version == 0 or await is_spread(connection))
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    await connection.execute(f"SET LOCAL search_path = {SCHEMA}")
    if spread:
        await connection.execute(IN_SEQUENCE)
    for statement in chain((_VERSIONS,), *MIGRATIONS[version:]):
        await connection.execute(statement)
        if spread:
            await spread_new_tables(connection)
    before, after = (spread_roles(), spread_walls()) if spread else ((), ())
    for statement in chain(FUNCTIONS, before, build_walls(), (LOCK_SETTINGS,), after):
        await connection.execute(statement)
    await connection.execute("INSERT INTO versions VALUES ($1)", len(MIGRATIONS))

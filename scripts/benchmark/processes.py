"""The measured processes; each ends with its `with` block. Needs only the standard library."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVSRV = (sys.executable, "-m", "evsrv")
HOST = "127.0.0.1"


class Failed(Exception):
    """An error that ends the whole run, with its message."""


def run(*arguments: str) -> str:
    """Run an evsrv command and return its output."""
    return subprocess.run(
        [*EVSRV, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


def make_key(db: Path, organization: str, project: str | None) -> str:
    """Create an api key for a database, and the database if it does not exist."""
    scope = ["--organization", organization, *(["--project", project] if project else [])]
    return run("keys", "create", "--db", str(db), "--kind", "api", *scope)


def key_headers(key: str) -> dict[str, str]:
    """Return the headers of a request with a key and a JSON body."""
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


class Process:
    """A running process and its use of resources. Needs Linux (/proc)."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._stat = Path(f"/proc/{pid}/stat")

    def memory(self, which: str) -> float:
        """Return the resident memory (VmRSS) or its peak (VmHWM) in MB."""
        for line in self._status.read_text().splitlines():
            if line.startswith(which):
                return int(line.split()[1]) / 1000
        raise KeyError(which)

    def processor_time(self) -> float:
        """Return the seconds of processor time that the process has used."""
        user, system = self._stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Server(Process):
    """A running evsrv server."""

    def __init__(self, pid: int, port: int, key: str) -> None:
        super().__init__(pid)
        self.port = port
        self.headers = key_headers(key)

    @contextmanager
    def ask(self, path: str, body: object, **headers: str) -> Iterator[http.client.HTTPResponse]:
        """Send a JSON body on a new connection; another status than 200 ends the run."""
        connection = http.client.HTTPConnection(HOST, self.port)
        with closing(connection):
            connection.request("POST", path, json.dumps(body), {**self.headers, **headers})
            response = connection.getresponse()
            if response.status != 200:
                sys.exit(f"{path}: {response.read().decode()}")
            yield response


@contextmanager
def serving(db: Path, key: str, **settings: str) -> Iterator[Server]:
    """Run a server on a file; the settings are environment variables, as `EVSRV_READERS`.

    Unless they say otherwise, it has no columnar copy, which is a rival of its own.
    """
    port = free_port()
    command = [*EVSRV, "serve", "--db", str(db), "--port", str(port)]
    with listening(command, port, {"EVSRV_COLUMNAR": "off"} | settings) as process:
        yield Server(process.pid, port, key)


def free_port() -> int:
    """Return a port that no process listens on."""
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def listening(
    command: Sequence[str],
    port: int,
    variables: dict[str, str] | None = None,
    ready: Callable[[int], bool] | None = None,
    pause: float = 0.05,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server; yield when it is ready, by default when it accepts connections.

    `ready` is called again after each pause, in seconds.
    """
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (ready or _takes_connections)(port):
            if process.poll() is not None:
                raise Failed(f"{' '.join(command)} ended with status {process.returncode}")
            time.sleep(pause)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _takes_connections(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True

"""`evsrv serve --uds`, as a process."""

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.processes import ENVIRON
from evsrv.web import unix_socket

PATH = "s.sock"
WAIT = 30


class UnixConnection(http.client.HTTPConnection):
    """A connection to a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=WAIT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self._path))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the test's directory the current one: the path of a socket must be short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `evsrv serve`, and yield the process and its line on where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "evsrv", "serve", "--db", "a.db", *arguments],
        env=ENVIRON,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        messages = (json.loads(line)["message"] for line in process.stderr)
        yield process, next(said for said in messages if said.startswith("listening"))
    finally:
        process.kill()
        process.communicate()


NEXT_STEP = "name another path with --uds"


def status_of(path: str, *, socket_path: str = PATH) -> int:
    connection = UnixConnection(Path(socket_path))
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def refusal(*arguments: str) -> str:
    """Run `evsrv serve`, which must fail, and return the line that says why."""
    done = subprocess.run(
        [sys.executable, "-m", "evsrv", "serve", "--db", "b.db", *arguments],
        env=ENVIRON,
        capture_output=True,
        text=True,
        timeout=WAIT,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_server_answers_on_unix_socket_and_removes_it_at_the_end() -> None:
    with serving("--uds", PATH) as (process, said):
        assert said == f"listening on unix:{PATH}"
        assert status_of("/readyz") == 200
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT)
        assert process.returncode == 0
    assert not Path(PATH).exists()


def test_unix_socket_is_open_to_owner_and_group_alone() -> None:
    with serving("--uds", PATH):
        assert stat.S_IMODE(Path(PATH).stat().st_mode) == 0o660


def test_stale_unix_socket_is_replaced() -> None:
    with serving("--uds", PATH) as (process, _):
        process.kill()
        process.communicate(timeout=WAIT)
    assert Path(PATH).is_socket()
    with serving("--uds", PATH):
        assert status_of("/healthz") == 200


def test_unix_socket_of_a_running_server_is_refused_and_stays() -> None:
    with serving("--uds", PATH):
        assert refusal("--uds", PATH) == (
            f"Error: cannot listen on unix:{PATH}: Address already in use; {NEXT_STEP}"
        )
        assert status_of("/healthz") == 200


def test_socket_with_a_full_backlog_counts_as_live() -> None:
    with (
        socket.socket(socket.AF_UNIX) as listener,
        socket.socket(socket.AF_UNIX) as first,
        socket.socket(socket.AF_UNIX) as second,
    ):
        listener.bind(PATH)
        listener.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(PATH)
        with pytest.raises(OSError, match="in use"), unix_socket.unix_listener(Path(PATH)):
            pass
    assert Path(PATH).is_socket()


@pytest.mark.parametrize("kind", ["file", "directory", "symlink"])
def test_path_that_is_not_a_socket_is_refused_and_stays(kind: str) -> None:
    match kind:
        case "file":
            Path(PATH).write_text("text")
        case "directory":
            Path(PATH).mkdir()
        case "symlink":
            Path(PATH).symlink_to("elsewhere")
    assert refusal("--uds", PATH).endswith(f"the file exists and is not a socket; {NEXT_STEP}")
    assert os.path.lexists(PATH)
    assert not Path("b.db").exists()


def test_unix_socket_in_a_missing_directory_is_refused() -> None:
    assert refusal("--uds", "run/s.sock").endswith(f"there is no directory run; {NEXT_STEP}")


def test_unix_socket_with_a_long_path_is_refused() -> None:
    assert refusal("--uds", "s" * 200).endswith(f"path too long; {NEXT_STEP}")


def test_socket_of_a_successor_is_not_removed() -> None:
    with unix_socket.unix_listener(Path(PATH)):
        Path(PATH).unlink()
        successor = socket.socket(socket.AF_UNIX)
        successor.bind(PATH)
    successor.close()
    assert Path(PATH).is_socket()


def test_unix_socket_is_refused_on_a_system_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    with pytest.raises(OSError, match="no unix sockets"), unix_socket.unix_listener(Path(PATH)):
        pass


def test_setting_uds_replaces_host_and_port_of_the_file() -> None:
    Path("evsrv.toml").write_text(f'uds = "{PATH}"\nport = 1\n')
    with serving() as (_, said):
        assert said == f"listening on unix:{PATH}"


@pytest.mark.parametrize("arguments", [("--port", "0"), ("--host", "127.0.0.1")])
def test_host_and_port_beside_uds_are_refused(arguments: tuple[str, str]) -> None:
    assert "do not apply to the unix socket" in refusal("--uds", PATH, *arguments)


def test_debug_on_a_unix_socket_is_refused() -> None:
    assert "cannot be combined with a unix socket" in refusal("--uds", PATH, "--debug")
    assert not Path(PATH).exists()

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command, RunProcess
from cli.processes import ENVIRON

Serve = Callable[..., AbstractContextManager[Any]]

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


@pytest.fixture
def running_server(tmp_path: Path) -> Serve:
    """Return a context manager that runs `evsrv serve` and yields its process and address."""

    @contextmanager
    def running_server(*arguments: Any, **environ: Any) -> Iterator[Any]:
        process = subprocess.Popen(
            [sys.executable, "-m", "evsrv", "serve", *arguments],
            cwd=tmp_path,
            env={**ENVIRON, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process, address_of(process)
        finally:
            process.kill()
            process.communicate()

    return running_server


def address_of(process: Any) -> Any:
    """Read stderr up to the line with the address, which is printed once the server listens."""
    seen = []
    for line in process.stderr:
        seen.append(line)
        if found := ADDRESS.search(line):
            return found[0]
    raise AssertionError(f"no address in {''.join(seen)!r}")


def error_line(stderr: bytes) -> Any:
    """Return the only line of stderr beside warnings, which are JSON."""
    lines = stderr.decode().splitlines()
    (line,) = [line for line in lines if '"level":"warning"' not in line]
    return line


def post(address: str, path: str, key: str, body: Any) -> tuple[Any, ...]:
    request = urllib.request.Request(
        address + path,
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def make_key(evsrv: Command) -> Any:
    arguments = ("--db", "a.db", "--kind", "api", "--organization", "acme", "--project", "site")
    return evsrv("keys", "create", *arguments).stdout.strip()


EVENT = {"entityType": "message", "type": "sent", "messageId": "m", "id": "a"}


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_serve_answers_until_stop_signal_and_exits_cleanly(
    evsrv: Command, running_server: Serve, tmp_path: Path, name: str
) -> None:
    key = make_key(evsrv)
    with running_server("--db", "a.db", "--port", "0") as (process, address):
        assert post(address, "/events", key, EVENT)[0] == 200
        status, answer = post(address, "/query/events", key, {})
        assert (status, answer["data"]["total"]) == (200, 1)
        process.send_signal(signal.Signals[name])
        stdout, stderr = process.communicate(timeout=30)
        assert (process.returncode, stdout) == (0, "")
        assert "Traceback" not in stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_acknowledged_event_survives_sigkill_of_server(
    evsrv: Command, running_server: Serve
) -> None:
    key = make_key(evsrv)
    with running_server("--db", "a.db", "--port", "0") as (process, address):
        assert post(address, "/events", key, EVENT)[0] == 200
        process.kill()
        process.communicate(timeout=30)
    result = evsrv("query", "--db", "a.db", "--organization", "acme", "--format", "json", "{}")
    (row,) = json.loads(result.stdout)["data"]["result"]
    assert row["id"] == "a"


def test_key_created_or_revoked_by_command_takes_effect_at_once(
    evsrv: Command, running_server: Serve
) -> None:
    with running_server("--db", "a.db", "--port", "0") as (_, address):
        key = make_key(evsrv)
        assert post(address, "/query/events", key, {})[0] == 200
        (key_id,) = re.findall(r"key_\w+", evsrv("keys", "list", "--db", "a.db").stdout)
        assert evsrv("keys", "revoke", "--db", "a.db", key_id).exit_code == 0
        assert post(address, "/query/events", key, {})[0] == 401


def test_running_server_answers_with_imported_events(evsrv: Command, running_server: Serve) -> None:
    key = make_key(evsrv)
    with running_server("--db", "a.db", "--port", "0") as (_, address):
        arguments = ("--db", "a.db", "--organization", "acme", "--project", "site")
        assert evsrv("import", *arguments, "-", stdin=json.dumps(EVENT)).exit_code == 0
        assert post(address, "/query/events", key, {})[1]["data"]["total"] == 1


def test_serve_creates_database_file(running_server: Serve, tmp_path: Path) -> None:
    with running_server("--db", "new.db", "--port", "0") as (_, address):
        assert post(address, "/query/events", "no key", {})[0] == 401
        assert (tmp_path / "new.db").exists()


def warnings_on(process: Any, *arguments: Any) -> list[Any]:
    """Run `evsrv serve` on a port that is taken, so that it ends, and return its warnings."""
    lines = process("serve", *arguments).stderr.decode().splitlines()
    logged = [json.loads(line) for line in lines if not line.startswith("Error: ")]
    return [line["message"] for line in logged if line["level"] == "warning"]


def test_serve_says_that_it_made_new_file_and_which_command_makes_key(
    evsrv: Command, process: RunProcess, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        (warning,) = warnings_on(process, "--db", "my events.db", "--port", port)
        assert warning.startswith("my events.db did not exist; a new file was made")
        command = "evsrv keys create --db 'my events.db' --kind api --organization NAME"
        assert command in warning
        (warning,) = warnings_on(process, "--db", "my events.db", "--port", port)
        assert "did not exist" not in warning
        assert command in warning
        assert evsrv(*shlex.split(command)[1:]).exit_code == 0
        assert warnings_on(process, "--db", "my events.db", "--port", port) == []


def test_serve_without_settings_says_that_init_makes_keys(
    evsrv: Command, process: RunProcess
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        (warning,) = warnings_on(process, "--port", port)
        assert warning.endswith("in this directory: evsrv init")
        assert evsrv("init").exit_code == 0
        assert warnings_on(process, "--port", port) == []


def test_serve_names_key_command_where_init_would_refuse(
    process: RunProcess, tmp_path: Path
) -> None:
    (tmp_path / "evsrv.toml").touch()
    with socket.create_server(("127.0.0.1", 0)) as busy:
        (warning,) = warnings_on(process, "--port", str(busy.getsockname()[1]))
    assert "evsrv keys create --db evsrv.db --kind api" in warning


def test_serve_names_page_and_key_to_stop_on_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        subprocess.run(
            [sys.executable, "-m", "evsrv", "serve", "--port", str(port)],
            cwd=tmp_path,
            env=ENVIRON,
            stdin=subprocess.DEVNULL,
            stderr=theirs,
            timeout=60,
        )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(10_000).decode()
    assert f"The page: http://127.0.0.1:{port}/ui/. Ctrl-C stops the server." in shown


def test_serve_with_revoked_keys_alone_says_which_command_makes_key(
    evsrv: Command, process: RunProcess
) -> None:
    make_key(evsrv)
    (key_id,) = re.findall(r"key_\w+", evsrv("keys", "list", "--db", "a.db").stdout)
    evsrv("keys", "revoke", "--db", "a.db", key_id)
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        (warning,) = warnings_on(process, "--db", "a.db", "--port", port)
    assert warning.startswith("a.db has no key")


def test_serve_reads_settings_from_environment_and_file(
    running_server: Serve, tmp_path: Path
) -> None:
    with running_server(EVSRV_PORT="0", EVSRV_DB="b.db"):
        assert (tmp_path / "b.db").exists()
    (tmp_path / "my.toml").write_text('db = "c.db"\nport = 0')
    with running_server("--config", "my.toml"):
        assert (tmp_path / "c.db").exists()


def test_serve_options_override_environment(running_server: Serve, tmp_path: Path) -> None:
    with running_server("--port", "0", "--db", "a.db", EVSRV_PORT="1", EVSRV_DB="b.db"):
        assert [path.name for path in tmp_path.glob("*.db")] == ["a.db"]


def test_serve_loads_plugins_dir(evsrv: Command, running_server: Serve, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "thirds.py").write_text(
        "from evsrv.plugin import FixedLength, TimeUnit, hookimpl\n"
        "@hookimpl\n"
        "def evsrv_time_units():\n"
        "    length = FixedLength(8 * 3600_000)\n"
        "    yield TimeUnit(name='third', summary='eight hours', fixed_length=length)\n"
    )
    key = make_key(evsrv)
    body = {"select": [{"type": "time", "timeUnit": "third"}]}
    event = {**EVENT, "createdAt": "2026-03-02T10:15:00Z"}
    with running_server("--db", "a.db", "--port", "0", "--plugins-dir", "more") as (_, address):
        assert post(address, "/events", key, event)[0] == 200
        status, answer = post(address, "/query/events", key, body)
        assert status == 200
        assert answer["data"]["result"] == [{"createdAt_third": "2026-03-02T08:00:00.000Z"}]


def test_serve_on_busy_port_prints_one_line_error(process: RunProcess) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = process("serve", "--db", "a.db", "--port", port)
        assert (done.returncode, done.stdout) == (1, b"")
        line = error_line(done.stderr)
        assert line.startswith(f"Error: cannot listen on 127.0.0.1:{port}: ")
        assert "in use" in line


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--port", "65536"], "--port is out of range"),
        (["--host", ""], "--host is out of range"),
        (["--host", "no such host"], "cannot listen on no such host:0"),
        (["--db", "missing/a.db"], "there is no directory missing"),
        (["--db", "."], "is a directory"),
        (["--config", "missing.toml"], "missing.toml cannot be read: No such file or directory"),
    ],
)
def test_serve_with_invalid_options_prints_one_line_error(
    process: RunProcess, arguments: list[str], reason: str
) -> None:
    done = process("serve", "--port", "0", *arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    line = error_line(done.stderr)
    assert line.startswith("Error: ")
    assert reason in line


@pytest.mark.parametrize(
    ("arguments", "environ", "reason"),
    [
        (["--host", "0.0.0.0"], {}, "must be a loopback address such as 127.0.0.1, not 0.0.0.0"),
        ([], {"EVSRV_HOST": "example.org"}, "must be a loopback address"),
        ([], {"EVSRV_TRUSTED_PROXIES": "127.0.0.1"}, "cannot be combined with trusted_proxies"),
    ],
)
def test_serve_refuses_debug_where_others_could_read_it(
    process: RunProcess, tmp_path: Path, arguments: list[Any], environ: dict[str, Any], reason: str
) -> None:
    result = process("serve", "--db", "new.db", "--debug", *arguments, environ=environ)
    assert result.returncode == 1
    assert reason in error_line(result.stderr)
    assert not (tmp_path / "new.db").exists()

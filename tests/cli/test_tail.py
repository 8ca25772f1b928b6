"""`evsrv tail` as a process beside a server, and the window of its polls."""

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import frozen

from cli.conftest import Command
from cli.processes import ENVIRON
from cli.serving import make_key, post, serving

WAIT_SECONDS = 60


@frozen
class Tail:
    """A running `evsrv tail` whose lines can be waited for."""

    process: subprocess.Popen[str]
    lines: "queue.Queue[str]"
    head: str
    """The line on stderr that says that it has begun."""

    def line(self) -> str:
        return self.lines.get(timeout=WAIT_SECONDS)

    def interrupt(self) -> tuple[int, str]:
        """Press Ctrl-C; return the exit status and the rest of stderr."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.stderr is not None
        status = self.process.wait(WAIT_SECONDS)
        return status, self.process.stderr.read()


@pytest.fixture
def tail(tmp_path: Path) -> Iterator[Callable[..., Tail]]:
    """Start `evsrv tail`, and return it once it follows."""
    started: list[tuple[subprocess.Popen[str], threading.Thread]] = []

    def start(*arguments: str, **environ: str) -> Tail:
        process = subprocess.Popen(
            [sys.executable, "-m", "evsrv", "tail", *arguments],
            cwd=tmp_path,
            env={**ENVIRON, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A shell that runs the tests in the background has them ignore it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert process.stderr is not None
        head = process.stderr.readline()
        lines: queue.Queue[str] = queue.Queue()
        reading = threading.Thread(target=_read, args=(process, lines))
        reading.start()
        started.append((process, reading))
        return Tail(process, lines, head)

    yield start
    for process, reading in started:
        process.kill()
        process.wait()
        reading.join()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _read(process: subprocess.Popen[str], lines: "queue.Queue[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line.rstrip("\n"))


def an_event(name: str, **members: object) -> dict[str, object]:
    return {"type": name, "id": name, "createdAt": "2026-03-02T10:15:00Z", **members}


def ago(*, minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


@contextmanager
def server(tmp_path: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """Run a server on `a.db`; yield its address and a key for the project `site` of `acme`."""
    with serving(tmp_path, "--db", "a.db", "--port", "0", *arguments) as address:
        yield address, make_key(tmp_path)


def test_tail_of_file_prints_events_of_server_and_import_in_order_of_storing(
    tmp_path: Path, tail: Callable[..., Tail], evsrv: Callable[..., object]
) -> None:
    with server(tmp_path) as (address, key):
        post(address, "/events", key, an_event("before"))
        following = tail("--db", "a.db", "--organization", "acme", "--project", "site")
        assert following.head == "new events of a.db, until Ctrl-C:\n"
        post(
            address,
            "/events",
            key,
            an_event("viewed", properties={"page": "/a"}, userProperties={"userId": "u1"}),
        )
        assert following.line() == '2026-03-02T10:15:00.000Z  viewed  u1  {"page":"/a"}'
        older = an_event("import", createdAt="2020-01-01T00:00:00Z")
        options = ("import", "--db", "a.db", "--organization", "acme", "--project", "site")
        evsrv(*options, "-", stdin=json.dumps(older))
        assert following.line() == "2020-01-01T00:00:00.000Z  import"
        assert following.interrupt() == (0, "")


def test_tail_json_prints_whole_events_that_pass_the_filter(
    tmp_path: Path, tail: Callable[..., Tail]
) -> None:
    with server(tmp_path) as (address, key):
        where = {"condition": {"field": "type", "operator": "eq", "value": "wanted"}}
        following = tail("--db", "a.db", "--where", json.dumps(where), "--json")
        post(address, "/events", key, an_event("other"))
        post(address, "/events", key, an_event("wanted", properties={"n": 1, "text": "a\x1b"}))
        assert json.loads(following.line()) == {
            "id": "wanted",
            "organizationId": "acme",
            "projectId": "site",
            "integrationId": None,
            "eventType": "event",
            "type": "wanted",
            "createdAt": "2026-03-02T10:15:00.000Z",
            "properties": {"n": 1, "text": "a\x1b"},
            "userProperties": None,
        }
        assert following.interrupt() == (0, "")


def test_tail_of_server_prints_each_new_event_once_also_after_a_restart(
    tmp_path: Path, tail: Callable[..., Tail]
) -> None:
    with server(tmp_path) as (address, key):
        post(address, "/events", key, {"type": "before"})
        following = tail("--url", address, EVSRV_KEY=key)
        assert "more than 5 minutes after their createdAt are not shown" in following.head
        post(address, "/events", key, an_event("too_old"))
        post(address, "/events", key, {"type": "late", "createdAt": ago(minutes=2)})
        assert following.line().endswith("  late  site")
        post(address, "/events", key, {"type": "early", "createdAt": ago(minutes=-600)})
        assert following.line().endswith("  early  site")
        post(address, "/events", key, {"type": "first"})
        assert following.line().endswith("  first  site")
    assert following.process.stderr is not None
    # A poll that the stop cuts off has another reason than one that finds no server.
    assert following.process.stderr.readline().endswith("; trying again\n")
    port = address.rpartition(":")[2]
    with serving(tmp_path, "--db", "a.db", "--port", port):
        post(address, "/events", key, {"type": "second"})
        assert following.line().endswith("  second  site")
        assert following.process.stderr.readline() == "the server answers again\n"
        assert following.interrupt() == (0, "")


@pytest.mark.parametrize(
    ("options", "environ", "status", "message"),
    [
        (("--where", '{"condition": {}}'), {}, 1, "/where/condition"),
        (("--where", "{"), {}, 1, "--where is not JSON"),
        ((), {"EVSRV_KEY": "unknown"}, 1, "is EVSRV_KEY an api or read key of this server?"),
        ((), {"EVSRV_KEY": ""}, 2, "--url needs an api or read key: export EVSRV_KEY="),
        (("--db", "a.db"), {}, 2, "--url and --db cannot be combined"),
    ],
)
def test_tail_of_server_ends_with_an_error_that_names_the_cause(
    tmp_path: Path,
    evsrv: Command,
    options: tuple[str, ...],
    environ: dict[str, str],
    status: int,
    message: str,
) -> None:
    with server(tmp_path) as (address, key):
        result = evsrv("tail", "--url", address, *options, **{"EVSRV_KEY": key, **environ})
    assert result.exit_code == status
    assert message in result.stderr


def test_tail_ends_with_an_error_if_another_file_takes_the_place(
    tmp_path: Path, tail: Callable[..., Tail], evsrv: Callable[..., object]
) -> None:
    evsrv("seed", "--db", "a.db", "--events", "1")
    following = tail("--db", "a.db")
    (tmp_path / "a.db").rename(tmp_path / "b.db")
    assert following.process.wait(WAIT_SECONDS) == 1
    assert following.process.stderr is not None
    assert following.process.stderr.read() == "Error: a.db was moved or replaced\n"


def test_tail_refuses_a_missing_file(evsrv: Command) -> None:
    result = evsrv("tail", "--db", "a.db", "--organization", "acme")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db does not exist; name the file with --db\n"

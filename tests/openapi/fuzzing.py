"""Fuzz a server with schemathesis and the whole document, and see that this tested something.

`python tests/openapi/fuzzing.py ARGUMENT...` serves a fresh demo file and hands the arguments to
`schemathesis run`; its exit status is 1 where anything is wrong.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TALLY = "EVSRV_TEST_TALLY"
LEAST = 0.5
"""The share of good requests that an operation with a body must take at least."""


@frozen
class Outcome:
    """The findings of a run; `answers` counts (operation, mode, status)."""

    status: int
    report: str
    answers: Counter[tuple[str, str, int]]

    def wrong(self, operations: Sequence[str]) -> list[str]:
        """Say what is wrong: failures, warnings, and operations that were hardly tested."""
        found = [] if self.status == 0 else [self.report]
        for operation in operations:
            good = self._statuses(operation, "positive")
            taken = sum(number for status, number in good.items() if _is_taken(operation, status))
            asked = sum(number for status, number in good.items() if status != 401)
            if not taken or taken < LEAST * asked:
                found.append(f"{operation}: {taken} of {asked} good requests were taken")
            if operation.startswith("POST") and not self._statuses(operation, "negative"):
                found.append(f"{operation}: no bad request was tried")
        return found

    def _statuses(self, operation: str, mode: str) -> Counter[int]:
        return Counter(
            {
                status: number
                for (of, in_mode, status), number in self.answers.items()
                if (of, in_mode) == (operation, mode)
            }
        )


def _is_taken(operation: str, status: int) -> bool:
    """Return whether a good request was taken; of most ids in paths there is nothing."""
    return 200 <= status < 300 or (status == 404 and "{" in operation)


def fuzz(url: str, key: str, arguments: Sequence[str]) -> Outcome:
    """Run schemathesis against a server."""
    with TemporaryDirectory() as folder:
        tally = Path(folder) / "tally"
        tally.touch()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli"),
                *("--config-file", str(HERE / "schemathesis.toml")),
                *("run", f"{url}/openapi.json", "--header", f"Authorization: Bearer {key}"),
                *arguments,
            ],
            # It leaves files where it runs.
            cwd=folder,
            env=os.environ
            | {TALLY: str(tally), "SCHEMATHESIS_HOOKS": str(HERE / "fuzzing_hooks.py")},
            capture_output=True,
            text=True,
        )
        rows = [json.loads(line) for line in tally.read_text().splitlines()]
    answers = Counter((row["operation"], str(row["mode"]), row["status"]) for row in rows)
    return Outcome(done.returncode, done.stdout + done.stderr, answers)


@contextmanager
def serving(folder: Path, events: int = 500) -> Iterator[tuple[str, str]]:
    """Serve a fresh demo file; its URL and a key."""
    db = folder / "fuzzed.db"
    _evsrv("seed", "--db", db, "--events", str(events))
    demo = ("--organization", "demo", "--project", "demo")
    key = _evsrv("keys", "create", "--db", db, "--kind", "api", *demo).strip()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "evsrv", "serve", "--db", str(db), "--port", str(port)]
        # A schema cannot tell which timestamps are in the future.
        environ = os.environ | {"EVSRV_MAX_FUTURE": "0"}
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            _wait(url, server)
            yield url, key
        finally:
            server.terminate()
            server.wait()


def operations_of(url: str) -> list[str]:
    """Name the operations that a server describes and answers, as schemathesis does."""
    with urllib.request.urlopen(f"{url}/openapi.json") as response:
        paths = json.load(response)["paths"]
    return [
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method, described in methods.items()
        if "200" in described["responses"]
    ]


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/openapi.json").close()
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


def _evsrv(*arguments: object) -> str:
    command = [sys.executable, "-m", "evsrv", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def main(arguments: Sequence[str]) -> int:
    with TemporaryDirectory() as folder, serving(Path(folder)) as (url, key):
        outcome = fuzz(url, key, arguments)
        print(outcome.report)
        for (operation, mode, status), number in sorted(outcome.answers.items()):
            print(f"{operation:<32} {mode:<9} {status} {number:>6}")
        wrong = outcome.wrong(operations_of(url))
    print("\n".join(wrong[outcome.status != 0 :]), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

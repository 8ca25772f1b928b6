"""A server as a process, and requests to it, for tests of commands that run beside one."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.processes import ENVIRON

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(
    folder: Path,
    *arguments: str,
    python: str = sys.executable,
    environ: Mapping[str, str] = ENVIRON,
) -> Iterator[str]:
    """Run `evsrv serve` in a folder, and yield its address."""
    process = subprocess.Popen(
        [python, "-m", "evsrv", "serve", *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _address(process)
    finally:
        process.kill()
        process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if found := _ADDRESS.search(line):
            return found[0]
    raise AssertionError(f"no address in {''.join(seen)!r}")


def make_key(folder: Path, kind: str = "api") -> str:
    """Create a key for the project `site` of `acme` in `a.db`."""
    place = ("--db", "a.db", "--organization", "acme", "--project", "site")
    return subprocess.run(
        [sys.executable, "-m", "evsrv", "keys", "create", "--kind", kind, *place],
        cwd=folder,
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def post(address: str, path: str, key: str, body: object) -> Any:
    """Send JSON and return the answer's JSON; raise `HTTPError` if it is refused."""
    request = urllib.request.Request(
        address + path,
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)

"""`./scripts/serve` prints a link to the page, and changes nothing if it cannot listen."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from attrs import frozen

from cli.processes import ENVIRON
from cli.serving import post
from evsrv.core.resources import PACKAGE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a bash script")

SETUP = """root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
fail() { echo "$*" >&2; exit 1; }
set_up_venv() { :; }
"""
"""Stands in for `scripts/_setup`, which would install evsrv."""
PYTHON = f"""#!/bin/sh
exec "{sys.executable}" "$@"
"""
DEMO = "demo-recent.db"
LINK = re.compile(r"(http://127\.0\.0\.1:\d+)/ui/#key=(evsrv_read_\w+)")


@frozen
class Started:
    """A running script: its address and key, and all that it has printed to the output."""

    address: str
    key: str
    printed: str

    def get(self, path: str) -> tuple[str, bytes]:
        """Return the content type and the body of an answer with status 200."""
        request = urllib.request.Request(self.address + path)
        request.add_header("Authorization", f"Bearer {self.key}")
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.headers["Content-Type"], response.read()

    def ask(self, query: Any) -> Any:
        """Return the data of the answer to a query of events."""
        return post(self.address, "/query/events", self.key, query)["data"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the script's surroundings that runs with the Python of the tests."""
    scripts, python = tmp_path / "scripts", tmp_path / ".venv" / "bin" / "python"
    scripts.mkdir()
    python.parent.mkdir(parents=True)
    for name in ("serve", "demo.py", "demo_file.py"):
        shutil.copy(PACKAGE.parent / "scripts" / name, scripts)
    (scripts / "_setup").write_text(SETUP)
    python.write_text(PYTHON)
    python.chmod(0o755)
    return tmp_path


@pytest.fixture
def old(root: Path) -> Path:
    """Return the surroundings of the script with a demo of 1 April 2026."""
    evsrv(root, "seed", "--db", DEMO, "--events", "10")
    return root


def evsrv(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "evsrv", *arguments]
    return subprocess.run(
        command, cwd=root, env=ENVIRON, check=True, capture_output=True, text=True
    ).stdout


def key_ids(root: Path) -> list[str]:
    """Return the ids of the keys that are named after the script."""
    lines = evsrv(root, "keys", "list", "--db", DEMO).splitlines()[2:]
    return [line.split()[0] for line in lines if "scripts/serve" in line]


def run(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Run the script; its output goes to the file `printed`."""
    with (root / "printed").open("w") as printed:
        return subprocess.Popen(
            ["bash", "scripts/serve", "--events", "500", *arguments],
            cwd=root,
            env={name: value for name, value in ENVIRON.items() if not name.startswith("EVSRV_")},
            stdout=printed,
            stderr=subprocess.PIPE,
            text=True,
        )


def refused(root: Path, *arguments: str) -> str:
    """Return the errors of a start that fails."""
    with run(root, *arguments) as process:
        _, stderr = process.communicate()
    assert process.returncode == 1
    return stderr


@contextmanager
def started(root: Path, *arguments: str) -> Iterator[Started]:
    """Start the script on a free port, and stop it at the end."""
    with run(root, "--port", "0", *arguments) as process:
        assert process.stderr is not None
        listening = any("listening on" in line for line in process.stderr)
        printed = (root / "printed").read_text()
        try:
            assert listening, printed
            link = LINK.fullmatch(printed.splitlines()[-2].strip())
            assert link is not None, printed
            yield Started(link[1], link[2], printed)
        finally:
            process.terminate()
            process.communicate()
    assert process.returncode == 0


def test_link_opens_the_page_on_a_demo_up_to_now(root: Path) -> None:
    with started(root) as server:
        content_type, page = server.get("/ui/")
        assert content_type.startswith("text/html")
        assert b"<title>evsrv</title>" in page
        key = json.loads(server.get("/me")[1])
        newest = server.ask({"range": "past 24 hours", "limit": 1})
        example = re.search(r"-d '(\{.*?\})'", server.printed, re.DOTALL)
        assert example is not None
        types = server.ask(json.loads(example[1]))
        assert f"Bearer {server.key}" in server.printed
    assert (key["kind"], key["name"]) == ("read", "scripts/serve")
    left = datetime.fromisoformat(key["expiresAt"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert newest["count"] == 1
    assert sum(row["count"] for row in types["result"]) == 500
    assert "--renew" not in server.printed


def test_second_start_replaces_the_key_of_the_first(old: Path) -> None:
    with started(old) as first:
        (first_id,) = key_ids(old)
    with started(old) as second:
        (second_id,) = key_ids(old)
        with pytest.raises(HTTPError, match="401"):
            post(second.address, "/query/events", first.key, {})
        second.get("/me")
    assert first_id != second_id


def test_taken_port_leaves_the_key_of_the_running_server(old: Path) -> None:
    with started(old):
        keys = key_ids(old)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            stderr = refused(old, "--port", str(port))
        assert f"cannot listen on 127.0.0.1:{port}: " in stderr
        assert "--port 0 takes a free port" in stderr
        assert key_ids(old) == keys


def test_old_demo_is_pointed_out_and_renewed_on_demand(old: Path) -> None:
    with started(old) as server:
        assert f"{DEMO} has no event of the past 24 hours." in server.printed
        assert "./scripts/serve --renew" in server.printed
        assert "is in use; stop its server first" in refused(old, "--port", "0", "--renew")
    with started(old, "--renew") as server:
        assert "--renew" not in server.printed
        everything = server.ask({"limit": 1})
        newest = server.ask({"range": "past 24 hours", "limit": 1})
    assert everything["total"] == 500
    assert newest["count"] == 1
    assert sorted(file.name for file in old.glob("*.db*")) == [DEMO]

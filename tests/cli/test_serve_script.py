"""`./scripts/serve` replaces its own key, and changes nothing if it cannot listen."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cli.processes import ENVIRON
from evsrv.core.resources import PACKAGE

SETUP = """root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
fail() { echo "$*" >&2; exit 1; }
set_up_venv() { :; }
"""
"""Stands in for `scripts/_setup`, which would install evsrv."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the script's surroundings that runs with the Python of the tests."""
    scripts, python = tmp_path / "scripts", tmp_path / ".venv" / "bin" / "python"
    scripts.mkdir()
    python.parent.mkdir(parents=True)
    shutil.copy(PACKAGE.parent / "scripts" / "serve", scripts)
    (scripts / "_setup").write_text(SETUP)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    evsrv(tmp_path, "seed", "--db", "demo.db", "--events", "10")
    return tmp_path


def evsrv(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "evsrv", *arguments]
    return subprocess.run(
        command, cwd=root, env=ENVIRON, check=True, capture_output=True, text=True
    ).stdout


def key_ids(root: Path) -> list[str]:
    """Return the ids of the keys that are named after the script."""
    lines = evsrv(root, "keys", "list", "--db", "demo.db").splitlines()[2:]
    return [line.split()[0] for line in lines if "scripts/serve" in line]


def serve(root: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["bash", "scripts/serve", "--port", str(port)],
        cwd=root,
        env={name: value for name, value in ENVIRON.items() if not name.startswith("EVSRV_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def started(root: Path) -> list[str]:
    """Start the script on a free port, stop it once it listens, and return the key ids."""
    with serve(root, 0) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "listening on" in line:
                break
        process.terminate()
        process.communicate()
    assert process.returncode == 0
    return key_ids(root)


@pytest.mark.skipif(os.name != "posix", reason="a bash script")
def test_serve_script_replaces_its_key_and_keeps_it_if_port_is_taken(root: Path) -> None:
    (first,) = started(root)
    (second,) = started(root)
    assert first != second
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serve(root, port) as process:
            _, stderr = process.communicate()
    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: " in stderr
    assert "--port 0 takes a free port" in stderr
    assert key_ids(root) == [second]

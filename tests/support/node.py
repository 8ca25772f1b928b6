"""Node: installation of a test's packages, and processes that exchange JSON lines."""

import asyncio
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

Json = Any

OLDEST_NODE = 20

_TIMEOUT_S = 60
"""Seconds after which a process without output fails its test."""


def require(*, required_by: str) -> None:
    """Skip the test if Node or npm is missing.

    If the environment variable `required_by` is set, fail the test instead.
    """
    _stop_if(_missing(), required_by)


def install(folder: Path, *, required_by: str) -> None:
    """Install the packages of a folder's lock file once; skip or fail as `require` does."""
    _stop_if(prepare(folder), required_by)


def prepare(folder: Path) -> str | None:
    """Install the packages of a folder's lock file once; return why that fails, or None."""
    return _missing() or _install(folder)


def environment() -> dict[str, str]:
    """Return the environment without variables that configure Node or a program in a test."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NODE_", "INKEEPANALYTICS_", "PLAYWRIGHT_"))
    }


@frozen
class LineProcess:
    """A process that reads and writes JSON lines."""

    _process: asyncio.subprocess.Process

    async def send(self, value: Json) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value).encode() + b"\n")
        await self._process.stdin.drain()

    async def receive(self, timeout_s: float = _TIMEOUT_S) -> Json:
        assert self._process.stdout is not None
        async with asyncio.timeout(timeout_s):
            line = await self._process.stdout.readline()
        assert line, "the process ended"
        return json.loads(line)


@contextlib.asynccontextmanager
async def start(script: Path, *arguments: str) -> AsyncIterator[LineProcess]:
    """Run a script with Node until the block ends."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(script),
        *arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        limit=2**24,
    )
    try:
        yield LineProcess(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # This reads to the end as well, so that no pipe stays open.
        await process.communicate()


async def run(program: str, *, cwd: Path, **variables: str) -> str:
    """Run an ES module, which may import the packages of a folder, and return its output."""
    process = await asyncio.create_subprocess_exec(
        "node",
        "--input-type=module",
        "--eval",
        program,
        stdout=subprocess.PIPE,
        cwd=cwd,
        env=environment() | variables,
    )
    async with asyncio.timeout(_TIMEOUT_S):
        printed, _ = await process.communicate()
    assert process.returncode == 0
    return printed.decode()


def _stop_if(missing: str | None, required_by: str) -> None:
    if missing is None:
        return
    reason = f"the test with Node did NOT run: {missing}"
    if os.environ.get(required_by):
        pytest.fail(reason)
    pytest.skip(reason)


def _missing() -> str | None:
    for command in ("node", "npm"):
        if shutil.which(command) is None:
            return f"there is no {command}"
    version = subprocess.run(
        ["node", "--version"], capture_output=True, text=True, check=True, env=environment()
    ).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        return f"Node is {version}, and {OLDEST_NODE} is needed"
    return None


def _install(folder: Path) -> str | None:
    lock = folder / "package-lock.json"
    installed = folder / "node_modules" / ".installed"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    with lock.open() as file:
        # Several processes may run the tests concurrently.
        fcntl.flock(file, fcntl.LOCK_EX)
        if installed.exists() and installed.read_text() == digest:
            return None
        npm = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if npm.returncode != 0:
            return f"npm ci failed:\n{npm.stderr}"
        installed.write_text(digest)
    return None

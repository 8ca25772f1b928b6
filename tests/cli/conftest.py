"""Fixtures that run the command line, in the test's process or in a process of its own."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.root_logger import restored_root_logger

from cli.importing import OPTIONS
from cli.processes import ENVIRON
from evsrv.cli import main

Command = Callable[..., Result]
"""Runs `evsrv` with these arguments in the test process."""
RunProcess = Callable[..., CompletedProcess[bytes]]
ListIds = Callable[[], list[str]]


@pytest.fixture
def evsrv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command in the test's own directory; keyword arguments are environment variables."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: Any, stdin: Any = None, **environ: Any) -> Any:
        # `serve` logs to the stream of the runner, which is closed after the command.
        with restored_root_logger():
            return CliRunner().invoke(main, arguments, input=stdin, env=environ)

    return run


@pytest.fixture
def process(tmp_path: Path) -> RunProcess:
    """Run a command as a process; its standard streams are bytes."""
    return lambda *arguments, environ=(), **options: subprocess.run(
        [sys.executable, "-m", "evsrv", *arguments],
        cwd=tmp_path,
        env={**ENVIRON, **dict(environ)},
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


@pytest.fixture
def load(evsrv: Command) -> Command:
    """Import these bytes into the project `site` of `acme` in `a.db`."""
    return lambda *data: evsrv(*OPTIONS, "-", stdin=b"".join(data))


@pytest.fixture
def ids(tmp_path: Path) -> ListIds:
    """Return a function that lists the event ids in `a.db`."""

    def ids() -> list[Any]:
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            return [row[0] for row in connection.execute("SELECT id FROM events ORDER BY id")]

    return ids

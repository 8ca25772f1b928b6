"""Output on a terminal of a known width."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.processes import ENVIRON
from evsrv.cli.cells import width_of


def on_terminal(folder: Path, columns: int, *arguments: str) -> list[str]:
    """Run a command whose stdout is a terminal, and return the lines that it prints there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environ = {name: value for name, value in ENVIRON.items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-m", "evsrv", *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    printed = b""
    try:
        while chunk := os.read(ours, 65_536):
            printed += chunk
    except OSError:
        pass  # Linux says so that the other side has closed
    finally:
        os.close(ours)
    assert process.wait() == 0
    return printed.decode().splitlines()


@pytest.mark.parametrize("form", ["table", "chart"])
def test_query_fits_the_terminal_unless_it_is_wide(
    tmp_path: Path, evsrv: Callable[..., object], form: str
) -> None:
    evsrv("seed", "--db", "a.db", "--events", "20")
    query = json.dumps(
        {
            "select": [{"type": "aggregation", "aggregation": "count"}],
            "groupBy": [{"field": "id"}, {"field": "type"}, {"field": "userProperties"}],
        }
    )
    arguments = ("query", "--db", "a.db", "--format", form)
    lines = on_terminal(tmp_path, 70, *arguments, query)
    assert max(map(width_of, lines)) <= 70
    assert "…" in "".join(lines)
    lines = on_terminal(tmp_path, 70, *arguments, "--wide", query)
    assert max(map(width_of, lines)) > 70
    assert "…" not in "".join(lines)

"""The head of a report: command, date and machine."""

import os
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmark.processes import ROOT


def head(arguments: Sequence[str]) -> list[tuple[str, str]]:
    """Return the names and values of a report's head."""
    return [
        ("command", " ".join(["`./scripts/bench", *arguments]) + "`"),
        ("date", datetime.now(UTC).date().isoformat()),
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("software", ", ".join(_software())),
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.processor() or platform.machine()


def _software() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"SQLite {sqlite3.sqlite_version}"
    if commit := _commit():
        yield f"evsrv {commit}"


def _commit() -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    found = subprocess.run(
        [git, "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None

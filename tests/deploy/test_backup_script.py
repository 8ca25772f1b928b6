"""`deploy/evsrv-backup`, which the timer runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.tools import DEPLOY, ROOT
from evsrv.cli import main

OLDER = [f"evsrv-202601{day:02}T030000Z.db" for day in range(1, 5)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with four older copies, a database, and `evsrv` as the script finds it."""
    command = tmp_path / "bin" / "evsrv"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m evsrv "$@"\n')
    command.chmod(0o755)
    options = ("--db", str(tmp_path / "a.db"), "--kind", "api", "--organization", "acme")
    assert CliRunner().invoke(main, ["keys", "create", *options]).exit_code == 0
    copies = tmp_path / "copies"
    copies.mkdir()
    for name in OLDER:
        (copies / name).write_text("older")
    (copies / "evsrv-notes.txt").write_text("not a copy")
    return copies


def back_up(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVSRV_")}
    path = f"{folder.parent / 'bin'}{os.pathsep}{kept['PATH']}"
    return subprocess.run(
        ["sh", DEPLOY / "evsrv-backup", *arguments],
        env={**kept, "PATH": path, "PYTHONPATH": str(ROOT)},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "evsrv-notes.txt")


def test_backup_adds_a_checked_copy_and_keeps_the_newest(folder: Path) -> None:
    done = back_up(folder, str(folder.parent / "a.db"), str(folder), "3")
    assert done.returncode == 0, done.stderr
    *older, new = copies(folder)
    assert older == OLDER[2:]
    shown = CliRunner().invoke(main, ["keys", "list", "--db", str(folder / new)])
    assert "acme" in shown.output


def test_backup_that_fails_its_check_deletes_no_older_copy(folder: Path) -> None:
    database = folder.parent / "a.db"
    data = bytearray(database.read_bytes())
    # A page in the middle: the file opens, and its tables are damaged.
    middle = len(data) // 8192 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    database.write_bytes(data)
    done = back_up(folder, str(database), str(folder), "1")
    assert done.returncode == 1
    assert "no older copy was deleted" in done.stderr
    assert copies(folder) == [*OLDER, "unchecked.db"]


def test_backup_of_a_missing_database_deletes_no_older_copy(folder: Path) -> None:
    done = back_up(folder, str(folder.parent / "none.db"), str(folder), "1")
    assert done.returncode == 1
    assert "no copy was made" in done.stderr
    assert copies(folder) == OLDER


@pytest.mark.parametrize("keep", ["0", "-1", "many", "", "01"])
def test_backup_that_would_keep_no_copy_is_refused(folder: Path, keep: str) -> None:
    done = back_up(folder, str(folder.parent / "a.db"), str(folder), keep)
    assert done.returncode == 1
    assert "KEEP must be a whole number of at least 1" in done.stderr
    assert copies(folder) == OLDER

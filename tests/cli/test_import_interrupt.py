"""Ctrl-C during an import: what is read is stored, and the way to go on is told."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import ListIds
from cli.importing import OPTIONS, event, lines
from cli.processes import ENVIRON
from evsrv.cli.import_source import open_source
from evsrv.ingest.mapping import EventMapping


@pytest.fixture
def interrupted(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Return a function that imports from a pipe that stays open, and interrupts it."""

    def interrupted(data: Any, *options: Any) -> tuple[Any, ...]:
        command = [sys.executable, "-m", "evsrv", *OPTIONS, *options, "-"]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env=ENVIRON,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdin is not None
            assert process.stderr is not None
            # A bad line is reported as soon as it is read, so all lines before it are read too.
            process.stdin.write(data + b"nonsense\n")
            process.stdin.flush()
            assert process.stderr.readline().startswith(b"line ")
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        return process.returncode, errors.decode()

    return interrupted


def test_interrupted_import_stores_what_is_read_and_goes_on_by_ids(
    interrupted: Callable[..., tuple[int, str]], ids: ListIds
) -> None:
    names = [f"e{number:04}" for number in range(1500)]
    status, errors = interrupted(lines(*map(event, names)))
    assert status == 130
    assert errors == (
        "a.db: 1500 events stored, 0 duplicates, 1 bad lines\n"
        "interrupted after line 1,501 of -\n"
        "to go on, run the same command again: stored events count as duplicates\n"
    )
    assert ids() == names


def test_interrupted_import_of_events_without_ids_warns_of_the_same_command(
    interrupted: Callable[..., tuple[int, str]], ids: ListIds
) -> None:
    status, errors = interrupted(b'{"type": "x"}\n' * 3)
    assert status == 130
    assert "a.db: 3 events stored" in errors
    assert "the events have no ids, so the same command would store these twice" in errors
    assert len(ids()) == 3


@pytest.mark.parametrize(
    ("data", "options", "rest"),
    [
        (b"a\n1\n", ("--columns", "a"), "tail -n +3 'a b.csv'"),
        (b'a,b\n1,"2\n3"\n', (), "(head -n 1 'a b.csv'; tail -n +4 'a b.csv')"),
        (b'{"a": 1}\n', (), "tail -n +2 'a b.csv'"),
        (b'[{"a": 1}]', (), None),
    ],
)
def test_rest_of_a_file_is_what_comes_after_its_last_record(
    tmp_path: Path, data: bytes, options: tuple[Any, ...], rest: str | None
) -> None:
    path = tmp_path / "a b.csv"
    path.write_bytes(data)
    columns = options[1] if options else None
    with path.open("rb") as file:
        source = open_source(file, EventMapping(columns=columns), 64, lambda _: None)
        *_, last = source.records
        command = source.command_of_rest(last)
    assert command == (rest and rest.replace("'a b.csv'", f"'{path}'"))

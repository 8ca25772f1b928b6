"""Commands that open a file of an older version upgrade it first."""

import json
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite.old_files import unpack_version_4

from cli.conftest import Command, RunProcess
from evsrv.cli import upgrade
from evsrv.sqlite import upgrade_estimate
from evsrv.sqlite.schema_versions import MIGRATIONS

Serve = Callable[..., tuple[int, str]]

NEWEST = len(MIGRATIONS)


def version(path: Path) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    unpack_version_4(tmp_path / "old.db")
    return tmp_path / "old.db"


@pytest.fixture
def serve_on_used_port(process: RunProcess) -> Serve:
    """Run `evsrv serve` up to the moment when it would listen."""

    def serve(*arguments: Any) -> tuple[Any, ...]:
        with socket.create_server(("127.0.0.1", 0)) as used:
            port = str(used.getsockname()[1])
            result = process("serve", "--db", "old.db", "--port", port, *arguments)
        return result.returncode, result.stderr.decode()

    return serve


def test_serve_copies_older_file_before_upgrade(old_file: Path, serve_on_used_port: Serve) -> None:
    before = old_file.read_bytes()
    status, stderr = serve_on_used_port("--backup", "copy.db")
    assert (status, "cannot listen" in stderr) == (1, True)
    copy = old_file.with_name("copy.db")
    assert (version(copy), version(old_file)) == (4, NEWEST)
    assert len(copy.read_bytes()) == len(before)
    copy.unlink()
    # The option can stay where the server is started: the file needs no upgrade any more.
    assert "cannot listen" in serve_on_used_port("--backup", "copy.db")[1]
    assert not copy.exists()


def test_serve_does_not_upgrade_if_copy_cannot_be_written(
    old_file: Path, serve_on_used_port: Serve
) -> None:
    old_file.with_name("copy.db").write_text("precious")
    status, stderr = serve_on_used_port("--backup", "copy.db")
    assert status == 1
    assert stderr.startswith("Error: copy.db exists already; ")
    assert version(old_file) == 4
    assert old_file.with_name("copy.db").read_text() == "precious"


def test_serve_without_backup_upgrades_older_file(
    old_file: Path, serve_on_used_port: Serve
) -> None:
    serve_on_used_port()
    assert version(old_file) == NEWEST
    assert [path.name for path in old_file.parent.iterdir()] == ["old.db"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "list"),
        ("keys", "create", "--kind", "api", "--organization", "acme"),
        ("prune", "--before", "2020-01-01"),
        ("promote", "properties.tags"),
        ("promote", "--undo", "properties.plan"),
        ("import", "--organization", "acme", "empty"),
        ("query", "--organization", "acme", "{}"),
    ],
    ids=" ".join,
)
def test_command_announces_upgrade_of_large_file(
    evsrv: Command,
    old_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setattr(upgrade_estimate, "MIN_LONG_UPGRADE_EVENTS", 239)
    old_file.with_name("empty").touch()
    assert evsrv(*arguments, EVSRV_DB="old.db").exit_code == 0
    assert version(old_file) == NEWEST
    first, *progress = caplog.messages
    assert first.startswith("old.db: upgrading 239 events from version 4; this takes about")
    assert progress[-1] == "old.db: 100 % of the upgrade done"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("backup", "copy.db"),
        ("promote", "--list"),
        ("prune", "--before", "2020-01-01", "--dry-run"),
        ("query", "--organization", "acme", "--sql", "{}"),
    ],
    ids=" ".join,
)
def test_command_that_only_reads_leaves_older_file_as_it_is(
    evsrv: Command, old_file: Path, arguments: tuple[str, ...]
) -> None:
    assert evsrv(*arguments, EVSRV_DB="old.db").exit_code == 0
    assert version(old_file) == 4


def test_promotions_of_older_file_are_listed(evsrv: Command, old_file: Path) -> None:
    lines = evsrv("promote", "--db", "old.db", "--list").stdout.splitlines()
    assert [line.split() for line in lines[2:]] == [
        ["properties.plan", "promoted_1", "ready"],
        ["userProperties.plan", "promoted_2", "unfinished"],
        ["properties.latencyMs", "promoted_3", "ready"],
    ]


def test_upgrade_on_terminal_shows_progress_bar_and_announcement(
    old_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(upgrade_estimate, "MIN_LONG_UPGRADE_EVENTS", 239)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    upgrade.upgrade(old_file)
    assert "Upgrading" in capsys.readouterr().err
    assert len(caplog.messages) == 1
    assert version(old_file) == NEWEST


def test_query_of_upgraded_file_answers_as_before(evsrv: Command, old_file: Path) -> None:
    arguments = ("query", "--db", "old.db", "--organization", "other", "--format", "json")
    body = {"select": [{"type": "field", "field": "id"}], "orderBy": []}
    answer = json.loads(evsrv(*arguments, json.dumps(body)).stdout)
    assert answer["data"]["total"] == 10
    assert answer["data"]["result"][0] == {"id": "e019"}

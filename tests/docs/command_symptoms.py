"""Faults of commands: each function provokes one, and returns the message that a person reads."""

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from cli.processes import ENVIRON
from click.testing import CliRunner
from sqlite.old_files import create_file

from evsrv.cli import main
from evsrv.sqlite import opening, upgrade_estimate
from evsrv.sqlite.migrations import APPLICATION_ID
from evsrv.sqlite.schema_versions import MIGRATIONS

PORT = "8080"


def run(*arguments: str) -> str:
    """Run a command that fails, and return what it prints on stderr."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code != 0, result.output
    return result.stderr


def succeed(*arguments: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output


def start_on_used_port(*arguments: str) -> tuple[str, str]:
    """Run `evsrv serve` on a used port; return its warnings and its last line."""
    with socket.create_server(("127.0.0.1", 0)) as used:
        port = str(used.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-m", "evsrv", "serve", "--port", port, *arguments],
            env=ENVIRON,
            capture_output=True,
            timeout=60,
            text=True,
            check=False,
        )
    *lines, last = ended.stderr.splitlines()
    logged = (json.loads(line) for line in lines)
    warnings = [line["message"] for line in logged if line["level"] == "warning"]
    return "\n".join(warnings), last.replace(port, PORT)


def new_file(folder: Path, _: pytest.MonkeyPatch) -> str:
    warnings, _last = start_on_used_port("--db", "evsrv.db")
    assert (folder / "evsrv.db").exists()
    return warnings


def port_in_use(_: Path, __: pytest.MonkeyPatch) -> str:
    return start_on_used_port("--db", "evsrv.db")[1]


def unknown_setting(folder: Path, _: pytest.MonkeyPatch) -> str:
    (folder / "evsrv.toml").write_text('cors_origin = ["https://shop.example"]\n')
    return run("serve")


def plugin_with_error(folder: Path, _: pytest.MonkeyPatch) -> str:
    (folder / "plugins.d").mkdir()
    (folder / "plugins.d" / "prices.py").write_text("import pricelib\n")
    return run("plugins", "--plugins-dir", "plugins.d")


def plugin_without_hook(folder: Path, _: pytest.MonkeyPatch) -> str:
    (folder / "plugins.d").mkdir()
    (folder / "plugins.d" / "prices.py").write_text(
        "from evsrv.plugin import hookimpl\n\n\n@hookimpl\ndef evsrv_operators():\n    return []\n"
    )
    return run("plugins", "--plugins-dir", "plugins.d").replace(str(folder), "/var/lib/evsrv")


def missing_plugins_dir(_: Path, __: pytest.MonkeyPatch) -> str:
    return run("plugins", "--plugins-dir", "plugins.d")


def locked_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.05)
    succeed("keys", "create", "--db", "events.db", "--kind", "api", "--organization", "acme")
    with closing(sqlite3.connect(folder / "events.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        return run("keys", "create", "--db", "events.db", "--kind", "api", "--organization", "acme")


def newer_file(folder: Path, _: pytest.MonkeyPatch) -> str:
    with closing(sqlite3.connect(folder / "events.db")) as connection:
        connection.execute("CREATE TABLE later (x)")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    return run("keys", "list", "--db", "events.db")


def other_program(folder: Path, _: pytest.MonkeyPatch) -> str:
    with closing(sqlite3.connect(folder / "events.db")) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    return run("keys", "list", "--db", "events.db")


def old_file_in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.05)
    create_file(folder / "events.db", 4)
    with closing(sqlite3.connect(folder / "events.db")) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT count(*) FROM events").fetchone()
        return run("keys", "list", "--db", "events.db")


def no_space_for_upgrade(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    create_file(folder / "events.db", 4)
    monkeypatch.setattr(upgrade_estimate, "_free_bytes", lambda _: 0)
    return run("keys", "list", "--db", "events.db").replace(str(folder), "/var/lib/evsrv")


def backup_exists(folder: Path, _: pytest.MonkeyPatch) -> str:
    create_file(folder / "events.db", 4)
    (folder / "before-upgrade.db").touch()
    return start_on_used_port("--db", "events.db", "--backup", "before-upgrade.db")[1]


def time_without_offset(folder: Path, _: pytest.MonkeyPatch) -> str:
    (folder / "orders.csv").write_text("kind,when\nsold,2026-03-02 10:15:00\n")
    place = ("--db", "events.db", "--organization", "acme", "--project", "site")
    return run("import", *place, "--type", "kind", "--time", "when", "orders.csv")


SYMPTOMS: Mapping[str, Callable[[Path, pytest.MonkeyPatch], str]] = {
    "new-file": new_file,
    "port-in-use": port_in_use,
    "unknown-setting": unknown_setting,
    "plugin-with-error": plugin_with_error,
    "plugin-without-hook": plugin_without_hook,
    "missing-plugins-dir": missing_plugins_dir,
    "locked-file": locked_file,
    "newer-file": newer_file,
    "other-program": other_program,
    "old-file-in-use": old_file_in_use,
    "no-space-for-upgrade": no_space_for_upgrade,
    "backup-exists": backup_exists,
    "time-without-offset": time_without_offset,
}

"""The commands of docs/upgrading.md upgrade a file of each older version, and lead back."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli.serving import serving
from sqlite.old_files import create_file

from docs.shell import run
from docs.test_examples import BLOCK, ROOT
from evsrv.sqlite import migrations
from evsrv.sqlite.opening import upgrade_file
from evsrv.sqlite.schema_versions import MIGRATIONS
from evsrv.sqlite.table_rebuild import ignore_progress

TEXT = (ROOT / "docs" / "upgrading.md").read_text("utf-8")
COMMANDS = {
    block["mark"]: block["text"] for block in BLOCK.finditer(TEXT) if block[0].startswith("```sh ")
}
NEWEST = len(MIGRATIONS)
# `create_file` runs plain statements only, and a later version copies the table of events.
NEWEST_PLAIN = 4
EVENTS = """
INSERT INTO events
    (id, organization_id, project_id, event_type, type, search_query, created_at)
VALUES ('a', 'acme', 'site', 'search', 'searched', 'sso', 1772446500000),
    ('b', 'acme', NULL, 'search', 'searched', 'sso', 1772446500001)
"""

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


def make_old_file(path: Path, version: int) -> None:
    """Make a file of an older version with two events."""
    create_file(path, min(version, NEWEST_PLAIN), EVENTS)
    if version > NEWEST_PLAIN:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrations, "MIGRATIONS", MIGRATIONS[:version])
            upgrade_file(path, lambda _: ignore_progress)


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def ids(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM events ORDER BY id")]


async def succeed(mark: str, folder: Path) -> str:
    status, printed = await run(f"set -e\n{COMMANDS[mark]}", folder, {})
    assert status == 0, printed
    return printed


def serve_once(folder: Path) -> None:
    """Run the command that serves, until it listens."""
    program, command, *arguments = COMMANDS["serve"].split()
    assert (program, command) == ("evsrv", "serve")
    with serving(folder, *arguments, "--port", "0"):
        pass


@needs_bash
@pytest.mark.parametrize("old", range(1, NEWEST))
async def test_rehearsal_upgrades_a_copy_and_leaves_the_file(old: int, tmp_path: Path) -> None:
    make_old_file(tmp_path / "events.db", old)
    printed = await succeed("rehearsal", tmp_path)
    assert "2 events" in printed
    assert (version(tmp_path / "events.db"), version(tmp_path / "rehearsal.db")) == (old, NEWEST)


@needs_bash
@pytest.mark.parametrize("old", [1, NEWEST - 1])
async def test_upgraded_file_can_go_back_with_its_new_events(old: int, tmp_path: Path) -> None:
    db = tmp_path / "events.db"
    make_old_file(db, old)
    assert version(db) == old
    serve_once(tmp_path)
    assert (version(db), version(tmp_path / "before-upgrade.db")) == (NEWEST, old)
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(EVENTS.replace("'a'", "'c'").replace("'b'", "'d'"))
    await succeed("save", tmp_path)
    await succeed("back", tmp_path)
    assert (version(db), ids(db)) == (old, ["a", "b"])
    # This evsrv upgrades the file again; an older one would import the same lines.
    assert "2 events stored, 2 duplicates" in await succeed("again", tmp_path)
    assert ids(db) == ["a", "b", "c", "d"]


def test_table_of_versions_has_every_version() -> None:
    found = re.findall(r"^\| (\d+) \| ", TEXT, re.M)
    assert [int(number) for number in found] == list(range(1, NEWEST + 1))
    assert f"upgraded to version {NEWEST}." in TEXT

"""`evsrv restore`: a checked copy takes the place of the database, or nothing changes."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from cli.importing import event, lines
from cli.serving import serving

Evsrv = Callable[..., Result]
Load = Callable[..., Result]
Ids = Callable[[], list[str]]


@pytest.fixture
def copy(evsrv: Evsrv, load: Load, tmp_path: Path) -> Path:
    """Return a copy of `a.db` that has the event `old`; `a.db` itself has `new` too."""
    load(lines(event("old")))
    assert evsrv("backup", "--db", "a.db", "copy.db").exit_code == 0
    load(lines(event("new")))
    return tmp_path / "copy.db"


def restore(evsrv: Evsrv, *options: str) -> Result:
    return evsrv("restore", "copy.db", "--db", "a.db", *options)


def damage(file: Path) -> None:
    """Overwrite the middle of a file, where its tables are."""
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"\xff" * 8192)


def refuses(evsrv: Evsrv, reason: str, *options: str) -> None:
    """Assert that a restore is refused and that no file is left behind."""
    before = {file.name for file in Path().iterdir()}
    result = restore(evsrv, *options)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert reason in result.stderr
    assert {file.name for file in Path().iterdir()} == before


def test_restore_makes_missing_database_of_copy(
    evsrv: Evsrv, copy: Path, ids: Ids, tmp_path: Path
) -> None:
    (tmp_path / "a.db").unlink()
    result = restore(evsrv)
    assert result.exit_code == 0, result.output
    assert ids() == ["old"]
    assert copy.exists()
    assert "a.db restored from copy.db: 1 events, " in result.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db", "copy.db"]


def test_restored_database_is_served_and_takes_events(
    evsrv: Evsrv, copy: Path, load: Load, ids: Ids, tmp_path: Path
) -> None:
    assert restore(evsrv, "--replace").exit_code == 0
    with serving(tmp_path, "--db", "a.db", "--port", "0"):
        load(lines(event("later")))
        assert ids() == ["later", "old"]
    assert evsrv("check", "--db", "a.db").exit_code == 0


def test_restore_replaces_existing_database_only_if_told(
    evsrv: Evsrv, copy: Path, ids: Ids
) -> None:
    refuses(evsrv, "a.db exists already; to delete it and use the copy: --replace")
    assert ids() == ["new", "old"]
    assert restore(evsrv, "--replace").exit_code == 0
    assert ids() == ["old"]


def test_restore_replaces_damaged_database(evsrv: Evsrv, copy: Path, ids: Ids) -> None:
    Path("a.db").write_bytes(b"no database")
    assert restore(evsrv, "--replace").exit_code == 0
    assert ids() == ["old"]


@pytest.mark.skipif(os.name == "nt", reason="Windows itself protects open files")
def test_restore_refuses_database_that_a_server_uses(
    evsrv: Evsrv, copy: Path, ids: Ids, tmp_path: Path
) -> None:
    with serving(tmp_path, "--db", "a.db", "--port", "0"):
        refuses(evsrv, "a.db is in use by another process", "--replace")
        assert ids() == ["new", "old"]


def test_restore_of_damaged_copy_changes_nothing(evsrv: Evsrv, copy: Path, ids: Ids) -> None:
    damage(copy)
    refuses(evsrv, "copy.db is damaged, so the database is unchanged", "--replace")
    assert ids() == ["new", "old"]


def test_restore_of_file_that_is_no_database_changes_nothing(
    evsrv: Evsrv, copy: Path, ids: Ids
) -> None:
    copy.write_text("no database")
    refuses(evsrv, "copy.db is not an SQLite database", "--replace")
    assert ids() == ["new", "old"]


def test_restore_of_copy_of_newer_evsrv_changes_nothing(evsrv: Evsrv, copy: Path, ids: Ids) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA user_version = 10000")
    refuses(evsrv, "copy.db was made by a newer evsrv: it has version 10000", "--replace")
    assert ids() == ["new", "old"]


def test_restore_of_missing_copy_changes_nothing(evsrv: Evsrv, copy: Path, ids: Ids) -> None:
    copy.unlink()
    refuses(evsrv, "copy.db does not exist", "--replace")
    assert ids() == ["new", "old"]


def test_restore_of_the_database_itself_is_refused(evsrv: Evsrv, copy: Path, ids: Ids) -> None:
    result = evsrv("restore", "a.db", "--db", "a.db", "--replace")
    assert result.exit_code == 1
    assert "a.db is the database itself" in result.stderr
    assert ids() == ["new", "old"]


@pytest.mark.parametrize("exists", [True, False])
def test_restore_removes_logs_of_the_old_database(
    evsrv: Evsrv, copy: Path, ids: Ids, tmp_path: Path, exists: bool
) -> None:
    with closing(sqlite3.connect("a.db")) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("DELETE FROM events")
        connection.commit()
        # As a killed server leaves them: the log has the deletion.
        for suffix in ("-wal", "-shm"):
            shutil.copy(f"a.db{suffix}", f"left{suffix}")
    for suffix in ("-wal", "-shm"):
        Path(f"left{suffix}").rename(f"a.db{suffix}")
    Path("a.db-journal").write_bytes(b"")
    if not exists:
        Path("a.db").unlink()
    assert restore(evsrv, "--replace").exit_code == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.db", "copy.db"]
    assert ids() == ["old"]


def test_restore_removes_columnar_copies_of_the_old_database(
    evsrv: Evsrv, copy: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "a.db.columnar"
    folder.mkdir()
    (folder / "one.duckdb").write_bytes(b"x")
    assert restore(evsrv, "--replace").exit_code == 0
    assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_restored_database_has_rights_of_the_old_one(evsrv: Evsrv, copy: Path) -> None:
    Path("a.db").chmod(0o640)
    copy.chmod(0o444)
    assert restore(evsrv, "--replace").exit_code == 0
    assert Path("a.db").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_database_restored_from_protected_copy_can_be_written(
    evsrv: Evsrv, copy: Path, load: Load, ids: Ids
) -> None:
    Path("a.db").unlink()
    copy.chmod(0o444)
    assert restore(evsrv).exit_code == 0
    assert Path("a.db").stat().st_mode & 0o777 == 0o644
    load(lines(event("later")))
    assert ids() == ["later", "old"]


@pytest.mark.skipif(os.name == "nt", reason="Windows restricts links")
def test_restore_through_link_replaces_the_linked_file(
    evsrv: Evsrv, copy: Path, ids: Ids, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    Path("a.db").rename("disk/a.db")
    Path("a.db").symlink_to("disk/a.db")
    assert restore(evsrv, "--replace").exit_code == 0
    assert Path("a.db").is_symlink()
    assert ids() == ["old"]


def test_restore_into_missing_directory_says_so(evsrv: Evsrv, copy: Path) -> None:
    result = evsrv("restore", "copy.db", "--db", "none/a.db")
    assert result.exit_code == 1
    assert "there is no directory" in result.stderr

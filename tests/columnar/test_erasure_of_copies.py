"""Commands that erase rows throw copies away, also below a running server."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from columnar.copying import Copying, make_events, open_copying
from evsrv.cli import main
from evsrv.columnar.copy_folder import count_bytes, folder_beside, remove_copies

SECRET = "a-text-that-must-not-stay"


def contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
async def copied(db: Path) -> Path:
    """A file whose copy has a text, which no server uses."""
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.engine.append(make_events(20, 5, type=SECRET))
        await copying.ask_copy()
        await copying.save()
    assert SECRET.encode() in contents(folder_beside(db))
    return db


WHERE = f'{{"condition": {{"field": "type", "operator": "eq", "value": "{SECRET}"}}}}'
COMMANDS = [
    ("delete", "--organization", "o", "--where", WHERE),
    ("delete", "--organization", "o", "--where", WHERE, "--secure"),
    ("prune", "--before", "2030-01-01"),
]


@pytest.mark.parametrize("command", COMMANDS)
async def test_command_that_erases_rows_removes_copies(
    copied: Path, command: tuple[str, ...]
) -> None:
    await asyncio.to_thread(run, command[0], "--db", copied, *command[1:])
    assert not folder_beside(copied).exists()


@pytest.mark.parametrize("command", COMMANDS)
async def test_dry_run_leaves_copies(copied: Path, command: tuple[str, ...]) -> None:
    before = contents(folder_beside(copied))
    await asyncio.to_thread(run, command[0], "--db", copied, "--dry-run", *command[1:])
    assert contents(folder_beside(copied)) == before


async def test_running_server_makes_another_copy_after_an_erasure(copying: Copying) -> None:
    await copying.engine.append(make_events(40, 5, type=SECRET))
    await copying.ask_copy()
    await copying.save()
    before = copying.files
    assert SECRET.encode() in contents(copying.copies.folder)
    db = copying.copies.folder.with_name("events.db")
    await asyncio.to_thread(run, "delete", "--db", db, *COMMANDS[1][1:])
    answer = await copying.ask()
    assert answer.engine == "sqlite"
    assert SECRET not in [row[0] for row in answer.rows]
    assert (await copying.ask_copy()).rows == answer.rows
    await copying.save()
    assert not set(before) & set(copying.files)
    assert SECRET.encode() not in contents(copying.copies.folder)


async def test_running_server_closes_a_removed_copy_without_a_query(copying: Copying) -> None:
    await copying.ask_copy()
    copy = copying.kept.reader.copy
    remove_copies(copying.copies.folder)
    copying.wake_filler()
    async with asyncio.timeout(20):
        while not copy.closed.is_set():
            await asyncio.sleep(0.01)


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    for name in ("a.duckdb", "a.duckdb.wal", "notes.txt"):
        (tmp_path / name).write_bytes(b"12345")
    assert count_bytes(tmp_path) == 10
    remove_copies(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]
    remove_copies(tmp_path / "missing")


async def test_backup_has_no_copy(copied: Path, tmp_path: Path) -> None:
    await asyncio.to_thread(run, "backup", "--db", copied, tmp_path / "saved.db")
    assert [file.name for file in tmp_path.glob("saved*")] == ["saved.db"]


async def test_info_shows_the_size_of_copies(copied: Path) -> None:
    size = count_bytes(folder_beside(copied))
    shown = await asyncio.to_thread(run, "info", "--db", copied)
    assert f"columnar copies: {size} bytes" in shown


async def test_check_passes_beside_a_copy(copied: Path) -> None:
    await asyncio.to_thread(run, "check", "--db", copied)

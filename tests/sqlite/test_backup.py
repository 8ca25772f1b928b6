import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.engine.errors import StoreError
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance import backup
from evsrv.sqlite.maintenance.backup import back_up
from evsrv.sqlite.maintenance.check import check_file
from sqlite.conversation_rows import add_conversation, add_feedback, ids_by_table


def ids(connection: sqlite3.Connection) -> set[Any]:
    return {id_ for (id_,) in connection.execute("SELECT id FROM events")}


def ids_of(path: Path) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return ids(connection)


@pytest.fixture
def to(path: Path) -> Path:
    folder = path.parent / "backups"
    folder.mkdir()
    return folder / "copy.db"


@pytest.fixture
async def filled(path: Path, make_event: Callable[..., Event]) -> Path:
    async with await SqliteEngine.open(path) as store:
        large = '{"x":"' + "y" * 1000 + '"}'
        await store.append([make_event(properties=large) for _ in range(500)])
    return path


async def test_backup_is_complete_and_usable(
    filled: Path, to: Path, make_event: Callable[..., Event]
) -> None:
    told: list[Any] = []
    size = back_up(filled, to, done=told.append)
    assert size == to.stat().st_size == sum(told)
    assert [file.name for file in to.parent.iterdir()] == [to.name]
    assert check_file(to).ok
    assert to.stat().st_mode == filled.stat().st_mode
    async with await SqliteEngine.open(to) as store:
        await store.append([make_event(id="later")])
        assert await store.read(ids, timeout=5) == {*ids_of(filled), "later"}


async def test_backup_is_one_snapshot_while_others_write(
    filled: Path, to: Path, make_event: Callable[..., Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "STEP_PAGES", 5)
    async with await SqliteEngine.open(filled) as store:
        await store.append([make_event(id="in the log")])
        before = await store.read(ids, timeout=5)
        loop = asyncio.get_running_loop()
        told = []

        def done(size: int) -> None:
            told.append(size)
            one = make_event(properties='{"during":1}')
            asyncio.run_coroutine_threadsafe(store.append([one]), loop).result(30)

        await asyncio.to_thread(back_up, filled, to, done=done)
        assert len(told) > 10
        # A negative size would mean that the copy was restarted.
        assert min(told) >= 0
        assert sum(told) == to.stat().st_size
        assert len(await store.read(ids, timeout=5)) == len(before) + len(told)
    assert ids_of(to) == before
    assert check_file(to).ok


async def test_backup_has_conversations_messages_and_feedback(filled: Path, to: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        row = add_conversation(connection, "c", ["m1", "m2"])
        add_feedback(connection, "f", message_id="m1", conversation=row, conversation_id="c")
    back_up(filled, to)
    with closing(sqlite3.connect(to)) as copy:
        assert ids_by_table(copy) == {
            "conversations": {"c"},
            "messages": {"m1", "m2"},
            "feedback": {"f"},
        }
    assert check_file(to).ok


async def test_backup_overwrites_existing_file_only_with_force(filled: Path, to: Path) -> None:
    to.write_text("dear to somebody")
    with pytest.raises(StoreError) as error:
        back_up(filled, to)
    assert str(error.value).startswith(f"{to} exists already; ")
    assert to.read_text() == "dear to somebody"
    back_up(filled, to, force=True)
    assert check_file(to).ok


async def test_backup_does_not_overwrite_file_created_during_copy(filled: Path, to: Path) -> None:
    def create(_pages: int) -> None:
        to.write_text("dear to somebody")

    with pytest.raises(StoreError, match="exists already"):
        back_up(filled, to, done=create)
    assert to.read_text() == "dear to somebody"
    assert [file.name for file in to.parent.iterdir()] == [to.name]


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
async def test_backup_never_replaces_database_in_use(filled: Path, to: Path, suffix: str) -> None:
    log = to.with_name(to.name + suffix)
    log.write_bytes(b"")
    with pytest.raises(StoreError, match="a database is in use there"):
        back_up(filled, to, force=True)
    assert [file.name for file in to.parent.iterdir()] == [log.name]


async def test_backup_to_database_itself_is_refused(filled: Path, to: Path) -> None:
    whole = filled.read_bytes()
    to.symlink_to(filled)
    for place in (filled, to):
        with pytest.raises(StoreError, match="is the database itself"):
            back_up(filled, place, force=True)
    assert filled.read_bytes() == whole


@pytest.mark.parametrize(
    ("place", "message"),
    [("nowhere/copy.db", "there is no directory"), (".", "is a directory")],
)
async def test_backup_to_directory_or_missing_directory_is_refused(
    filled: Path, to: Path, place: str, message: str
) -> None:
    with pytest.raises(StoreError, match=message):
        back_up(filled, to.parent / place)
    assert list(to.parent.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"", b"no database" * 100])
def test_backup_of_missing_or_invalid_database_is_refused(
    path: Path, to: Path, content: bytes | None
) -> None:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError):
        back_up(path, to)
    assert list(to.parent.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
async def test_failed_backup_leaves_no_file(filled: Path, to: Path, error: Any) -> None:
    def fail(_size: int) -> None:
        raise error

    with pytest.raises((KeyboardInterrupt, StoreError)):
        back_up(filled, to, done=fail)
    assert list(to.parent.iterdir()) == []


async def test_backup_is_synced_before_and_after_rename(
    filled: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(to.exists())
        fsync(handle)

    monkeypatch.setattr("evsrv.sqlite.maintenance.backup.os.fsync", noted)
    back_up(filled, to)
    # First the file, then the directory with its new name.
    assert synced == [False, True]

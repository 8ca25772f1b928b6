import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from evsrv.engine.errors import StoreError
from evsrv.sqlite import opening
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.migrations import migrate
from evsrv.sqlite.opening import open_reader, open_writer


def nothing(connection: sqlite3.Connection) -> None:
    pass


def pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_writer_connection_syncs_every_commit(path: Path) -> None:
    connection = open_writer(path, nothing)
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "busy_timeout") == 5000
    connection.close()


def test_reader_connection_cannot_write(path: Path, tmp_path: Path) -> None:
    writer = open_writer(path, nothing)
    reader = open_reader(path, nothing)
    for statement in ("DELETE FROM events", "CREATE TEMP TABLE x (y)"):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute(statement)
    reader.execute("PRAGMA query_only = OFF")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM events")
    reader.close()
    writer.close()


def test_reader_connection_does_not_create_missing_file(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_reader(path, nothing)
    assert not path.exists()


async def test_prepare_is_called_with_every_connection(path: Path) -> None:
    prepared = []

    def prepare(connection: sqlite3.Connection) -> None:
        prepared.append(connection)
        connection.create_function("twice", 1, lambda number: number * 2, deterministic=True)

    def twice(connection: sqlite3.Connection) -> Any:
        return connection.execute("SELECT twice(21)").fetchone()

    async with await SqliteEngine.open(path, readers=3, prepare=prepare) as store:
        assert await store.read(twice, timeout=5) == (42,)
        assert await store.write(twice) == (42,)
    assert len(set(map(id, prepared))) == 5


@pytest.mark.parametrize("failing", [1, 2, 3])
async def test_error_in_prepare_is_raised_and_leaves_no_thread(
    path: Path, failing: int, threads: Callable[[], list[Thread]]
) -> None:
    prepared = []

    def prepare(connection: sqlite3.Connection) -> None:
        prepared.append(connection)
        if len(prepared) == failing:
            raise LookupError("a plugin's own trouble")

    with pytest.raises(LookupError, match="a plugin's own trouble"):
        await SqliteEngine.open(path, readers=3, prepare=prepare)
    assert threads() == []


@pytest.mark.parametrize("opened", [open_writer, open_reader])
def test_connection_is_closed_if_prepare_fails(path: Path, opened: Any) -> None:
    open_writer(path, nothing).close()
    prepared = []

    def prepare(connection: sqlite3.Connection) -> None:
        prepared.append(connection)
        raise LookupError

    with pytest.raises(LookupError):
        opened(path, prepare)
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        prepared[0].execute("SELECT 1")


class Clock:
    """Time that passes in sleep alone, each of which calls `between`."""

    def __init__(self, between: Any) -> None:
        self.between = between
        self.now = 0.0

    def monotonic(self) -> Any:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.between()


@pytest.fixture
def in_use(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another connection, at work in a file that is not in WAL mode yet."""
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.02)
    other = sqlite3.connect(path, isolation_level=None)
    migrate(other, path)
    other.execute("BEGIN")
    other.execute("SELECT * FROM events").fetchall()
    yield other
    other.close()


def test_switch_to_wal_waits_for_other_connection(
    path: Path, in_use: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "time", Clock(lambda: in_use.execute("ROLLBACK")))
    connection = open_writer(path, nothing)
    assert pragma(connection, "journal_mode") == "wal"
    connection.close()


def test_switch_to_wal_fails_after_busy_timeout(
    path: Path, in_use: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "time", Clock(lambda: None))
    with pytest.raises(StoreError, match="database is locked"):
        open_writer(path, nothing)

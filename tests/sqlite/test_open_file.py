import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.engine.errors import FileMoved
from evsrv.sqlite.engine import SqliteEngine


def count(connection: sqlite3.Connection) -> Any:
    return connection.execute("SELECT count(*) FROM events").fetchone()[0]


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(path, readers=1) as store:
        yield store


async def test_events_are_refused_while_file_is_moved_and_accepted_after_it_is_back(
    store: SqliteEngine,
    path: Path,
    make_event: Callable[..., Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    await store.append([make_event()])
    away = path.rename(path.with_name("away.db"))
    for _ in range(2):
        with pytest.raises(FileMoved):
            await store.append([make_event()])
        with pytest.raises(FileMoved):
            await store.ping(5)
    assert await store.read(count, timeout=5) == 1
    away.rename(path)
    await store.ping(5)
    await store.append([make_event()])
    assert await store.read(count, timeout=5) == 2
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


async def test_events_are_refused_if_another_file_takes_the_path(
    store: SqliteEngine, path: Path, make_event: Callable[..., Event]
) -> None:
    away = path.rename(path.with_name("away.db"))
    path.write_bytes(away.read_bytes())
    with pytest.raises(FileMoved):
        await store.append([make_event()])


async def test_file_behind_link_is_in_place_until_link_changes(
    path: Path, make_event: Callable[..., Event]
) -> None:
    first, second = path.with_name("first.db"), path.with_name("second.db")
    for file in (first, second):
        await (await SqliteEngine.open(file, readers=0)).close()
    path.symlink_to(first)
    async with await SqliteEngine.open(path, readers=0) as store:
        await store.append([make_event()])
        path.unlink()
        path.symlink_to(second)
        with pytest.raises(FileMoved):
            await store.append([make_event()])

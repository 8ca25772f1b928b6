import itertools
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from golden.harness import open_database
from support.database_file import copy_of

from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """An empty database in memory, its functions registered."""
    with closing(open_database()) as connection:
        yield connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evsrv.db"


@pytest.fixture
async def store(path: Path, migrated_file: Path) -> AsyncIterator[SqliteEngine]:
    copy_of(migrated_file, path)
    async with await SqliteEngine.open(path, readers=2) as store:
        yield store


@pytest.fixture
def make_event() -> Callable[..., Event]:
    numbers = itertools.count()

    def make(**changes: Any) -> Any:
        members = {
            "id": f"e{next(numbers)}",
            "organization_id": "o",
            "project_id": "p",
            "integration_id": None,
            "event_type": "message",
            "type": "answer_copied",
            "message_id": "m",
            "conversation_id": None,
            "search_query": None,
            "created_at": 1_772_446_500_000,
            "properties": '{"plan":"pro"}',
            "user_properties": None,
        }
        return Event(**(members | changes))

    return make


@pytest.fixture
def threads() -> Callable[[], list[Thread]]:
    before = set(threading.enumerate())
    return lambda: [thread for thread in threading.enumerate() if thread not in before]

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.engine.errors import StoreError
from evsrv.sqlite import migrations
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.migrations import APPLICATION_ID, migrate
from evsrv.sqlite.schema_versions import MIGRATIONS


def sqlite_file(path: Path, *statements: Any) -> None:
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def numbers(path: Path) -> Any:
    connection = sqlite3.connect(path)
    found = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    ]
    connection.close()
    return found


async def refusal(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        async with await SqliteEngine.open(path):
            pass
    return str(caught.value)


async def test_new_file_gets_application_id_and_newest_version(path: Path) -> None:
    await (await SqliteEngine.open(path)).close()
    assert numbers(path) == [APPLICATION_ID, len(MIGRATIONS)]


@pytest.mark.parametrize("make", [lambda path: path.touch(), sqlite_file])
async def test_empty_file_is_initialized(path: Path, make: Any) -> None:
    make(path)
    await (await SqliteEngine.open(path)).close()
    assert numbers(path) == [APPLICATION_ID, len(MIGRATIONS)]


async def test_reopened_file_keeps_its_events(path: Path, make_event: Callable[..., Event]) -> None:
    async with await SqliteEngine.open(path) as store:
        [first] = await store.append([make_event()])
    async with await SqliteEngine.open(path) as store:
        [again] = await store.append([first.event])
    assert again.duplicate


async def test_older_file_is_migrated_when_opened(
    path: Path, make_event: Callable[..., Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await SqliteEngine.open(path) as store:
        await store.append([make_event()])
    later = (*MIGRATIONS, ("ALTER TABLE events ADD COLUMN extra TEXT DEFAULT 'x'",))
    monkeypatch.setattr(migrations, "MIGRATIONS", later)
    async with await SqliteEngine.open(path) as store:
        row = await store.read(
            lambda connection: connection.execute("SELECT extra FROM events").fetchone(), timeout=5
        )
    assert row == ("x",)
    assert numbers(path) == [APPLICATION_ID, len(MIGRATIONS) + 1]


def test_failed_migration_leaves_version_and_schema_unchanged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path)
    broken = (*MIGRATIONS, ("CREATE TABLE extra (x)", "CREATE TABLE nonsense"))
    monkeypatch.setattr(migrations, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert not connection.execute("SELECT * FROM sqlite_schema WHERE name = 'extra'").fetchall()
    connection.close()


async def test_engines_can_open_a_new_file_at_once(path: Path) -> None:
    stores = await asyncio.gather(*(SqliteEngine.open(path, readers=1) for _ in range(8)))
    for store in stores:
        await store.close()
    assert numbers(path) == [APPLICATION_ID, len(MIGRATIONS)]


@pytest.mark.parametrize("content", [b"hello\n", b"x" * 5000], ids=["short", "long"])
async def test_file_that_is_not_a_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert await refusal(path) == f"{path} is not an SQLite database; name another file with --db"
    assert path.read_bytes() == content


async def test_database_of_another_program_is_refused_and_unchanged(path: Path) -> None:
    sqlite_file(path, "CREATE TABLE theirs (x)", "PRAGMA user_version = 1")
    before = path.read_bytes()
    assert await refusal(path) == (
        f"{path} is an SQLite database of another program; name another file with --db"
    )
    assert path.read_bytes() == before


async def test_file_of_newer_version_is_refused(path: Path) -> None:
    await (await SqliteEngine.open(path)).close()
    newer = len(MIGRATIONS) + 1
    sqlite_file(path, f"PRAGMA user_version = {newer}")
    message = await refusal(path)
    assert message == (
        f"{path} was made by a newer evsrv: it has version {newer}, "
        f"this one knows up to {len(MIGRATIONS)}; install the newer evsrv"
    )


async def test_file_in_missing_directory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "evsrv.db"
    message = await refusal(path)
    assert message == f"{path} cannot be opened: there is no directory {path.parent}; make it first"


async def test_directory_as_database_is_refused(tmp_path: Path) -> None:
    assert await refusal(tmp_path) == f"{tmp_path} is a directory; name a file in it with --db"


@pytest.fixture
def public_directory() -> Iterator[Any]:
    # The parents of `tmp_path` let nobody but their owner in.
    with TemporaryDirectory() as name:
        yield Path(name)


@contextmanager
def ordinary_user() -> Iterator[Any]:
    # Root may write everywhere.
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("file_mode", "directory_mode", "protected"),
    [(0o444, 0o777, "evsrv.db"), (0o666, 0o555, ".")],
)
async def test_unwritable_file_or_directory_is_refused(
    public_directory: Path, file_mode: int, directory_mode: int, protected: str
) -> None:
    path = public_directory / "evsrv.db"
    await (await SqliteEngine.open(path)).close()
    path.chmod(file_mode)
    public_directory.chmod(directory_mode)
    with ordinary_user():
        message = await refusal(path)
    public_directory.chmod(0o700)
    place = public_directory / protected
    assert message.startswith(f"{path} cannot be opened: {place} is not writable; ")


async def test_too_old_sqlite_library_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.sqlite.opening.sqlite3.sqlite_version_info", (3, 37, 2))
    message = await refusal(path)
    assert message == "SQLite 3.38.0 or later is needed, but this Python has 3.37.2"
    assert not path.exists()


async def test_file_name_with_special_characters_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "ä #?%20 .db"
    async with await SqliteEngine.open(path, readers=1) as store:
        assert await store.read(lambda _: 1, timeout=5) == 1
    assert path.exists()


@pytest.mark.parametrize(
    "flaw",
    [
        {"event_type": None},
        {"properties": "{"},
        {"properties": "[1]"},
        {"user_properties": '"text"'},
        {"user_properties": ""},
        {"created_at": "now"},
        {"type": None},
    ],
)
async def test_events_table_refuses_invalid_rows(
    store: SqliteEngine, make_event: Callable[..., Event], flaw: dict[str, Any]
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await store.append([make_event(**flaw)])


ORGANIZATION = "e.organization_id = 'o'"
PROJECT = "e.organization_id = 'o' AND e.project_id = 'p'"
RANGE = "e.created_at >= 1 AND e.created_at < 2"


@pytest.mark.parametrize("scope", [ORGANIZATION, PROJECT])
@pytest.mark.parametrize(
    ("query", "sorts"),
    [
        ("SELECT * FROM events AS e WHERE {} ORDER BY e.created_at DESC, e.id LIMIT 10", False),
        (
            f"SELECT * FROM events AS e WHERE {{}} AND {RANGE} "
            "ORDER BY e.created_at DESC, e.id LIMIT 10",
            False,
        ),
        (f"SELECT count(*) FROM events AS e WHERE {{}} AND {RANGE}", False),
        (f"SELECT e.type, count(*) FROM events AS e WHERE {{}} AND {RANGE} GROUP BY e.type", True),
        (
            "SELECT e.search_query, count(*) FROM events AS e "
            "WHERE {} AND e.search_query IS NOT NULL GROUP BY e.search_query",
            True,
        ),
        ("SELECT * FROM events AS e WHERE {} AND e.id = 'x'", True),
    ],
)
async def test_usual_queries_search_an_index(
    store: SqliteEngine, scope: str, query: str, sorts: bool
) -> None:
    plan = await store.read(
        lambda connection: [
            row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + query.format(scope))
        ],
        timeout=5,
    )
    assert plan[0].startswith("SEARCH e USING ")
    assert "INDEX" in plan[0]
    assert not [step for step in plan if step.startswith("SCAN")]
    if not sorts:
        assert not [step for step in plan if "TEMP B-TREE" in step]


async def test_project_query_by_search_query_uses_partial_index(store: SqliteEngine) -> None:
    query = f"SELECT count(*) FROM events AS e WHERE {PROJECT} AND e.search_query = 'x'"
    plan = await store.read(
        lambda connection: connection.execute("EXPLAIN QUERY PLAN " + query).fetchall(), timeout=5
    )
    assert "events_by_search_query" in plan[0][3]

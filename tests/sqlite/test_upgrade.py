"""Upgrading a file that version 4 made: nothing is lost, and each refusal is one sentence."""

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.event import Event
from evsrv.engine.api_key import hash_secret
from evsrv.engine.errors import StoreError
from evsrv.sqlite import opening, upgrade_estimate
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.promote import promote
from evsrv.sqlite.opening import needs_upgrade, upgrade_file
from evsrv.sqlite.promotions import list_states
from evsrv.sqlite.schema_versions import MIGRATIONS
from evsrv.sqlite.table_rebuild import ignore_progress
from evsrv.sqlite.upgrade_estimate import UpgradeEstimate, log_upgrade, require_space
from sqlite.old_files import API_KEY, create_file, multiply_events, unpack_version_4

ROOT = Path(__file__).parents[2]
NEWEST = len(MIGRATIONS)
GIGABYTE = 1_000_000_000


def read(path: Path, query: Any) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def version(path: Path) -> Any:
    return read(path, "PRAGMA user_version")[0][0]


def contents(path: Path) -> dict[str, Any]:
    """Read every row of every table, without the columns that version 5 brought."""
    return {
        "events": read(path, "SELECT * FROM events ORDER BY row"),
        "promotions": read(path, "SELECT * FROM promotions ORDER BY slot"),
        "revisions": read(path, "SELECT number FROM revisions"),
        "property_keys": read(path, "SELECT * FROM property_keys ORDER BY 1, 2, 3, 4"),
        "api_keys": read(
            path,
            "SELECT rowid, id, kind, hash, organization_id, project_id, integration_id, created_at,"
            " revoked_at FROM api_keys ORDER BY rowid",
        ),
    }


def upgrade(path: Path) -> None:
    upgrade_file(path, lambda _: ignore_progress)


@pytest.fixture
def old_file(path: Path) -> Path:
    unpack_version_4(path)
    return path


def test_upgrade_keeps_every_row(old_file: Path) -> None:
    before = contents(old_file)
    assert len(before["events"]) == 239
    assert needs_upgrade(old_file)
    upgrade(old_file)
    assert not needs_upgrade(old_file)
    assert version(old_file) == NEWEST
    assert contents(old_file) == before
    assert check_file(old_file).ok


def test_upgraded_file_has_same_objects_as_new_one_and_promoted_ones(
    old_file: Path, tmp_path: Path
) -> None:
    query = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'"
    upgrade(old_file)
    upgrade_file(tmp_path / "new.db", lambda _: ignore_progress)
    promoted = {
        ("index", "events_by_promoted_1"),
        ("index", "events_by_promoted_3"),
        ("index", "events_promoted"),
    }
    assert set(read(old_file, query)) == set(read(tmp_path / "new.db", query)) | promoted


def test_upgrade_keeps_promoted_indexes_last(old_file: Path) -> None:
    upgrade(old_file)
    query = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'events'"
    indexes = read(old_file, f"{query} ORDER BY rowid")
    assert [name for (name,) in indexes] == [
        "events_by_id",
        "events_by_id_without_project",
        "events_by_type",
        "events_by_search_query",
        "events_of_organization",
        "events_of_project",
        "events_by_promoted_1",
        "events_by_promoted_3",
        "events_promoted",
    ]


async def test_upgraded_file_serves_keys_duplicates_and_unfinished_promotions(
    old_file: Path, make_event: Callable[..., Event]
) -> None:
    async with await SqliteEngine.open(old_file, readers=1) as engine:
        key = await engine.find_key(hash_secret(API_KEY))
        assert key is not None
        assert (key.kind, key.organization_id, key.project_id) == ("api", "acme", None)
        rows = read(
            old_file, "SELECT organization_id, project_id, id FROM events ORDER BY row DESC LIMIT 3"
        )
        again = [make_event(organization_id=o, project_id=p, id=id_) for o, p, id_ in rows]
        assert [one.duplicate for one in await engine.append(again)] == [True] * 3
        [state] = [state for state in await engine.write(list_states) if not state.ready]
        assert state.backfill_from == 260
        await promote(engine, [state.promotion.json_path])
    assert check_file(old_file).ok


@pytest.mark.parametrize("first", [1, 2, 3, 4])
async def test_every_older_version_is_upgraded(
    path: Path, first: int, make_event: Callable[..., Event]
) -> None:
    insert = """
        INSERT INTO events
            (id, organization_id, project_id, event_type, type, created_at, properties)
        VALUES ('a', 'o', 'p', 'message', 't', 1, '{"plan":1}')
    """
    keys = "INSERT INTO property_keys VALUES ('o', 'p', 'properties', 'plan')"
    create_file(path, first, insert, *([keys] if first > 1 else []))
    async with await SqliteEngine.open(path, readers=0) as engine:
        [again] = await engine.append([make_event(id="a", organization_id="o", project_id="p")])
    assert again.duplicate
    report = check_file(path)
    assert (report.version, report.ok) == (NEWEST, True)


def test_views_indexes_and_triggers_of_users_survive(old_file: Path) -> None:
    with closing(sqlite3.connect(old_file)) as connection:
        connection.executescript("""
            CREATE VIEW mine AS SELECT id FROM events;
            CREATE INDEX my_index ON events (message_id);
            CREATE TABLE log (id TEXT);
            CREATE TRIGGER my_trigger AFTER DELETE ON events
            BEGIN INSERT INTO log VALUES (old.id); END;
        """)
    upgrade(old_file)
    with closing(sqlite3.connect(old_file)) as connection, connection:
        connection.execute("DELETE FROM events WHERE organization_id = 'other'")
    assert read(old_file, "SELECT count(*) FROM log") == [(10,)]
    assert read(old_file, "SELECT count(*) FROM mine") == [(229,)]
    assert read(old_file, "SELECT tbl_name FROM sqlite_schema WHERE name = 'my_index'") == [
        ("events",)
    ]


def test_row_that_breaks_a_check_is_kept_and_reported(old_file: Path) -> None:
    with closing(sqlite3.connect(old_file)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE events SET properties = '{' WHERE row = 30")
    upgrade(old_file)
    assert read(old_file, "SELECT properties FROM events WHERE row = 30") == [("{",)]
    assert not check_file(old_file).ok
    with closing(sqlite3.connect(old_file)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE events SET properties = '[' WHERE row = 31")


def test_rows_below_one_are_copied(old_file: Path) -> None:
    with closing(sqlite3.connect(old_file)) as connection, connection:
        connection.execute("UPDATE events SET row = -5 WHERE row = 30")
        connection.execute("UPDATE events SET row = 0 WHERE row = 31")
    before = contents(old_file)
    upgrade(old_file)
    assert contents(old_file)["events"] == before["events"]


def test_empty_file_of_older_version_is_upgraded(path: Path) -> None:
    create_file(path, 4)
    upgrade(path)
    assert version(path) == NEWEST
    assert check_file(path).ok


@pytest.mark.parametrize("copied_rows", [1, 100, 239, 240])
def test_progress_adds_up_to_announced_steps(
    old_file: Path, monkeypatch: pytest.MonkeyPatch, copied_rows: int
) -> None:
    monkeypatch.setattr("evsrv.sqlite.table_rebuild._MAX_COPIED_ROWS", copied_rows)
    monkeypatch.setattr(upgrade_estimate, "MIN_LONG_UPGRADE_EVENTS", 239)
    estimates: list[UpgradeEstimate] = []
    done: list[int] = []

    def start(estimate: UpgradeEstimate) -> Callable[[int], None]:
        estimates.append(estimate)
        assert done == []
        return done.append

    upgrade_file(old_file, start)
    [estimate] = estimates
    assert (estimate.version, estimate.events) == (4, 239)
    assert sum(done) == estimate.steps > 239 * 9
    assert max(done) <= 239 * 5


def test_small_upgrade_is_not_announced(old_file: Path) -> None:
    def start(_estimate: UpgradeEstimate) -> Callable[[int], None]:
        raise AssertionError

    upgrade_file(old_file, start)
    assert version(old_file) == NEWEST


def estimate(**changes: Any) -> Any:
    members: dict[str, Any] = {
        "path": Path("/data/events.db"),
        "version": 4,
        "events": 5_000_000,
        "file_bytes": 4 * GIGABYTE,
        "steps": 1000,
    }
    return UpgradeEstimate(**(members | changes))


def test_announcement_says_space_time_and_how_to_copy_first(
    caplog: pytest.LogCaptureFixture,
) -> None:
    progress = log_upgrade(estimate())
    assert caplog.messages == [
        "/data/events.db: upgrading 5000000 events from version 4; this takes about 3 min and"
        " 6,000 MB of free disk space. It can be interrupted: the file then stays as it is, and"
        " `evsrv serve --backup COPY` copies it before the upgrade"
    ]
    caplog.clear()
    for _ in range(10):
        progress(99)
    progress(10)
    assert caplog.messages == [
        f"/data/events.db: {percent} % of the upgrade done"
        for percent in (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
    ]
    assert all(record.levelno == logging.WARNING for record in caplog.records)


@pytest.mark.parametrize(("free", "refused"), [(6 * GIGABYTE - 1, True), (6 * GIGABYTE, False)])
def test_full_disk_is_refused_in_one_sentence(free: Any, refused: bool) -> None:
    asked = []

    def free_bytes(directory: Path) -> Any:
        asked.append(directory)
        return free

    check = partial(require_space, estimate(), free_bytes)
    if refused:
        with pytest.raises(StoreError) as caught:
            check()
        assert str(caught.value) == (
            "/data/events.db cannot be upgraded: /data has 6,000 MB of free space,"
            " and 6,000 MB are needed until the upgrade ends"
        )
    else:
        check()
    assert asked == [Path("/data").resolve()]


def test_file_stays_as_it_is_if_disk_is_full(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old_file.read_bytes()
    usage = type("Usage", (), {"free": 100_000})
    monkeypatch.setattr("evsrv.sqlite.upgrade_estimate.shutil.disk_usage", lambda _directory: usage)
    with pytest.raises(StoreError, match="has 1 MB of free space, and 1 MB are needed"):
        upgrade(old_file)
    assert (version(old_file), contents(old_file)["revisions"]) == (4, [(21,)])
    assert len(old_file.read_bytes()) == len(before)


def test_file_in_use_is_refused_in_one_sentence(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(old_file)) as other:
        other.execute("SELECT count(*) FROM events").fetchall()
        with pytest.raises(StoreError) as caught:
            upgrade(old_file)
    assert str(caught.value) == (
        f"{old_file} has to be upgraded to version {NEWEST}, but another process uses it;"
        " stop that one first"
    )
    assert version(old_file) == 4
    upgrade(old_file)
    assert version(old_file) == NEWEST


def test_upgrade_waits_for_short_use_by_another_process(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(old_file)
    other.execute("SELECT count(*) FROM events").fetchall()

    class Clock:
        monotonic = time.monotonic
        pauses = 0

        @classmethod
        def sleep(cls, _seconds: float) -> None:
            cls.pauses += 1
            if cls.pauses == 3:
                other.close()

    monkeypatch.setattr(opening, "time", Clock)
    upgrade(old_file)
    assert Clock.pauses == 3
    assert version(old_file) == NEWEST


async def test_engines_that_open_an_older_file_at_once_all_get_it(old_file: Path) -> None:
    engines = await asyncio.gather(*(SqliteEngine.open(old_file, readers=0) for _ in range(4)))
    for engine in engines:
        await engine.close()
    assert version(old_file) == NEWEST
    assert check_file(old_file).ok


KILLED = """
import os, signal, sys
from pathlib import Path
from evsrv.sqlite import opening, table_rebuild, upgrade_estimate

path, kill_at = Path(sys.argv[1]), int(sys.argv[2])
upgrade_estimate.MIN_LONG_UPGRADE_EVENTS = 0
table_rebuild._MAX_COPIED_ROWS = 500
connect = opening._connect


def connect_with_small_cache(*arguments, **options):
    # With little memory for pages, SQLite writes to the file before the commit.
    connection = connect(*arguments, **options)
    connection.execute("PRAGMA cache_size = 5")
    return connection


def start(_estimate):
    calls = 0

    def progress(_steps):
        nonlocal calls
        calls += 1
        if calls == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress


opening._connect = connect_with_small_cache
opening.upgrade_file(path, start)
"""


def upgrade_and_kill(path: Path, kill_at: int) -> Any:
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED, str(path), str(kill_at)]
    return subprocess.run(command, env=environ, timeout=120, check=False).returncode


@pytest.mark.parametrize("kill_at", [1, 3, 5, 7, 10, 13])
def test_killed_upgrade_leaves_old_file_which_can_be_upgraded(old_file: Path, kill_at: int) -> None:
    multiply_events(old_file, 8)
    before = contents(old_file)
    assert upgrade_and_kill(old_file, kill_at) == -signal.SIGKILL
    journal = old_file.with_name(old_file.name + "-journal")
    assert journal.stat().st_size > 0
    assert version(old_file) == 4
    assert contents(old_file) == before
    assert read(old_file, "PRAGMA integrity_check") == [("ok",)]
    assert not journal.exists()
    assert upgrade_and_kill(old_file, 1000) == 0
    assert version(old_file) == NEWEST
    assert contents(old_file) == before
    assert check_file(old_file).ok

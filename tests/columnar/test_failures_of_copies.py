"""SQLite answers if a copy fails, and a copy that fails is given up for a while."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from columnar.copying import BY_TYPE, Copying, make_events, open_copying
from evsrv.columnar import copy_reader
from evsrv.core.sql import Sql
from evsrv.engine.errors import QueryTimeout

ENDLESS = Sql("SELECT count(*) FROM range(1_000_000) AS a, range(1_000_000) AS b")


def fail_with(error: Exception) -> Any:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    return fail


def run_endlessly(*arguments: Any) -> Any:
    *_, ask, _ = arguments
    return ask(ENDLESS, frozenset())


@pytest.fixture
async def ready(copying: Copying) -> Copying:
    await copying.ask_copy()
    return copying


async def test_query_of_a_copy_is_stopped_at_the_time_limit(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_copying(db, query_timeout=0.3) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        with monkeypatch.context() as endless:
            endless.setattr(copy_reader, "read_plan", run_endlessly)
            with pytest.raises(QueryTimeout):
                await copying.ask()
        assert (await copying.ask()).engine == "duckdb"


async def test_query_of_a_copy_is_stopped_if_its_client_leaves(
    ready: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def run_once(*arguments: Any) -> Any:
        *_, ask, _ = arguments
        loop.call_soon_threadsafe(started.set)
        return ask(ENDLESS, frozenset())

    with monkeypatch.context() as endless:
        endless.setattr(copy_reader, "read_plan", run_once)
        asking = asyncio.create_task(ready.ask())
        await started.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    while ready.engine.stats().readers_busy:
        await asyncio.sleep(0.01)
    assert (await ready.ask()).engine == "duckdb"


async def test_close_interrupts_a_query_of_a_copy(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def run_once(*arguments: Any) -> Any:
        *_, ask, _ = arguments
        loop.call_soon_threadsafe(started.set)
        return ask(ENDLESS, frozenset())

    async with open_copying(db, query_timeout=600) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        monkeypatch.setattr(copy_reader, "read_plan", run_once)
        asking = asyncio.create_task(copying.ask())
        await started.wait()
    await asyncio.wait({asking})
    asking.exception()


@pytest.mark.parametrize(
    "error",
    [
        duckdb.IOException("Could not write file: No space left on device"),
        duckdb.FatalException("database has been invalidated"),
        duckdb.SerializationException("corrupt"),
        duckdb.OutOfMemoryException("failed to allocate"),
    ],
)
async def test_failure_while_new_rows_are_appended_is_answered_by_sqlite(
    ready: Copying, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await ready.engine.append(make_events(40, 1, type="new"))
    with monkeypatch.context() as failing:
        failing.setattr("evsrv.columnar.copy.insert_rows", fail_with(error))
        answer = await ready.ask()
    assert (answer.engine, answer.rows[0][:2]) == ("sqlite", ("new", 1))


async def test_rows_whose_insertion_failed_are_appended_by_the_next_query(
    ready: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ready.engine.append(make_events(40, 1, type="new"))
    with monkeypatch.context() as failing:
        # The copy is kept after this error.
        failing.setattr(
            "evsrv.columnar.copy.insert_rows", fail_with(duckdb.OutOfMemoryException(""))
        )
        assert (await ready.ask()).engine == "sqlite"
    answer = await ready.ask()
    assert (answer.engine, answer.rows[0][:2]) == ("duckdb", ("new", 1))


async def test_failed_copy_is_removed_and_made_again_after_a_while(
    ready: Copying, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as failing:
        error = duckdb.IOException("Could not write file: No space left on device")
        failing.setattr(copy_reader, "read_plan", fail_with(error))
        answer = await ready.ask()
    assert (answer.engine, answer.reason) == ("sqlite", "its copy has failed")
    assert ready.files == []
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert line == f"the columnar copy of events is given up: {error}"
    for _ in range(3):
        answer = await ready.ask()
        assert answer.reason == "its copy has failed and is made again after a while"
        await asyncio.sleep(0.02)
    assert ready.files == []
    ready.kept.not_before = 0.0
    await ready.ask_copy()


async def test_failure_while_a_copy_is_filled_is_answered_by_sqlite(
    copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = duckdb.IOException("Could not write file: No space left on device")
    monkeypatch.setattr("evsrv.columnar.copy.insert_rows", fail_with(error))
    await copying.ask()
    while copying.kept.failure is None:
        await asyncio.sleep(0.01)
    answer = await copying.ask()
    assert (answer.engine, sum(row[1] for row in answer.rows)) == ("sqlite", 40)
    assert copying.files == []


async def test_unexpected_error_is_logged_and_answered_by_sqlite(
    ready: Copying, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(copy_reader, "read_plan", fail_with(KeyError("a bug")))
        answer = await ready.ask()
    assert (answer.engine, answer.reason) == ("sqlite", "the secondary engine has failed")
    assert "duckdb has failed, and SQLite answers" in caplog.text
    assert (await ready.ask()).engine == "duckdb"


async def test_query_that_takes_too_much_memory_leaves_the_copy(
    ready: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(copy_reader, "read_plan", fail_with(duckdb.OutOfMemoryException("")))
        answer = await ready.ask()
    assert answer.reason == "it takes more memory than a copy may have"
    assert (await ready.ask()).engine == "duckdb"


@pytest.mark.parametrize("damage", ["nothing", "noise", "half", "marks", "table"])
async def test_damaged_file_is_replaced(db: Path, damage: str) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        await copying.save()
        (file,) = copying.files
    content = file.read_bytes()
    if damage == "nothing":
        file.write_bytes(b"")
    elif damage == "noise":
        file.write_bytes(bytes(reversed(content)))
    elif damage == "half":
        file.write_bytes(content[: len(content) // 2])
    else:
        with duckdb.connect(str(file)) as connection:
            table = {"marks": "marks", "table": "copied_rows"}[damage]
            connection.execute(f"DROP TABLE {table}")
    async with open_copying(db) as copying:
        await copying.ask_copy()
        assert copying.files != [file]
        assert len(copying.files) == 1


HOLD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


async def test_copy_is_in_memory_if_another_process_holds_its_file(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        await copying.save()
        (file,) = copying.files
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        async with open_copying(db) as copying:
            await copying.ask_copy()
            assert copying.files == [file]
            assert copying.kept.reader.copy.database.path is None
    finally:
        holder.communicate()


async def test_copies_of_two_engines_in_a_process_do_not_share_a_file(db: Path) -> None:
    async with open_copying(db) as first, open_copying(db) as second:
        await first.engine.append(make_events(0, 20))
        await first.ask_copy()
        await second.ask_copy()
        await second.engine.append(make_events(20, 20))
        assert (await first.ask()).rows == (await second.ask()).rows
        assert second.kept.reader.copy.database.path is None


async def test_copy_is_in_memory_if_its_folder_cannot_be_made(db: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    async with open_copying(db, columnar_dir=tmp_path / "file" / "copies") as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()


PLUGIN = '''
"""A plugin whose function fails for some rows."""

from evsrv.plugin import Function, Kind, hookimpl, sql

@hookimpl
def evsrv_functions():
    return [Function(name="picky", summary="A text.", takes=Kind.TEXT, gives=Kind.TEXT,
                     render=lambda value: sql("picky({})", value.plain))]

def picky(text):
    if text == "t3":
        raise ValueError("no")
    return text

@hookimpl
def evsrv_prepare_connection(connection):
    connection.create_function("picky", 1, picky)
'''


async def test_column_that_fails_for_a_row_of_another_query_is_left_to_sqlite(
    db: Path, tmp_path: Path
) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "picky.py").write_text(PLUGIN)
    picky = BY_TYPE | {
        "select": [
            {"type": "field", "field": "type", "apply": "picky"},
            {"type": "aggregation", "aggregation": "count"},
        ],
        "groupBy": [{"field": "type", "apply": "picky"}],
        "where": {"condition": {"field": "type", "operator": "neq", "value": "t3"}},
    }
    async with open_copying(db, plugins_dir=tmp_path / "plugins") as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        for _ in range(2):
            answer = await copying.ask(picky)
            assert answer.rows == [("t0", 5), ("t1", 5), ("t2", 5)]
            await copying.copies.settle()
        assert answer.engine == "sqlite"
        answer = await copying.ask(picky)
        assert answer.reason == "SQLite cannot compute a column of its copy for every row"
        assert (await copying.ask()).engine == "duckdb"


async def test_close_does_not_wait_for_a_step(
    copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step of this test never ends; a close that waited would let the test time out."""
    endless = asyncio.Event()
    loop = asyncio.get_running_loop()

    def run_endlessly(copy: Any, *_arguments: Any) -> None:
        loop.call_soon_threadsafe(endless.set)
        with copy.session() as session:
            session.execute(ENDLESS.text).fetchall()

    monkeypatch.setattr(copy_reader, "advance", run_endlessly)
    await copying.ask()
    await endless.wait()

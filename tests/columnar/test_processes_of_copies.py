"""Copies of several processes: one is killed, two share a file, the disk of one is full."""

import json
import secrets
from pathlib import Path

import pytest

from columnar.copying import make_events, open_copying
from columnar.copying_process import BY_TEXT, ask_process, process, read_line
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine

_COPY = "evsrv.columnar"


@pytest.mark.parametrize(
    ("place", "calls"),
    [
        (f"{_COPY}.opening.create_tables", 1),
        (f"{_COPY}.copy.insert_rows", 1),
        (f"{_COPY}.copy.insert_rows", 4),
        (f"{_COPY}.copy_steps.add_columns", 2),
        (f"{_COPY}.copy_steps.update_rows", 2),
        (f"{_COPY}.copy_steps.write_marks", 1),
        (f"{_COPY}.copy_steps.write_marks", 2),
        (f"{_COPY}.pruning.keep_only", 1),
    ],
)
async def test_copy_of_a_killed_process_gives_the_answers_of_sqlite(
    db: Path, place: str, calls: int
) -> None:
    async with await SqliteEngine.open(db) as engine:
        await engine.append(make_events(0, 40))
    with process("hang", db, place, calls) as killed:
        assert read_line(killed) == "hangs"
    async with open_copying(db) as copying:
        await copying.ask_copy(BY_TEXT)
        await copying.ask_copy()
        assert copying.kept.reader.copy.database.path is not None
        assert len(copying.files) == 1


async def test_column_that_was_filled_in_part_again_is_not_read_after_a_kill(db: Path) -> None:
    async with open_copying(db, min_rows=100) as plain:
        await plain.engine.append(make_events(0, 40))
        expected = await plain.ask(BY_TEXT)
        assert expected.engine == "sqlite"
    with process("hang_refilling", db) as killed:
        assert read_line(killed) == "hangs"
    async with open_copying(db) as copying:
        assert (await copying.ask_copy(BY_TEXT)).rows == expected.rows


async def test_copies_of_two_processes_see_the_rows_of_both(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        with process("serve", db) as second:
            ask_process(second, "copy")
            await copying.ask_copy()
            await copying.engine.append(make_events(20, 5))
            theirs = ask_process(second, "ask")
            ask_process(second, "append 25 5")
            ours = await copying.ask()
            assert (theirs[0], ours.engine) == ("duckdb", "duckdb")
            assert sum(row[1] for row in theirs[1]) == 25
            assert sum(row[1] for row in ours.rows) == 30
            for change in ("DELETE FROM events WHERE row % 4 = 0", "UPDATE events SET type = 'x'"):
                ask_process(second, f"change {change}")
                assert (await copying.ask()).engine == "sqlite"
                ours = await copying.ask_copy()
                assert ask_process(second, "copy") == [list(row) for row in ours.rows]


async def test_copy_on_a_full_disk_is_given_up_while_answers_go_on(db: Path) -> None:
    events: list[Event] = []
    async with open_copying(db) as copying:
        # Random texts, which cannot be compressed.
        for number in range(4000):
            events += make_events(number, 1, conversation_id=secrets.token_hex(100))
        await copying.engine.append(events)
        answer = await copying.ask()
    with process("fill_disk", db) as full:
        engine, rows, files = read_line(full)
        assert (engine, files) == ("sqlite", 0)
        assert rows == json.loads(json.dumps(answer.rows))
        assert read_line(full) == rows

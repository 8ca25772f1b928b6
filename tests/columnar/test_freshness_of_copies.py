"""A copy has the rows of SQLite's snapshot: after appends, deletions, changes and other states."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite.conversation_rows import add_feedback

from columnar.copying import BY_TYPE, Copying, make_events, open_copying
from evsrv.core.datasets import FEEDBACK
from evsrv.core.scope import Scope
from evsrv.sqlite.insert import append_events
from evsrv.sqlite.maintenance.backup import back_up
from evsrv.sqlite.maintenance.promote import demote, promote


def ids_of(rows: list[tuple[str, ...]]) -> list[str]:
    return [row[0] for row in rows]


async def test_new_rows_are_appended_before_the_answer(copying: Copying) -> None:
    await copying.ask_copy()
    for number in (40, 41):
        await copying.engine.append(make_events(number, 1, type="new"))
        answer = await copying.ask()
        assert (answer.engine, answer.rows[0][:2]) == ("duckdb", ("new", number - 39))


async def test_rows_that_were_rolled_back_are_in_no_copy(copying: Copying) -> None:
    await copying.ask_copy()

    def fail(connection: sqlite3.Connection) -> None:
        append_events(connection, make_events(40, 3, type="undone"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await copying.engine.write(fail)
    # These get the numbers of the rows that were rolled back.
    await copying.engine.append(make_events(40, 3, type="done"))
    answer = await copying.ask()
    assert (answer.engine, answer.rows[0][:2]) == ("duckdb", ("done", 3))
    assert sum(row[1] for row in answer.rows) == 43


async def test_copy_does_not_read_promoted_paths(copying: Copying) -> None:
    path = ("properties", ("n",))
    before = await copying.ask_copy()
    await promote(copying.engine, [path])
    promoted = await copying.ask()
    assert (promoted.engine, promoted.rows) == ("duckdb", before.rows)
    await copying.engine.write(lambda connection: demote(connection, [path]))
    # It takes the place of the other path.
    await promote(copying.engine, [("properties", ("s",))])
    await copying.engine.append(make_events(40, 4))
    after = await copying.ask()
    assert after.engine == "duckdb"
    assert [row[2] - old[2] for row, old in zip(after.rows, before.rows, strict=True)] == [
        40,
        41,
        42,
        43,
    ]


async def test_more_new_rows_than_a_step_are_left_to_the_background_task(
    copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.columnar.copy.STEP_ROWS", 5)
    monkeypatch.setattr("evsrv.sqlite.row_values.STEP_ROWS", 5)
    await copying.ask_copy()
    await copying.engine.append(make_events(40, 17))
    answer = await copying.ask()
    assert answer.engine == "sqlite"
    assert answer.reason == "its copy lacks more than 5 rows, which are being copied"
    assert sum(row[1] for row in (await copying.ask_copy()).rows) == 57


async def test_rows_of_a_sparse_organization_are_found_in_bounded_ranges(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.sqlite.row_values.MAX_SCANNED_ROWS", 7)
    async with open_copying(db) as copying:
        for first in range(0, 60, 20):
            await copying.engine.append(make_events(first, 3))
            await copying.engine.append(make_events(first, 15, "other"))
        assert sum(row[1] for row in (await copying.ask_copy()).rows) == 9


async def test_column_is_filled_for_rows_of_all_steps(
    copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.sqlite.row_values.STEP_ROWS", 6)
    by_text = {
        "select": [
            {"type": "field", "field": "properties", "path": ["s"]},
            {"type": "aggregation", "aggregation": "count"},
        ],
        "groupBy": [{"field": "properties", "path": ["s"]}],
    }
    await copying.ask_copy()
    answer = await copying.ask_copy(by_text)
    assert answer.rows == [(f"text {n}", 8) for n in range(5)]


@pytest.mark.parametrize("rows", ["row <= 5", "row = 50", "row % 2", "row > 0"])
async def test_deleted_rows_are_removed(copying: Copying, rows: str) -> None:
    await copying.ask_copy()
    files = copying.files
    await copying.change(f"DELETE FROM events WHERE {rows}")
    answer = await copying.ask()
    assert answer.engine == "sqlite"
    assert answer.reason == "rows were changed or deleted since its copy was made"
    assert (await copying.ask_copy()).rows == answer.rows
    assert copying.files == files


async def test_deleted_rows_are_removed_range_by_range(
    copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.columnar.pruning.MAX_SCANNED_ROWS", 7)
    await copying.ask_copy()
    await copying.change("DELETE FROM events WHERE row % 3 = 0")
    await copying.engine.append(make_events(40, 5))
    await copying.ask()
    await copying.change("DELETE FROM events WHERE row % 5 = 0")
    await copying.ask_copy()
    await copying.engine.append(make_events(45, 5))
    assert (await copying.ask_copy()).rows == (await copying.ask()).rows


async def test_deletion_by_another_project_of_the_same_file_is_noticed(copying: Copying) -> None:
    await copying.ask_copy()
    await copying.change("DELETE FROM events WHERE organization_id = 'other'")
    before = await copying.ask()
    assert before.engine == "sqlite"
    assert (await copying.ask_copy()).rows == before.rows


async def test_changed_rows_make_another_copy(copying: Copying) -> None:
    await copying.ask_copy()
    files = copying.files
    await copying.change("UPDATE events SET type = 'changed' WHERE row = 3")
    answer = await copying.ask()
    assert (answer.engine, answer.rows[0][:2]) == ("sqlite", ("changed", 1))
    assert (await copying.ask_copy()).rows == answer.rows
    assert copying.files != files
    assert len(copying.files) == 1


async def test_each_change_of_feedback_makes_another_copy(db: Path) -> None:
    by_type = {"select": [*BY_TYPE["select"][:2]], "groupBy": [{"field": "type"}]}
    place = (by_type, Scope("o"), FEEDBACK)
    async with open_copying(db) as copying:
        await copying.engine.write(lambda connection: add_feedback(connection, "a"))
        first = await copying.ask_copy(*place)
        await copying.engine.write(lambda connection: add_feedback(connection, "b"))
        second = await copying.ask_copy(*place)
        assert second.rows != first.rows
        await copying.change("UPDATE feedback SET type = 'other' WHERE id = 'a'")
        third = await copying.ask_copy(*place)
        assert sorted(ids_of(third.rows)) != sorted(ids_of(second.rows))


async def test_older_snapshot_does_not_see_newer_rows(copying: Copying) -> None:
    await copying.ask_copy()
    copies, before = copying.copies, []
    plan = copying.plan(BY_TYPE)

    async def ask_in_session() -> None:
        async with copying.engine._readers.session(timeout=5, scope=plan.scope) as session:
            await session.run(lambda connection: before.append(copies.read_page(plan, connection)))
            await copying.engine.append(make_events(40, 4))
            newer = await copying.ask()
            assert (newer.engine, sum(row[1] for row in newer.rows)) == ("duckdb", 44)
            await session.run(lambda connection: before.append(copies.read_page(plan, connection)))

    await ask_in_session()
    first, second = before
    assert first.rows == second.rows
    assert sum(row[1] for row in second.rows) == 40


async def test_copy_is_kept_between_starts(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        await copying.save()
        files = copying.files
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(20, 20))
        answer = await copying.ask_copy()
        assert sum(row[1] for row in answer.rows) == 40
        assert copying.files == files


async def test_rows_that_came_after_the_marks_are_copied_again(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        await copying.save()
        files = copying.files
        await copying.engine.append(make_events(20, 20))
        await copying.ask()
        copying.copies._all_kept()[0].needs_work = False
    async with open_copying(db) as copying:
        assert sum(row[1] for row in (await copying.ask_copy()).rows) == 40
        assert copying.files == files


async def test_restored_backup_with_other_rows_makes_another_copy(db: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        back_up(db, saved)
        await copying.engine.append(make_events(20, 10))
        await copying.ask_copy()
        await copying.save()
        files = copying.files
    shutil.copyfile(saved, db)
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(100, 10, type="later"))
        answer = await copying.ask_copy()
        assert ("later", 10) in [row[:2] for row in answer.rows]
        assert copying.files != files


async def test_restored_backup_with_fewer_rows_makes_another_copy(db: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        back_up(db, saved)
        await copying.engine.append(make_events(20, 10))
        await copying.ask_copy()
        await copying.save()
        files = copying.files
    shutil.copyfile(saved, db)
    async with open_copying(db) as copying:
        assert sum(row[1] for row in (await copying.ask_copy()).rows) == 20
        assert copying.files != files


async def test_older_state_restored_into_the_open_file_makes_another_copy(
    db: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.db"
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        back_up(db, saved)
        await copying.engine.append(make_events(20, 10))
        await copying.ask_copy()
        with closing(sqlite3.connect(saved)) as source, closing(sqlite3.connect(db)) as target:
            source.backup(target)
        await copying.engine.append(make_events(100, 15, type="later"))
        for answer in (await copying.ask(), await copying.ask_copy()):
            assert [row[:2] for row in answer.rows] == [
                ("later", 15),
                *((f"t{number}", 5) for number in range(4)),
            ]


async def test_other_environment_makes_another_copy(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        await copying.save()
        files = copying.files
    monkeypatch.setattr("evsrv.__version__", "999")
    async with open_copying(db) as copying:
        await copying.ask_copy()
        assert copying.files != files
        assert len(copying.files) == 1


async def test_copy_without_deleted_rows_is_kept_between_starts(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.columnar.filler._SAVE_SECONDS", 1000)
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        await copying.change("DELETE FROM events WHERE row < 5")
        await copying.ask_copy()
        files = copying.files
    async with open_copying(db) as copying:
        assert sum(row[1] for row in (await copying.ask_copy()).rows) == 16
        assert copying.files == files

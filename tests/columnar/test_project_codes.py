"""A copy finds the rows of a project by its code exactly as by its text."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from columnar.copying import BY_TYPE, Copying, make_events, open_copying
from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql

PROJECTS = ["p", "P", "", None, "p\0", "p\0q", " p", "0", "\u00e4", "a\u0308"]
"""Of which some differ little."""

CODES = "evsrv.columnar.project_codes.MAX_CODED_PROJECTS"


def test_codes_are_given_in_the_order_of_the_first_rows() -> None:
    codes = ProjectCodes()
    assert codes.encode(["b", None, "a", "b"]) == [0, None, 1, 0]
    assert codes.encode(["c", "a"]) == [2, 1]
    assert [codes.code_of(one) for one in "abcd"] == [1, 0, 2, None]


def test_codes_of_the_same_ids_are_the_same() -> None:
    codes = ProjectCodes()
    codes.encode(PROJECTS)
    again = ProjectCodes(codes.ids)
    assert again.encode(["new", *PROJECTS]) == [len(PROJECTS) - 1, *codes.encode(PROJECTS)]


def test_project_beyond_the_limit_never_gets_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CODES, 2)
    codes = ProjectCodes()
    for _ in range(2):
        assert codes.encode(["a", "b", "c", "b"]) == [0, 1, None, 1]
    assert codes.code_of("c") is None
    assert ProjectCodes(codes.ids).encode(["c"]) == [None]


async def _store(copying: Copying, projects: Sequence[str | None], first: int) -> None:
    """Store rows of projects by turns: one more of each than of the project before it."""
    for place, project in enumerate(projects):
        for number in range(place + 1):
            name = f"{first}-{place}-{number}"
            await copying.engine.append(make_events(first, 1, id=name, project_id=project))


async def _count(copying: Copying, project: str) -> int:
    """Return the number of a project's rows in its copy, which is that in SQLite."""
    answer = await copying.ask_copy(BY_TYPE, Scope("o", project))
    return sum(row[1] for row in answer.rows)


def _counts(projects: Sequence[str | None]) -> dict[str, int]:
    """Return the rows of each project that a scope may have: a view of SQLite has no NUL."""
    return {one: at + 1 for at, one in enumerate(projects) if one is not None and "\0" not in one}


def _are_compared(copying: Copying, type_: ColumnType) -> bool:
    """Return whether queries have read the projects of a copy in a column of a type."""
    return Column(Sql("e.project_id"), type_) in copying.kept.wanted._used


@pytest.mark.parametrize("max_codes", [0, 3, 1_000])
async def test_rows_of_projects_that_differ_little_equal_sqlite(
    db: Path, monkeypatch: pytest.MonkeyPatch, max_codes: int
) -> None:
    monkeypatch.setattr(CODES, max_codes)
    async with open_copying(db) as copying:
        await _store(copying, PROJECTS, 0)
        await copying.ask_copy()
        for project, rows in _counts(PROJECTS).items():
            assert await _count(copying, project) == rows
        assert _are_compared(copying, ColumnType.PROJECT_CODE) is (max_codes > 0)
        assert _are_compared(copying, ColumnType.TEXT) is (max_codes < 1_000)


async def test_project_of_new_rows_alone_is_found_by_its_first_query(copying: Copying) -> None:
    await copying.ask_copy()
    for asked in range(1, 3):
        await copying.engine.append(make_events(40 + asked, 1, project_id="new"))
        answer = await copying.ask(BY_TYPE, Scope("o", "new"))
        assert (answer.engine, sum(row[1] for row in answer.rows)) == ("duckdb", asked)


async def test_projects_keep_their_codes_after_a_start(db: Path) -> None:
    async with open_copying(db) as copying:
        await _store(copying, ["b", None, "a"], 0)
        await copying.ask_copy()
        await copying.save()
    async with open_copying(db) as copying:
        # These rows come first now.
        await _store(copying, ["new", "a", "b"], 1)
        assert await _count(copying, "new") == 1
        assert await _count(copying, "a") == 3 + 2
        assert await _count(copying, "b") == 1 + 3


async def test_codes_without_marks_are_not_those_of_rows_after_a_start(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_copying(db) as copying:
        await _store(copying, ["a"], 0)
        await copying.ask_copy()
        await copying.save()
        monkeypatch.setattr("evsrv.columnar.filler._SAVE_SECONDS", 600)
        await _store(copying, ["b", "c"], 1)
        assert await _count(copying, "c") == 2
    async with open_copying(db) as copying:
        await _store(copying, ["d", "c"], 2)
        assert [await _count(copying, one) for one in "abcd"] == [1, 1, 2 + 2, 1]


async def test_project_whose_rows_were_deleted_keeps_its_code(db: Path) -> None:
    async with open_copying(db) as copying:
        await _store(copying, ["a", "b"], 0)
        await copying.ask_copy()
        await copying.change("DELETE FROM events WHERE project_id = 'a'")
        assert await _count(copying, "a") == 0
        await _store(copying, ["c", "a"], 1)
        assert [await _count(copying, one) for one in "abc"] == [2, 2, 1]


async def test_organizations_have_codes_of_their_own(db: Path) -> None:
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 3, "o", project_id="a"))
        await copying.engine.append(make_events(0, 5, "other", project_id="b"))
        await copying.engine.append(make_events(5, 7, "other", project_id="a"))
        for organization, project, rows in (("o", "a", 3), ("other", "b", 5), ("other", "a", 7)):
            answer = await copying.ask_copy(BY_TYPE, Scope(organization, project))
            assert sum(row[1] for row in answer.rows) == rows
        assert (await copying.ask(BY_TYPE, Scope("o", "b"))).rows == []

"""Values of SQLite are stored in DuckDB as they are, by lists and by Arrow."""

from typing import Any

import pytest

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.stored_rows import (
    Session,
    Unfillable,
    add_columns,
    insert_rows,
    keep_only,
    run,
    update_rows,
)
from evsrv.core.sql import Sql

COLUMNS = [
    Column(Sql("e.type"), ColumnType.TEXT),
    Column(Sql("e.created_at"), ColumnType.INTEGER),
    Column(Sql("e.number"), ColumnType.NUMBER),
    Column(Sql("e.truth"), ColumnType.BOOLEAN),
    Column(Sql("e.json"), ColumnType.JSON_TYPE),
    Column(Sql("e.project_id"), ColumnType.PROJECT_CODE),
]
EXTREMES = [
    ("", -(2**63), 2**63 - 1, 0, "text", "p"),
    ("\U0001f600 \x01'\"[1, 2]", 2**63 - 1, -(2**63), 1, "integer", "q"),
    ("NULL", 0, 5e-324, None, "real", "p"),
    ("[1]", -1, -1.7976931348623157e308, 1, "true", ""),
    ("\u00e4\u0308", 1, -0.0, 0, "false", "P"),
    (None, None, None, None, "null", None),
    ("a", 2, float("inf"), 0, "array", "p\0"),
    ("b", 3, 0.1, 1, "object", "p\0q"),
    ("c", 4, 9007199254740993, 1, None, "q"),
]
STORED_ROWS = [
    (
        text,
        integer,
        n if type(n) is int else None,
        n if type(n) is float else None,
        None if truth is None else bool(truth),
        json_type,
        project,
    )
    for (text, integer, n, truth, *_), json_type, project in zip(
        EXTREMES,
        [1, 2, 3, 4, 5, None, 6, 7, None],
        [0, 1, 0, 2, 3, None, 4, 5, 1],
        strict=True,
    )
]


@pytest.fixture(params=[0, 1_000], ids=["arrow", "lists"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evsrv.columnar.stored_rows._MAX_LISTED_ROWS", request.param)


@pytest.mark.usefixtures("way")
def test_inserted_values_are_exact(session: Session) -> None:
    add_columns(session, COLUMNS)
    insert_rows(session, COLUMNS, [(n, *row) for n, row in enumerate(EXTREMES)], ProjectCodes())
    found = run(session, "SELECT * EXCLUDE (row) FROM copied_rows ORDER BY row")
    assert list(map(repr, found)) == list(map(repr, STORED_ROWS))


@pytest.mark.usefixtures("way")
def test_updated_values_are_exact(session: Session) -> None:
    insert_rows(session, [], [(n,) for n in range(20)], ProjectCodes())
    add_columns(session, COLUMNS)
    update_rows(session, COLUMNS, [(n, *row) for n, row in enumerate(EXTREMES, 5)], ProjectCodes())
    found = run(session, "SELECT * EXCLUDE (row) FROM copied_rows ORDER BY row")
    nothing = (None,) * 7
    expected = [nothing] * 5 + STORED_ROWS + [nothing] * 6
    assert list(map(repr, found)) == list(map(repr, expected))


@pytest.mark.usefixtures("way")
def test_column_of_nulls_alone_is_stored(session: Session) -> None:
    text = COLUMNS[0]
    add_columns(session, [text])
    insert_rows(session, [text], [(1, None), (2, None)], ProjectCodes())
    assert run(session, "SELECT row FROM copied_rows") == [(1,), (2,)]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (0, 1),
        (0, b"a"),
        (1, 1.0),
        (1, "1"),
        (2, "1"),
        (2, b""),
        (3, "true"),
        (3, 1.0),
        (4, 1),
        (5, 1),
    ],
)
def test_value_of_another_type_is_refused(session: Session, column: int, value: Any) -> None:
    add_columns(session, COLUMNS)
    with pytest.raises(Unfillable):
        insert_rows(session, [COLUMNS[column]], [(1, None), (2, value)], ProjectCodes())
    assert run(session, "SELECT * FROM copied_rows") == []


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("kept", [[], [3], [3, 5, 8], [1, 2, 3, 5, 99]])
def test_rows_of_a_range_that_are_not_listed_are_removed(session: Session, kept: list[Any]) -> None:
    insert_rows(session, [], [(n,) for n in range(12)], ProjectCodes())
    left = keep_only(session, 2, 8, kept)
    inside = [n for n in range(3, 9) if n in kept]
    assert left == len(inside)
    found = [row for (row,) in run(session, "SELECT row FROM copied_rows ORDER BY row")]
    assert found == [0, 1, 2, *inside, 9, 10, 11]

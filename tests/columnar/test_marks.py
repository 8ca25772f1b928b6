"""The marks of a copy's file."""

import pytest

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.marks import (
    Marks,
    drop_unmarked,
    erase_marks,
    read_marks,
    write_marks,
)
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.stored_rows import Session, add_columns, insert_rows, run
from evsrv.core.sql import Sql
from evsrv.sqlite.rows_version import RowsVersion

TYPE = Column(Sql("e.type"), ColumnType.TEXT)
SIZE = Column(Sql("evsrv_size(e.properties, ?, ?, ?)", (1, 1.0, "a")), ColumnType.NUMBER)


def marks(*columns: Column, last_row: int = 2) -> Marks:
    return Marks("digest", RowsVersion(last_row, "stamp", 5, 3), "id", columns, ("q", "p"))


def test_marks_are_read_as_they_were_written(session: Session) -> None:
    for written in (marks(TYPE), marks(TYPE, SIZE)):
        write_marks(session, written)
        assert read_marks(session) == written


@pytest.mark.parametrize(
    "document", ["", "null", "{}", '{"environment":"e"}', '{"version":{"other":1}}', "[]"]
)
def test_marks_that_cannot_be_read_are_none(session: Session, document: str) -> None:
    run(session, "INSERT INTO marks VALUES (?)", [document])
    assert read_marks(session) is None


def test_erased_marks_are_none(session: Session) -> None:
    write_marks(session, marks(TYPE))
    erase_marks(session)
    assert read_marks(session) is None


@pytest.mark.parametrize("function", ["evsrv_wall_clock", "evsrv_bucket_start", "evsrv_local_time"])
def test_column_with_a_time_zone_is_not_kept_between_starts(
    session: Session, function: str
) -> None:
    local = Column(Sql(f"{function}(e.created_at, ?)", ("Europe/Berlin",)), ColumnType.INTEGER)
    write_marks(session, marks(TYPE, local))
    found = read_marks(session)
    assert found is not None
    assert found.columns == (TYPE,)


def test_rows_and_columns_without_marks_are_dropped(session: Session) -> None:
    add_columns(session, [TYPE, SIZE])
    insert_rows(session, [TYPE, SIZE], [(n, "a", n) for n in range(1, 5)], ProjectCodes())
    assert drop_unmarked(session, marks(TYPE)) == (TYPE,)
    assert run(session, "SELECT * FROM copied_rows") == [(1, "a"), (2, "a")]


def test_marked_column_that_the_file_lacks_is_missing(session: Session) -> None:
    add_columns(session, [TYPE])
    assert drop_unmarked(session, marks(TYPE, SIZE)) == (TYPE,)

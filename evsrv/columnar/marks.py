"""The marks of a copy's file: of which database, and which rows of it, the file is a copy."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import orjson
from attrs import asdict, frozen

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.stored_rows import ROWS_TABLE, Session, run, transaction
from evsrv.core.sql import Sql
from evsrv.sqlite.rows_version import RowsVersion

_OF_TIME_ZONES = ("evsrv_wall_clock", "evsrv_bucket_start", "evsrv_local_time")
"""Functions whose values can be others after a start, with other rules of time zones."""


@frozen
class Marks:
    """The marks, and the columns that the file has with the values of all rows."""

    environment: str
    """A digest of the place of the rows, and of all that computes values of columns."""
    version: RowsVersion
    last_id: str | None
    """The id of the last row."""
    columns: tuple[Column, ...]
    project_ids: Sequence[str]
    """The ids of the projects in the order of their codes."""


def create_tables(session: Session) -> None:
    """Create the tables of an empty copy."""
    run(session, f"CREATE TABLE {ROWS_TABLE} (row BIGINT)")
    run(session, "CREATE TABLE marks (document VARCHAR)")


def write_marks(session: Session, marks: Marks) -> None:
    """Replace the marks."""
    document = {
        "environment": marks.environment,
        "version": asdict(marks.version),
        "lastId": marks.last_id,
        "columns": [_to_json(column) for column in _kept(marks.columns)],
        "projectIds": marks.project_ids,
    }
    with transaction(session):
        run(session, "DELETE FROM marks")
        run(session, "INSERT INTO marks VALUES (?)", [orjson.dumps(document).decode()])


def erase_marks(session: Session) -> None:
    """Remove the marks: a copy without them is not used after a start."""
    run(session, "DELETE FROM marks")


def read_marks(session: Session) -> Marks | None:
    """Return the marks, or None if the file has none that can be read. Raises `duckdb.Error`."""
    found = run(session, "SELECT document FROM marks")
    with suppress(ValueError, TypeError, KeyError, IndexError):
        document = orjson.loads(found[0][0])
        return Marks(
            document["environment"],
            RowsVersion(**document["version"]),
            document["lastId"],
            tuple(map(_from_json, document["columns"])),
            tuple(document["projectIds"]),
        )
    return None


def drop_unmarked(session: Session, marks: Marks) -> tuple[Column, ...]:
    """Drop rows and columns that the marks do not have; return the columns that are left."""
    run(session, f"DELETE FROM {ROWS_TABLE} WHERE row > ?", [marks.version.last_row])  # noqa: S608
    found = {name for name, *_ in run(session, f"DESCRIBE {ROWS_TABLE}")}
    columns = [one for one in marks.columns if found.issuperset(dict(one.stored))]
    marked = {"row"}.union(*(dict(column.stored) for column in columns))
    for name in found - marked:
        run(session, f'ALTER TABLE {ROWS_TABLE} DROP COLUMN "{name}"')
    return tuple(columns)


def _kept(columns: Iterable[Column]) -> list[Column]:
    return [
        column
        for column in columns
        if not any(name in column.expression.text for name in _OF_TIME_ZONES)
    ]


def _to_json(column: Column) -> Sequence[Any]:
    return [column.type.value, column.expression.text, column.expression.parameters]


def _from_json(document: Sequence[Any]) -> Column:
    type_, text, parameters = document
    return Column(Sql(text, tuple(parameters)), ColumnType(type_))

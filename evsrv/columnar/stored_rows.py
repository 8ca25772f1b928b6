"""Writing rows of columns into a copy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import NoneType
from typing import Any

import duckdb

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.project_codes import ProjectCodes

ROWS_TABLE = "copied_rows"

_MAX_LISTED_ROWS = 500
"""For more rows, Arrow is faster than parameters that are lists: 9 against 20 ms for 100 rows, 25
against some 80 ms for 2,000."""

_ARROW_NAME = "arriving_rows"

_VALUE_TYPES: Mapping[ColumnType, frozenset[type]] = {
    ColumnType.TEXT: frozenset({str}),
    ColumnType.INTEGER: frozenset({int}),
    ColumnType.NUMBER: frozenset({int, float}),
    ColumnType.BOOLEAN: frozenset({int}),
    ColumnType.JSON_TYPE: frozenset({str}),
    ColumnType.PROJECT_CODE: frozenset({str}),
}

Session = duckdb.DuckDBPyConnection


class Unfillable(Exception):
    """A value has not the type of its column."""


def insert_rows(
    session: Session,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    projects: ProjectCodes,
) -> None:
    """Insert rows: the number of each, then its value of each column in SQLite."""
    if not rows:
        return
    fields, values = _stored(columns, rows, projects)
    names = ", ".join(name for name, _ in fields)
    source, parameters = _source(session, fields, values)
    run(session, f"INSERT INTO {ROWS_TABLE} ({names}) {source}", parameters)
    _release(session, parameters)


def update_rows(
    session: Session,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    projects: ProjectCodes,
) -> None:
    """Set columns of rows that are stored: the number of each, then the value of each column."""
    if not rows:
        return
    fields, values = _stored(columns, rows, projects)
    source, parameters = _source(session, fields, values)
    settings = ", ".join(f"{name} = fresh.{name}" for name, _ in fields[1:])
    # The bounds save the search of the whole table.
    statement = f"""
        UPDATE {ROWS_TABLE} SET {settings} FROM ({source}) AS fresh
        WHERE {ROWS_TABLE}.row = fresh.row AND {ROWS_TABLE}.row >= ? AND {ROWS_TABLE}.row <= ?
    """  # noqa: S608 - names of hashes
    run(session, statement, [*parameters, rows[0][0], rows[-1][0]])
    _release(session, parameters)


def keep_only(session: Session, after: int, last: int, numbers: Sequence[int]) -> int:
    """Remove the rows of a range of numbers that are not listed; return how many are left."""
    source, parameters = _source(session, [("row", "BIGINT")], [list(numbers)])
    in_range = f"FROM {ROWS_TABLE} WHERE row > ? AND row <= ?"
    bounds = [after, last]
    run(
        session,
        f"DELETE {in_range} AND row NOT IN ({source})",
        [*bounds, *parameters],
    )
    _release(session, parameters)
    ((left,),) = run(session, f"SELECT count(*) {in_range}", bounds)
    return int(left)


def require_type(column: Column, values: Iterable[Any]) -> None:
    """Raise `Unfillable` if SQLite has given a value of another type than that of its column."""
    if wrong := set(map(type, values)) - _VALUE_TYPES[column.type] - {NoneType}:
        raise Unfillable(f"one of {column.type.value} has a value of {wrong.pop().__name__}")


def _stored(
    columns: Sequence[Column], rows: Sequence[Sequence[Any]], projects: ProjectCodes
) -> tuple[list[tuple[str, str]], list[list[Any]]]:
    """Return names and DuckDB types of the stored columns, and the values of each."""
    numbers, *by_column = zip(*rows, strict=True)
    fields = [("row", "BIGINT")]
    values = [list(numbers)]
    for column, found in zip(columns, by_column, strict=True):
        require_type(column, found)
        fields += column.stored
        values += column.to_stored(found, projects)
    return fields, values


def _source(
    session: Session, fields: Sequence[tuple[str, str]], values: list[list[Any]]
) -> tuple[str, list[Any]]:
    """Return a SELECT of the values, and its parameters."""
    if len(values[0]) <= _MAX_LISTED_ROWS:
        lists = ", ".join(f"unnest(?::{type_}[]) AS {name}" for name, type_ in fields)
        return f"SELECT {lists}", list(values)
    session.register(_ARROW_NAME, _as_arrow(fields, values))
    names = ", ".join(name for name, _ in fields)
    return f"SELECT {names} FROM {_ARROW_NAME}", []  # noqa: S608 - names of hashes


def _release(session: Session, parameters: Sequence[Any]) -> None:
    if not parameters:
        session.unregister(_ARROW_NAME)


def _as_arrow(fields: Sequence[tuple[str, str]], values: list[list[Any]]) -> Any:
    # Imported when it is needed first: it takes some 0.1 s.
    import pyarrow

    types = {
        "BIGINT": pyarrow.int64(),
        "VARCHAR": pyarrow.string(),
        "DOUBLE": pyarrow.float64(),
        "BOOLEAN": pyarrow.bool_(),
        "UTINYINT": pyarrow.uint8(),
        "USMALLINT": pyarrow.uint16(),
    }
    arrays = [
        pyarrow.array(column, types[type_])
        for (_, type_), column in zip(fields, values, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, names=[name for name, _ in fields])


def add_columns(session: Session, columns: Iterable[Column]) -> None:
    """Add columns to the table; they are NULL in rows that are stored."""
    for statement in _each(columns, "ADD COLUMN {} {}"):
        run(session, statement)


def drop_columns(session: Session, columns: Iterable[Column]) -> None:
    """Drop columns from the table."""
    for statement in _each(columns, "DROP COLUMN IF EXISTS {}"):
        run(session, statement)


def _each(columns: Iterable[Column], clause: str) -> Iterator[str]:
    for column in columns:
        for name, type_ in column.stored:
            yield f"ALTER TABLE {ROWS_TABLE} {clause.format(name, type_)}"


def run(session: Session, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """Run a statement and return its rows."""
    # A result that is not fetched to its end makes the session refuse the next statement.
    return session.execute(statement, list(parameters)).fetchall()


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit what is done inside, or roll it back on an error."""
    run(session, "BEGIN")
    try:
        yield
    except BaseException:
        run(session, "ROLLBACK")
        raise
    run(session, "COMMIT")

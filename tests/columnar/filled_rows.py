"""The rows of a copy in memory, which has every column as soon as a statement reads it."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import duckdb
import pyarrow
from attrs import define, field

from columnar.filled_copy import ARROW_TYPES
from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.group_statement import TABLE
from evsrv.columnar.place import Place
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.stored_rows import Unfillable, require_type
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.sql import Sql
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.row_values import ExpressionFailed, read_row_values
from evsrv.sqlite.rows_version import RowsVersion, read_rows_version


@define(eq=False)
class FilledRows:
    """The rows of a place in one version, in the columns that statements have read."""

    place: Place
    version: RowsVersion
    columns: dict[str, pyarrow.Array] = field(factory=dict)
    """The stored columns by name."""
    projects: ProjectCodes = field(factory=ProjectCodes)

    def fill(self, column: Column, connection: SqliteConnection) -> None:
        """Fill a column, with values that are read as for a real copy."""
        guard = connection.guard
        with guard.showing(self.place.scope) if guard else nullcontext():
            try:
                numbers, values = self._read(column, connection)
            except (ExpressionFailed, Unfillable) as error:
                raise Unsupported("SQLite cannot compute a column of its copy") from error
        self.columns["row"] = pyarrow.array(numbers, pyarrow.int64())
        for (name, type_), stored in zip(
            column.stored, column.to_stored(values, self.projects), strict=True
        ):
            self.columns[name] = pyarrow.array(stored, ARROW_TYPES[type_])

    def _read(self, column: Column, connection: SqliteConnection) -> tuple[list[int], list[Any]]:
        rows = list(self._rows(column, connection))
        values = [value for _, value in rows]
        require_type(column, values)
        return [number for number, _ in rows], values

    def _rows(self, column: Column, connection: SqliteConnection) -> Iterator[Sequence[Any]]:
        done, last = 0, self.version.last_row
        while done < last:
            step = read_row_values(connection, self.place.dataset, [column.expression], done, last)
            yield from step.rows
            done = step.last


class FilledSnapshot:
    """An `Ask` for the rows that a connection sees."""

    def __init__(
        self, rows: FilledRows, connection: SqliteConnection, session: duckdb.DuckDBPyConnection
    ) -> None:
        self._rows = rows
        self._connection = connection
        self._session = session

    def __call__(self, statement: Sql, columns: frozenset[Column]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement."""
        for column in columns:
            if column.stored[0][0] not in self._rows.columns:
                self._rows.fill(column, self._connection)
        names = sorted({name for column in columns for name, _ in column.stored})
        # A table, as in a copy: over Arrow's arrays some comparisons are made by Arrow.
        self._session.register(
            "arriving", pyarrow.table({name: self._rows.columns[name] for name in ("row", *names)})
        )
        self._session.execute(
            f"CREATE OR REPLACE TEMP TABLE {TABLE.text} AS FROM arriving"
        ).fetchall()
        return self._session.execute(statement.text, list(statement.parameters)).fetchall()


def filled_rows(place: Place, connection: SqliteConnection) -> FilledRows:
    """Return the rows of a place that a connection sees."""
    rows = FilledRows(place, read_rows_version(connection, place.dataset))
    # A statement reads the codes of projects only if there are some.
    rows.fill(Column(Sql("e.project_id"), ColumnType.PROJECT_CODE), connection)
    return rows

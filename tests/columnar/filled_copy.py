"""A copy in memory that has every column as soon as a statement reads it."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow

from evsrv.columnar.column import Column
from evsrv.columnar.group_statement import TABLE
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.core.datasets import Dataset
from evsrv.core.sql import Sql

ARROW_TYPES = {
    "BIGINT": pyarrow.int64(),
    "BOOLEAN": pyarrow.bool_(),
    "DOUBLE": pyarrow.float64(),
    "UTINYINT": pyarrow.uint8(),
    "USMALLINT": pyarrow.uint16(),
    "VARCHAR": pyarrow.string(),
}


class FilledCopy:
    """The rows of a dataset of one organization, as an `Ask`."""

    def __init__(self, connection: sqlite3.Connection, dataset: Dataset, organization: str) -> None:
        self._connection = connection
        self._source = f"FROM {dataset.name} AS e WHERE e.organization_id = ? ORDER BY e.row"
        self._organization = organization
        self._database = duckdb.connect(config={"threads": 1})
        self.projects = ProjectCodes()
        self._filled: dict[Column, dict[str, pyarrow.Array]] = {}
        self.answers: list[Sequence[Sequence[Any]]] = []
        """The rows of each statement."""
        self.columns: list[frozenset[Column]] = []
        """The columns that each statement asked for."""
        self._rows = pyarrow.array(self._values(Sql("e.row")), pyarrow.int64())

    def __call__(self, statement: Sql, columns: frozenset[Column]) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement."""
        stored = {"row": self._rows}
        for column in columns:
            if column not in self._filled:
                self._filled[column] = self._fill(column)
            stored |= self._filled[column]
        self._database.register(TABLE.text, pyarrow.table(stored))
        rows = self._database.execute(statement.text, list(statement.parameters)).fetchall()
        self.answers.append(rows)
        self.columns.append(columns)
        return rows

    def _fill(self, column: Column) -> dict[str, pyarrow.Array]:
        values = column.to_stored(self._values(column.expression), self.projects)
        return {
            name: pyarrow.array(one, ARROW_TYPES[type_])
            for (name, type_), one in zip(column.stored, values, strict=True)
        }

    def _values(self, expression: Sql) -> list[Any]:
        rows = self._connection.execute(
            f"SELECT {expression.text} {self._source}",
            (*expression.parameters, self._organization),
        )
        return [value for (value,) in rows]

"""A column of a copy: the value of an SQL expression over the rows of a dataset."""

import hashlib
from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from attrs import frozen

from evsrv.columnar.project_codes import ProjectCodes
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql

_JSON_TYPES = {"text": 1, "integer": 2, "real": 3, "true": 4, "false": 5, "array": 6, "object": 7}
"""The codes of SQLite's names of JSON types."""


class ColumnType(Enum):
    """The type of the values of a column; the value is the name that the copy's file has for it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    """Integers and doubles, in a column each: in one they would be compared as doubles."""
    BOOLEAN = "boolean"
    JSON_TYPE = "json_type"
    """SQLite's name of a JSON type as its code in `JsonTypeCode`; NULL for null."""
    PROJECT_CODE = "project_code"
    """The id of a project as its code in `ProjectCodes`; NULL if it has none."""


class JsonTypeCode:
    """The codes of a column of JSON types, as SQL."""

    STRING = Sql("= 1")
    NUMBER = Sql("IN (2, 3)")
    REAL = Sql("= 3")
    TRUE = Sql("= 4")
    FALSE = Sql("= 5")
    SCALAR = Sql("<= 5")


@frozen(eq=False)
class Column:
    """A column, or two for numbers. Those of one expression and type are equal."""

    expression: Sql
    """In SQLite's SQL, over a row `e`."""
    type: ColumnType

    @cached_property
    def name(self) -> str:
        """The name in the copy, which no text of a request is part of."""
        parts = [self.type.value, self.expression.text, *self.expression.parameters]
        return f"c_{hashlib.sha256(canonical(parts).encode()).hexdigest()[:20]}"

    # Not by the expression: 1, 1.0 and true are equal parameters, and different columns.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def sql(self) -> Sql:
        """The values, of a column that is not of numbers."""
        return Sql(f"e.{self.name}")

    @property
    def integers(self) -> Sql:
        """The integers among the numbers."""
        return Sql(f"e.{self.name}_i")

    @property
    def doubles(self) -> Sql:
        """The doubles among the numbers."""
        return Sql(f"e.{self.name}_d")

    @property
    def stored(self) -> Sequence[tuple[str, str]]:
        """The names and DuckDB types of the columns that the copy stores."""
        match self.type:
            case ColumnType.TEXT:
                return ((self.name, "VARCHAR"),)
            case ColumnType.INTEGER:
                return ((self.name, "BIGINT"),)
            case ColumnType.NUMBER:
                return ((f"{self.name}_i", "BIGINT"), (f"{self.name}_d", "DOUBLE"))
            case ColumnType.BOOLEAN:
                return ((self.name, "BOOLEAN"),)
            case ColumnType.JSON_TYPE:
                return ((self.name, "UTINYINT"),)
            case ColumnType.PROJECT_CODE:
                return ((self.name, "USMALLINT"),)

    def to_stored(self, values: Sequence[Any], projects: ProjectCodes) -> list[list[Any]]:
        """Return SQLite's values as the values of each stored column."""
        match self.type:
            case ColumnType.NUMBER:
                return [
                    [one if type(one) is int else None for one in values],
                    [one if type(one) is float else None for one in values],
                ]
            case ColumnType.BOOLEAN:
                return [[None if one is None else bool(one) for one in values]]
            case ColumnType.JSON_TYPE:
                return [[_JSON_TYPES.get(one) for one in values]]
            case ColumnType.PROJECT_CODE:
                return [projects.encode(values)]
            case _:
                return [list(values)]

"""The SQL of a plan's columns: in the projection, as group keys, and in ORDER BY."""

from abc import ABC, abstractmethod

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.query.columns import (
    Column,
    TopValues,
)
from evsrv.query.plan import JsonValues, Ordering
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601

AFTER_NUMBERS = Sql("':'")
"""A text that is greater than any that begins as a number. Most other texts are greater still, and
so are read as no number without a call of a function."""


PathColumn = Reference | TopValues
"""A column with values at a path."""


@frozen
class ColumnSql(ABC):
    """The SQL of columns over some table."""

    json_values: JsonValues

    @abstractmethod
    def value(self, column: Column) -> Sql:
        """Render the value that a column is shown from and sorted by."""

    @abstractmethod
    def text(self, column: PathColumn) -> Sql:
        """Render the text of a value in results."""

    @abstractmethod
    def number(self, column: PathColumn) -> Sql:
        """Render the number of a value at a path, as aggregations read it."""

    @abstractmethod
    def is_null(self, column: PathColumn) -> Sql:
        """Render the condition that a value is null."""

    def projection(self, column: Column) -> Sql:
        """Render a column of the rows."""
        value = self.value(column)
        if isinstance(column, Reference) and column.kind is Kind.TIME:
            return render_iso_8601(value)
        return value

    def sort_keys(self, ordering: Ordering) -> list[Sql]:
        """Render the terms of ORDER BY; nulls come last in both directions."""
        column = ordering.by
        if isinstance(column, Reference | TopValues) and reference_of(column).kind is Kind.PATH:
            return self._sort_keys_of_path(column, descending=ordering.descending)
        key = self.value(column)
        if ordering.descending:
            return [sql("{} DESC", key)]
        return [sql("{} NULLS LAST", key) if column.nullable else key]

    def _sort_keys_of_path(self, column: PathColumn, *, descending: bool) -> list[Sql]:
        """Render the terms for numbers by value, then other values by text, or the reverse."""
        number = self.number(column)
        keys = [number, self.text(column)]
        if self.is_native(column):
            # Values of several types with one text are several groups.
            keys.append(self.value(column))
        if not descending:
            return [sql("{} NULLS LAST", key) for key in keys]
        reverse = [sql("{} DESC", key) for key in keys[1:]]
        return [self.is_null(column), sql("{} DESC NULLS FIRST", number), *reverse]

    def is_native(self, column: PathColumn) -> bool:
        """Return whether rows have a column's values as JSON, not as text."""
        return reference_of(column).kind is Kind.PATH and self.json_values == "native"


def reference_of(column: PathColumn) -> Reference:
    """Return the reference that a group key reads."""
    return column.reference if isinstance(column, TopValues) else column

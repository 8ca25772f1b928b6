"""A value that is null in the rows that a filter leaves out, as aggregations read it."""

from attrs import frozen

from evsrv.core.sql import Sql, sql
from evsrv.plugin.value import JsonType, Value
from evsrv.sqlite.compiler.column_values import number_value
from evsrv.sqlite.compiler.mapped_values import MappedValue


def each_row() -> Value:
    """Return a value that no row lacks, so that a count of it is a count of rows."""
    return number_value(Sql("1"))


@frozen
class FilteredValue(MappedValue):
    """Another value, null in every part if the condition is not true."""

    condition: Sql

    @property
    def is_null(self) -> Sql:
        return sql("({} AND {}) IS NOT TRUE", self.condition, sql("NOT {}", self.value.is_null))

    def is_type(self, types: JsonType) -> Sql:
        return sql("({} AND {})", self.condition, self.value.is_type(types))

    def map_part(self, part: Sql) -> Sql:
        return sql("CASE WHEN {} THEN {} END", self.condition, part)

    @property
    def elements(self) -> Sql:
        return sql("json_each({})", self.json)

    def at(self, *path: str) -> Value:
        return FilteredValue(self.value.at(*path), self.condition)

"""A value that is null in the rows that a filter leaves out, as aggregations read it."""

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.plugin.value import JsonType, Value
from evsrv.sqlite.compiler.column_values import number_value


def each_row() -> Value:
    """Return a value that no row lacks, so that a count of it is a count of rows."""
    return number_value(Sql("1"))


@frozen
class FilteredValue:
    """Another value, null in every part if the condition is not true."""

    value: Value
    condition: Sql

    @property
    def kind(self) -> Kind:
        return self.value.kind

    @property
    def is_null(self) -> Sql:
        return sql("({} AND {}) IS NOT TRUE", self.condition, sql("NOT {}", self.value.is_null))

    def is_type(self, types: JsonType) -> Sql:
        return sql("({} AND {})", self.condition, self.value.is_type(types))

    @property
    def plain(self) -> Sql:
        return self._filtered(self.value.plain)

    @property
    def text(self) -> Sql:
        return self._filtered(self.value.text)

    @property
    def string(self) -> Sql:
        return self._filtered(self.value.string)

    @property
    def number(self) -> Sql:
        return self._filtered(self.value.number)

    @property
    def boolean(self) -> Sql:
        return self._filtered(self.value.boolean)

    @property
    def instant(self) -> Sql:
        return self._filtered(self.value.instant)

    @property
    def local(self) -> Sql:
        return self._filtered(self.value.local)

    @property
    def json(self) -> Sql:
        return self._filtered(self.value.json)

    @property
    def json_type(self) -> Sql:
        return self._filtered(self.value.json_type)

    @property
    def elements(self) -> Sql:
        return sql("json_each({})", self.json)

    def at(self, *path: str) -> Value:
        return FilteredValue(self.value.at(*path), self.condition)

    def _filtered(self, part: Sql) -> Sql:
        return sql("CASE WHEN {} THEN {} END", self.condition, part)

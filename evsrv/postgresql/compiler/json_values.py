"""The values of JSON columns: whole documents, and the values at paths in them."""

from typing import Any, Literal

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, join, sql
from evsrv.plugin.postgresql_value import PostgresqlValue
from evsrv.plugin.value import JsonType
from evsrv.postgresql.compiler.clock import UTC_CLOCK, Clock
from evsrv.postgresql.compiler.column_values import (
    NULL_BOOLEAN,
    NULL_INSTANT,
    NULL_NUMBER,
    NULL_TEXT,
    bind_jsonb,
    null_value,
)
from evsrv.postgresql.compiler.json_path import leads_through_objects, render_path

_TYPES = {
    JsonType.STRING: "string",
    JsonType.NUMBER: "number",
    JsonType.BOOLEAN: "boolean",
    JsonType.ARRAY: "array",
    JsonType.OBJECT: "object",
}
"""The names that jsonb_typeof has for the JSON types."""


def _is_type(value: Sql, types: JsonType) -> Sql:
    names = [f"'{_TYPES[one]}'" for one in types]
    if len(names) == 1:
        return sql("jsonb_typeof({}) = {}", value, Sql(names[0]))
    return sql("jsonb_typeof({}) IN ({})", value, Sql(", ".join(names) or "NULL"))


@frozen
class DocumentValue:
    """A whole JSON field that holds an object or an array; a path goes into an object only."""

    jsonb: Sql
    kind: Literal[Kind.DOCUMENT, Kind.ARRAY] = Kind.DOCUMENT
    clock: Clock = UTC_CLOCK
    string = NULL_TEXT
    boolean = NULL_BOOLEAN
    number = NULL_NUMBER
    instant = local = NULL_INSTANT

    @property
    def plain(self) -> Sql:
        return self.jsonb

    @property
    def is_null(self) -> Sql:
        return sql("{} IS NULL", self.jsonb)

    def is_type(self, types: JsonType) -> Sql:
        return _is_type(self.jsonb, types)

    @property
    def text(self) -> Sql:
        return sql('(evsrv_canonical({}) COLLATE "C")', self.jsonb)

    @property
    def json(self) -> Sql:
        return self.text

    @property
    def json_type(self) -> Sql:
        return sql("evsrv_json_type({})", self.jsonb)

    @property
    def elements(self) -> Sql:
        return sql("evsrv_elements({})", self.jsonb)

    def bind(self, operand: Any) -> Sql:
        return bind_jsonb(operand)

    def contains(self, operand: Any) -> Sql:
        return sql("{} @> {}", self.jsonb, bind_jsonb(operand))

    def equals(self, operand: Any) -> Sql:
        return sql("{} = {}", self.jsonb, bind_jsonb(operand))

    def at(self, *path: str) -> PostgresqlValue:
        if self.kind is Kind.ARRAY:
            return null_value()
        return PathValue(self.jsonb, path, self.clock) if path else self


@frozen
class PathValue:
    """The value at a path in a JSON column."""

    column: Sql
    path: tuple[str, ...]
    clock: Clock = UTC_CLOCK
    kind: Literal[Kind.PATH] = Kind.PATH

    @property
    def place(self) -> Sql:
        """The value as jsonb, which may be a JSON null."""
        return sql("({} #> {})", self.column, render_path(self.path))

    @property
    def plain(self) -> Sql:
        return sql("({} #>> {})", self.column, render_path(self.path))

    @property
    def jsonb(self) -> Sql:
        return sql("nullif({}, 'null'::jsonb)", self.place)

    @property
    def is_null(self) -> Sql:
        return sql("{} IS NULL", self.plain)

    def is_type(self, types: JsonType) -> Sql:
        return _is_type(self.place, types)

    @property
    def text(self) -> Sql:
        return sql(
            "(CASE jsonb_typeof({}) WHEN 'string' THEN {} WHEN 'number' THEN evsrv_number_text({})"
            ' ELSE evsrv_text({}) END COLLATE "C")',
            self.place,
            self.plain,
            self.plain,
            self.place,
        )

    @property
    def string(self) -> Sql:
        return sql(
            "(CASE jsonb_typeof({}) WHEN 'string' THEN {} END COLLATE \"C\")",
            self.place,
            self.plain,
        )

    @property
    def number(self) -> Sql:
        return sql(
            "(CASE jsonb_typeof({}) WHEN 'number' THEN ({})::numeric"
            " WHEN 'string' THEN evsrv_number({}) END)",
            self.place,
            self.place,
            self.plain,
        )

    @property
    def boolean(self) -> Sql:
        return sql(
            "(CASE jsonb_typeof({}) WHEN 'boolean' THEN ({})::boolean::integer END)",
            self.place,
            self.place,
        )

    @property
    def instant(self) -> Sql:
        return sql("evsrv_instant({})", self.string)

    @property
    def local(self) -> Sql:
        return self.clock.render(self.instant)

    @property
    def json(self) -> Sql:
        return sql('(evsrv_canonical({}) COLLATE "C")', self.jsonb)

    @property
    def json_type(self) -> Sql:
        return sql("evsrv_json_type({})", self.jsonb)

    @property
    def elements(self) -> Sql:
        return sql("evsrv_elements({})", self.jsonb)

    def bind(self, operand: Any) -> Sql:
        return bind_jsonb(operand)

    def contains(self, operand: Any) -> Sql:
        if not leads_through_objects(self.path):
            return sql("{} @> {}", self.jsonb, bind_jsonb(operand))
        if isinstance(operand, dict | list):
            return self._field_contains(operand)
        # At the top of `@>` alone, an array contains a scalar that is its element.
        wanted = [[operand]] if operand is None else [operand, [operand]]
        return sql("({})", join(" OR ", map(self._field_contains, wanted)))

    def equals(self, operand: Any) -> Sql:
        equal = sql("{} = {}", self.place, bind_jsonb(operand))
        if not leads_through_objects(self.path):
            return equal
        if isinstance(operand, dict | list):
            return sql("{} AND {}", self._field_contains(operand), equal)
        return self._field_contains(operand)

    def _field_contains(self, operand: Any) -> Sql:
        for part in reversed(self.path):
            operand = {part: operand}
        return sql("{} @> {}", self.column, bind_jsonb(operand))

    def at(self, *path: str) -> PostgresqlValue:
        return PathValue(self.column, (*self.path, *path), self.clock)

"""The values of JSON columns: whole documents, and the values at paths in them."""

from typing import Literal

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.value import Value
from evsrv.sqlite.compiler.json_path import literal_path
from evsrv.sqlite.compiler.local_clock import UTC_CLOCK, LocalClock
from evsrv.sqlite.compiler.typed_parts import TypedParts
from evsrv.sqlite.promoted_path import PromotedPaths

_NULL = Sql("NULL")


@frozen
class DocumentValue(TypedParts):
    """A whole JSON field that holds an object or an array; a path goes into an object only."""

    plain: Sql
    promoted_paths: PromotedPaths = ()
    """The promoted paths of this field."""
    kind: Literal[Kind.DOCUMENT, Kind.ARRAY] = Kind.DOCUMENT
    clock: LocalClock = UTC_CLOCK
    string = boolean = number = instant = local = _NULL

    @property
    def text(self) -> Sql:
        return self.plain

    @property
    def json(self) -> Sql:
        return self.plain

    @property
    def json_type(self) -> Sql:
        return sql("json_type({})", self.plain)

    @property
    def elements(self) -> Sql:
        return sql("json_each({})", self.plain)

    def at(self, *path: str) -> Value:
        if self.kind is Kind.ARRAY:
            return DocumentValue(_NULL)
        return _value_at(self.plain, path, self.promoted_paths, self.clock)


@frozen
class PathValue(TypedParts):
    """The value at a path in a JSON column, read from the document."""

    column: Sql
    path: tuple[str, ...]
    promoted_paths: PromotedPaths = ()
    """The promoted paths of this field."""
    kind: Literal[Kind.PATH] = Kind.PATH
    clock: LocalClock = UTC_CLOCK

    @property
    def _arguments(self) -> Sql:
        """The document and the path, as arguments of SQLite's JSON functions."""
        if path := literal_path(self.path):
            return sql("{}, {}", self.column, path)
        return sql("evsrv_json_at({}, {}), '$'", self.column, bind(canonical(self.path)))

    @property
    def plain(self) -> Sql:
        return sql("json_extract({})", self._arguments)

    @property
    def text(self) -> Sql:
        # Not a CAST, which would cut numbers to 15 digits: `json` has them as they are stored.
        return sql("CASE {} WHEN 'text' THEN {} ELSE {} END", self.json_type, self.plain, self.json)

    @property
    def number(self) -> Sql:
        return sql(
            "CASE {} WHEN 'integer' THEN {} WHEN 'real' THEN {}"
            " WHEN 'text' THEN evsrv_number({}) END",
            self.json_type,
            *[self.plain] * 3,
        )

    @property
    def instant(self) -> Sql:
        return sql("CASE {} WHEN 'text' THEN evsrv_instant({}) END", self.json_type, self.plain)

    @property
    def local(self) -> Sql:
        return self.clock.render(self.instant)

    @property
    def json(self) -> Sql:
        if path := literal_path(self.path):
            return sql("nullif({} -> {}, 'null')", self.column, path)
        return sql("evsrv_json_at({}, {})", self.column, bind(canonical(self.path)))

    @property
    def json_type(self) -> Sql:
        return sql("json_type({})", self._arguments)

    @property
    def elements(self) -> Sql:
        return sql("json_each({})", self._arguments)

    def at(self, *path: str) -> Value:
        return _value_at(self.column, (*self.path, *path), self.promoted_paths, self.clock)


@frozen
class PromotedValue(TypedParts):
    """The value at a promoted path; `evsrv/sqlite/promoted_path.py` defines its two columns."""

    plain: Sql
    json_column: Sql
    in_document: PathValue
    """The same value, read from the document."""
    kind: Literal[Kind.PATH] = Kind.PATH

    @property
    def text(self) -> Sql:
        return sql("coalesce({}, CAST({} AS TEXT))", self.json_column, self.plain)

    @property
    def string(self) -> Sql:
        return sql(
            "CASE WHEN {} IS NULL AND typeof({}) = 'text' THEN {} END",
            self.json_column,
            *[self.plain] * 2,
        )

    @property
    def number(self) -> Sql:
        return sql(
            "CASE typeof({}) WHEN 'real' THEN {} WHEN 'integer' THEN iif({} IS NULL, {}, NULL)"
            " WHEN 'text' THEN iif({} IS NULL, evsrv_number({}), NULL) END",
            *[self.plain] * 2,
            *[self.json_column, self.plain] * 2,
        )

    @property
    def boolean(self) -> Sql:
        return sql("CASE {} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END", self.json_column)

    @property
    def instant(self) -> Sql:
        return sql("CASE WHEN {} IS NULL THEN evsrv_instant({}) END", self.json_column, self.plain)

    @property
    def local(self) -> Sql:
        return self.in_document.clock.render(self.instant)

    @property
    def json(self) -> Sql:
        return sql("coalesce({}, nullif(json_quote({}), 'null'))", self.json_column, self.plain)

    @property
    def json_type(self) -> Sql:
        # As flat as it can be: filters of the deepest shapes just fit SQLite's parser.
        return sql(
            "CASE WHEN {} IS NULL THEN typeof({}) WHEN typeof({}) = 'real' THEN 'real'"
            " WHEN typeof({}) = 'integer' THEN {} WHEN {} < '{' THEN 'array' ELSE 'object' END",
            self.json_column,
            *[self.plain] * 3,
            *[self.json_column] * 2,
        )

    @property
    def elements(self) -> Sql:
        return self.in_document.elements

    def at(self, *path: str) -> Value:
        return self.in_document.at(*path)


def _value_at(
    column: Sql, path: tuple[str, ...], promoted_paths: PromotedPaths, clock: LocalClock
) -> Value:
    in_document = PathValue(column, path, promoted_paths, clock=clock)
    for one in promoted_paths:
        if one.path == path:
            value, json = one.columns
            return PromotedValue(Sql(f"e.{value}"), Sql(f"e.{json}"), in_document)
    return in_document

"""How each kind of value is written in SQL; see `vocabulary.Value` for what the parts mean."""

from functools import lru_cache
from typing import Literal

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.value import Value
from evsrv.query.plan import Reference
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.field_columns import COLUMNS
from evsrv.sqlite.compiler.json_path import literal_path
from evsrv.sqlite.promoted_path import PromotedPaths

_NULL = Sql("NULL")


@lru_cache(maxsize=1024)
def value_of(reference: Reference, context: CompileContext = DEFAULT_CONTEXT) -> Value:
    """Return the value of a reference, read from a promoted column if there is one."""
    column = COLUMNS[reference.field.name]
    match reference.kind:
        case Kind.TEXT:
            return _text_value(column)
        case Kind.TIME:
            return _time_value(column)
    document = DocumentValue(
        column,
        tuple(one for one in context.promoted_paths if one.field == reference.field.name),
    )
    return document.at(*reference.path) if reference.path else document


def iso_8601(instant: Sql) -> Sql:
    """Format epoch milliseconds as `2026-03-02T10:15:00.000Z`."""
    return sql("strftime('%Y-%m-%dT%H:%M:%fZ', {} / 1000.0, 'unixepoch')", instant)


def _text_value(column: Sql) -> Value:
    return ColumnValue(
        kind=Kind.TEXT,
        sql=column,
        text=column,
        number=sql("evsrv_number({})", column),
        instant=sql("evsrv_instant({})", column),
        json=sql("CASE WHEN {} IS NOT NULL THEN json_quote({}) END", column, column),
        json_type=sql("CASE WHEN {} IS NOT NULL THEN 'text' END", column),
    )


def _time_value(column: Sql) -> Value:
    text = iso_8601(column)
    return ColumnValue(
        kind=Kind.TIME,
        sql=column,
        text=text,
        number=column,
        instant=column,
        json=sql("json_quote({})", text),
        json_type=Sql("'text'"),
    )


@frozen(kw_only=True)
class ColumnValue:
    """The value of a column that holds no others."""

    kind: Kind
    sql: Sql
    text: Sql
    number: Sql
    instant: Sql
    json: Sql
    json_type: Sql

    @property
    def members(self) -> Sql:
        return sql("json_each({})", self.json)

    def at(self, *_: str) -> Value:
        return DocumentValue(_NULL)


@frozen
class DocumentValue:
    """A whole JSON field."""

    sql: Sql
    promoted_paths: PromotedPaths = ()
    """Those of this field."""
    kind: Literal[Kind.DOCUMENT] = Kind.DOCUMENT
    number = _NULL
    instant = _NULL

    @property
    def text(self) -> Sql:
        return self.sql

    @property
    def json(self) -> Sql:
        return self.sql

    @property
    def json_type(self) -> Sql:
        return sql("json_type({})", self.sql)

    @property
    def members(self) -> Sql:
        return sql("json_each({})", self.sql)

    def at(self, *path: str) -> Value:
        return _at(self.sql, path, self.promoted_paths)


@frozen
class PathValue:
    """The value at a path in a JSON column."""

    column: Sql
    steps: tuple[str, ...]
    promoted_paths: PromotedPaths = ()
    """Those of this field."""
    kind: Literal[Kind.PATH] = Kind.PATH

    @property
    def _place(self) -> Sql:
        """The document and the path in it, as arguments for SQLite's JSON functions."""
        if path := literal_path(self.steps):
            return sql("{}, {}", self.column, path)
        return sql("evsrv_json_at({}, {}), '$'", self.column, bind(canonical(self.steps)))

    @property
    def sql(self) -> Sql:
        return sql("json_extract({})", self._place)

    @property
    def text(self) -> Sql:
        # Not a CAST, which would cut numbers to 15 digits: `json` gives them as they are stored.
        return sql("CASE {} WHEN 'text' THEN {} ELSE {} END", self.json_type, self.sql, self.json)

    @property
    def number(self) -> Sql:
        return sql(
            "CASE {} WHEN 'integer' THEN {} WHEN 'real' THEN {}"
            " WHEN 'text' THEN evsrv_number({}) END",
            self.json_type,
            *[self.sql] * 3,
        )

    @property
    def instant(self) -> Sql:
        return sql("CASE {} WHEN 'text' THEN evsrv_instant({}) END", self.json_type, self.sql)

    @property
    def json(self) -> Sql:
        if path := literal_path(self.steps):
            return sql("nullif({} -> {}, 'null')", self.column, path)
        return sql("evsrv_json_at({}, {})", self.column, bind(canonical(self.steps)))

    @property
    def json_type(self) -> Sql:
        return sql("json_type({})", self._place)

    @property
    def members(self) -> Sql:
        return sql("json_each({})", self._place)

    def at(self, *path: str) -> Value:
        return _at(self.column, (*self.steps, *path), self.promoted_paths)


@frozen
class PromotedValue:
    """The value at a path that has columns of its own; see `PromotedPath` for what they hold."""

    value: Sql
    other_json: Sql
    """The JSON of what is neither a string nor an integer."""
    place: PathValue
    """The same value in the document."""
    kind: Literal[Kind.PATH] = Kind.PATH

    @property
    def sql(self) -> Sql:
        return self.value

    @property
    def text(self) -> Sql:
        return sql("coalesce({}, CAST({} AS TEXT))", self.other_json, self.value)

    @property
    def number(self) -> Sql:
        return sql(
            "CASE typeof({}) WHEN 'real' THEN {} WHEN 'integer' THEN iif({} IS NULL, {}, NULL)"
            " WHEN 'text' THEN iif({} IS NULL, evsrv_number({}), NULL) END",
            *[self.value] * 2,
            *[self.other_json, self.value] * 2,
        )

    @property
    def instant(self) -> Sql:
        return sql("CASE WHEN {} IS NULL THEN evsrv_instant({}) END", self.other_json, self.value)

    @property
    def json(self) -> Sql:
        return sql("coalesce({}, nullif(json_quote({}), 'null'))", self.other_json, self.value)

    @property
    def json_type(self) -> Sql:
        # Nested no deeper than it must be: filters of the deepest shapes just fit the parser.
        return sql(
            "CASE WHEN {} IS NULL THEN typeof({}) WHEN typeof({}) = 'real' THEN 'real'"
            " WHEN typeof({}) = 'integer' THEN {} WHEN {} < '{' THEN 'array' ELSE 'object' END",
            self.other_json,
            *[self.value] * 3,
            *[self.other_json] * 2,
        )

    @property
    def members(self) -> Sql:
        return self.place.members

    def at(self, *path: str) -> Value:
        return self.place.at(*path)


def _at(column: Sql, steps: tuple[str, ...], promoted_paths: PromotedPaths) -> Value:
    place = PathValue(column, steps, promoted_paths)
    for one in promoted_paths:
        if one.path == steps:
            value, json = one.columns
            return PromotedValue(Sql(f"e.{value}"), Sql(f"e.{json}"), place)
    return place

"""How each kind of value is written in SQL; see `vocabulary.Value` for what the parts mean."""

import re
from functools import lru_cache
from typing import Literal

from attrs import frozen

from evsrv.fields import Kind
from evsrv.jsontext import canonical
from evsrv.plan.model import Reference
from evsrv.sql.columns import COLUMNS
from evsrv.sql.functions import is_index
from evsrv.sqltext import Sql, bind, sql
from evsrv.vocabulary import Value

_NULL = Sql("NULL")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTABLE = re.compile(r"[A-Za-z0-9_ .:@$/-]+")


@lru_cache(maxsize=1024)
def value_of(reference: Reference) -> Value:
    """Write the value that a reference is about."""
    column = COLUMNS[reference.field.name]
    match reference.kind:
        case Kind.TEXT:
            return _text_value(column)
        case Kind.TIME:
            return _time_value(column)
        case Kind.DOCUMENT:
            return DocumentValue(column)
    return PathValue(column, reference.path)


def literal_path(path: tuple[str, ...]) -> Sql | None:
    """Write a path as an SQLite literal, so that an index on it can serve; None if that is unsafe.

    Safe are parts of plain ASCII characters that no version of SQLite reads as anything but
    themselves. A part that is an index on arrays and a name on objects has no such spelling,
    except in the first place, since a JSON field is always an object.
    """
    steps = []
    for place, part in enumerate(path):
        if _IDENTIFIER.fullmatch(part):
            steps.append(f".{part}")
        elif _QUOTABLE.fullmatch(part) and not (place and is_index(part)):
            steps.append(f'."{part}"')
        else:
            return None
    return Sql(f"'${''.join(steps)}'")


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
        return PathValue(self.sql, path)


@frozen
class PathValue:
    """The value at a path in a JSON column."""

    column: Sql
    steps: tuple[str, ...]
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
        return PathValue(self.column, (*self.steps, *path))

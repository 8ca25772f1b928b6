"""The values of text columns and of `created_at`."""

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.plugin.value import Value
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601
from evsrv.sqlite.compiler.json_values import DocumentValue
from evsrv.sqlite.compiler.typed_parts import TypedParts

_NULL = Sql("NULL")


@frozen(kw_only=True)
class ColumnValue(TypedParts):
    """The value of a column without JSON."""

    kind: Kind
    plain: Sql
    text: Sql
    number: Sql
    instant: Sql
    json: Sql
    json_type: Sql
    boolean: Sql = _NULL

    @property
    def string(self) -> Sql:
        return self.text

    @property
    def elements(self) -> Sql:
        return sql("json_each({})", self.json)

    def at(self, *_: str) -> Value:
        return DocumentValue(_NULL)


def text_value(column: Sql) -> ColumnValue:
    """Return the value of a text column."""
    return ColumnValue(
        kind=Kind.TEXT,
        plain=column,
        text=column,
        number=sql("evsrv_number({})", column),
        instant=sql("evsrv_instant({})", column),
        json=sql("CASE WHEN {} IS NOT NULL THEN json_quote({}) END", column, column),
        json_type=sql("CASE WHEN {} IS NOT NULL THEN 'text' END", column),
    )


def time_value(column: Sql) -> ColumnValue:
    """Return the value of a column of epoch milliseconds that is never NULL."""
    text = render_iso_8601(column)
    return ColumnValue(
        kind=Kind.TIME,
        plain=column,
        text=text,
        number=column,
        instant=column,
        json=sql("json_quote({})", text),
        json_type=Sql("'text'"),
    )

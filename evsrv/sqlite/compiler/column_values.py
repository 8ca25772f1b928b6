"""The values of columns without JSON: texts, numbers and times."""

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.plugin.value import Value
from evsrv.sqlite.compiler.iso_8601 import render_iso_8601
from evsrv.sqlite.compiler.json_values import DocumentValue
from evsrv.sqlite.compiler.local_clock import UTC_CLOCK, LocalClock
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
    local: Sql
    json: Sql
    json_type: Sql
    string: Sql
    boolean: Sql = _NULL

    @property
    def elements(self) -> Sql:
        return sql("json_each({})", self.json)

    def at(self, *_: str) -> Value:
        return DocumentValue(_NULL)


def text_value(column: Sql, clock: LocalClock = UTC_CLOCK) -> ColumnValue:
    """Return the value of a text column."""
    instant = sql("evsrv_instant({})", column)
    return ColumnValue(
        kind=Kind.TEXT,
        plain=column,
        text=column,
        string=column,
        number=sql("evsrv_number({})", column),
        instant=instant,
        local=clock.render(instant),
        json=sql("CASE WHEN {} IS NOT NULL THEN json_quote({}) END", column, column),
        json_type=sql("CASE WHEN {} IS NOT NULL THEN 'text' END", column),
    )


def number_value(column: Sql) -> ColumnValue:
    """Return the value of a column of numbers."""
    text = sql("CAST({} AS TEXT)", column)
    return ColumnValue(
        kind=Kind.NUMBER,
        plain=column,
        text=text,
        string=_NULL,
        number=column,
        instant=_NULL,
        local=_NULL,
        json=text,
        json_type=sql("nullif(typeof({}), 'null')", column),
    )


def time_value(column: Sql, clock: LocalClock = UTC_CLOCK) -> ColumnValue:
    """Return the value of a column of epoch milliseconds that is never NULL."""
    text = render_iso_8601(column)
    return ColumnValue(
        kind=Kind.TIME,
        plain=column,
        text=text,
        string=text,
        number=column,
        instant=column,
        local=clock.render_time_field(column),
        json=sql("json_quote({})", text),
        json_type=Sql("'text'"),
    )

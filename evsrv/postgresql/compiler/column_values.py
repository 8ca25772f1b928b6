"""The values of columns without JSON: texts, numbers and times."""

from typing import Any

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.plugin.postgresql_value import PostgresqlValue
from evsrv.plugin.value import JsonType
from evsrv.postgresql.compiler.clock import UTC_CLOCK, Clock
from evsrv.postgresql.json_input import to_jsonb_text

NULL_BOOLEAN = Sql("NULL::integer")
NULL_INSTANT = Sql("NULL::bigint")
NULL_JSONB = Sql("NULL::jsonb")
NULL_NUMBER = Sql("NULL::numeric")
NULL_TEXT = Sql("NULL::text")


@frozen(kw_only=True)
class ColumnValue:
    """The value of a column without JSON."""

    kind: Kind
    plain: Sql
    text: Sql
    string: Sql
    number: Sql
    instant: Sql
    local: Sql
    jsonb: Sql
    own_type: JsonType
    """The JSON type of every value that is not null."""
    boolean: Sql = NULL_BOOLEAN

    @property
    def is_null(self) -> Sql:
        return sql("{} IS NULL", self.plain)

    def is_type(self, types: JsonType) -> Sql:
        if self.own_type not in types:
            return Sql("FALSE")
        return sql("{} IS NOT NULL", self.plain)

    @property
    def json(self) -> Sql:
        return sql("evsrv_canonical({})", self.jsonb)

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

    def at(self, *_: str) -> PostgresqlValue:
        return null_value()


def bind_jsonb(value: Any) -> Sql:
    """Return a JSON value as a parameter of type jsonb."""
    return sql("{}::jsonb", bind(to_jsonb_text(value)))


def text_value(column: Sql, clock: Clock = UTC_CLOCK) -> ColumnValue:
    """Return the value of a text expression with the collation "C"."""
    instant = sql("evsrv_instant({})", column)
    return ColumnValue(
        kind=Kind.TEXT,
        plain=column,
        text=column,
        string=column,
        number=sql("evsrv_number({})", column),
        instant=instant,
        local=clock.render(instant),
        jsonb=sql("to_jsonb({})", column),
        own_type=JsonType.STRING,
    )


def number_value(column: Sql) -> ColumnValue:
    """Return the value of an integer or numeric expression."""
    return ColumnValue(
        kind=Kind.NUMBER,
        plain=column,
        text=sql('(evsrv_number_text(({})::text) COLLATE "C")', column),
        string=NULL_TEXT,
        number=sql("({})::numeric", column),
        instant=NULL_INSTANT,
        local=NULL_INSTANT,
        jsonb=sql("to_jsonb({})", column),
        own_type=JsonType.NUMBER,
    )


def time_value(column: Sql, clock: Clock = UTC_CLOCK) -> ColumnValue:
    """Return the value of a column of epoch milliseconds that is never NULL."""
    text = sql('(evsrv_iso({}) COLLATE "C")', column)
    return ColumnValue(
        kind=Kind.TIME,
        plain=column,
        text=text,
        string=text,
        number=sql("{}::numeric", column),
        instant=column,
        local=clock.render_time_field(column),
        jsonb=sql("to_jsonb({})", text),
        own_type=JsonType.STRING,
    )


def null_value() -> ColumnValue:
    """Return the value at a path below a value that has none."""
    return ColumnValue(
        kind=Kind.PATH,
        plain=NULL_TEXT,
        text=NULL_TEXT,
        string=NULL_TEXT,
        number=NULL_NUMBER,
        instant=NULL_INSTANT,
        local=NULL_INSTANT,
        jsonb=NULL_JSONB,
        own_type=JsonType(0),
    )

"""The greatest values of a group key: the table of them, and the test of a row's value."""

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, bind, sql
from evsrv.query.columns import TopValues
from evsrv.query.plan import JsonValues

_JSON = Kind.DOCUMENT | Kind.ARRAY
"""The kinds whose values are JSON in a row."""


TopTables = tuple[tuple[TopValues, Sql], ...]
"""The tables of the top values of group keys."""


def render_is_top(table: Sql, value: Sql) -> Sql:
    """Render the condition that a value is in a table of top values; false or NULL if it is not."""
    # IN builds an index of the table once, but finds no null.
    return sql(
        "({} IN (SELECT value FROM {}) OR {} IS NULL AND EXISTS"
        " (SELECT 1 FROM {} WHERE value IS NULL))",
        value,
        table,
        value,
        table,
    )


def render_top_key(key: TopValues, table: Sql, value: Sql, json_values: JsonValues) -> list[Sql]:
    """Render the columns of a group key: a top value or the name of all others, and which it is.

    The second column is 1 for all others, else 0.
    """
    if key.other is None:
        return [value, Sql("0")]
    is_top = render_is_top(table, value)
    is_json = key.reference.kind in _JSON or (
        key.reference.kind is Kind.PATH and json_values == "native"
    )
    other = sql("json_quote({})", bind(key.other)) if is_json else bind(key.other)
    return [
        sql("CASE WHEN {} THEN {} ELSE {} END", is_top, value, other),
        sql("CASE WHEN {} THEN 0 ELSE 1 END", is_top),
    ]

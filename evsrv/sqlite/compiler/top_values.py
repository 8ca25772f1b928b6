"""The greatest values of a group key: the table of them, and the test of a row's value."""

from evsrv.core.sql import Sql, bind, sql
from evsrv.query.columns import TopValues


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


def render_top_value(key: TopValues, is_top: Sql, value: Sql, *, as_json: bool) -> Sql:
    """Render a row's value if it is a top value, else the name of all others."""
    if key.other is None:
        return value
    other = sql("json_quote({})", bind(key.other)) if as_json else bind(key.other)
    return sql("CASE WHEN {} THEN {} ELSE {} END", is_top, value, other)


def render_is_other(key: TopValues, is_top: Sql) -> Sql:
    """Render 1 for a row whose value is not among the top values, else 0."""
    if key.other is None:
        return Sql("0")
    return sql("CASE WHEN {} THEN 0 ELSE 1 END", is_top)

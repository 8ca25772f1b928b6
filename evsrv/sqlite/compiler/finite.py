"""Numbers that JSON can hold."""

from evsrv.core.sql import Sql, sql


def render_finite(number: Sql) -> Sql:
    """Render a number, or NULL in place of an infinite one."""
    return sql("nullif(nullif({}, 9e999), -9e999)", number)

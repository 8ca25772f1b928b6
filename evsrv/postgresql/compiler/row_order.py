"""The order of raw rows."""

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.plugin.postgresql_value import PostgresqlValue
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.values import value_of
from evsrv.query.plan import JsonValues, Ordering
from evsrv.query.reference import Reference

_PLAIN = Kind.TIME | Kind.NUMBER
"""The kinds whose values are sorted by as they are in the row."""


def sort_keys(ordering: Ordering, json_values: JsonValues, clock: Clock) -> list[Sql]:
    """Render the terms of ORDER BY; nulls come last in both directions."""
    column = ordering.by
    if not isinstance(column, Reference):
        raise AssertionError(f"{column.name} is no column of raw rows")
    value = value_of(column, clock)
    if column.kind is Kind.PATH:
        return _sort_keys_of_path(value, json_values, descending=ordering.descending)
    key = value.plain if column.kind in _PLAIN else value.text
    if not ordering.descending:
        return [key]
    return [sql("{} DESC NULLS LAST" if column.nullable else "{} DESC", key)]


def _sort_keys_of_path(
    value: PostgresqlValue, json_values: JsonValues, *, descending: bool
) -> list[Sql]:
    """Render the terms for numbers by value, then other values by text, or the reverse."""
    keys = [value.text, value.json] if json_values == "native" else [value.text]
    if not descending:
        return [value.number, *keys]
    reverse = [sql("{} DESC", key) for key in keys]
    return [value.is_null, sql("{} DESC", value.number), *reverse]

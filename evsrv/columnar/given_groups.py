"""The queries for given tables, in DuckDB."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from evsrv.columnar.column import JsonTypeCode
from evsrv.columnar.distinct_changes import render_changes
from evsrv.columnar.group_statement import render_groups
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, bind, sql
from evsrv.sqlite.composed_page import GivenQuery, RealsQuery, TableQuery


@frozen
class GivenStatement:
    """A statement for the rows of a given table."""

    query: Sql
    """In DuckDB."""
    finish: Callable[[Sequence[Any]], tuple[Any, ...]] | None
    """Returns a row of the table, given one of the query; None if they are the same."""


def render_given(query: GivenQuery, columns: UsedColumns) -> GivenStatement:
    """Render the query for a given table. Raises `Unsupported`."""
    if isinstance(query, RealsQuery):
        return GivenStatement(_render_reals(query, columns), None)
    return _render_table(query, columns)


def _render_table(query: TableQuery, columns: UsedColumns) -> GivenStatement:
    if query.changes is not None:
        changes = render_changes(query.groups, query.changes, columns)
        return GivenStatement(changes.query, changes.finish)
    statement = render_groups(query.groups, columns)
    groups = statement.groups
    if query.limit is not None and statement.aggregates[0].is_result:
        groups = _greatest(groups, query.limit)
    return GivenStatement(groups, None if statement.is_finished else statement.finish)


def _greatest(groups: Sql, limit: int) -> Sql:
    """Render a query for so many groups with the greatest results, and all that equal the last."""
    return sql(
        "WITH every AS ({}) SELECT * FROM every WHERE (part_0 >= (SELECT min(part_0) FROM"
        " (SELECT part_0 FROM every ORDER BY part_0 DESC NULLS LAST LIMIT {}))) IS NOT FALSE",
        groups,
        bind(limit),
    )


def _render_reals(query: RealsQuery, columns: UsedColumns) -> Sql:
    json_type = sql("{} {}", columns.json_type(query.reference), JsonTypeCode.REAL)
    groups = render_groups(query.groups, columns).groups_with(
        (sql("bool_or({}) AS is_real", json_type),)
    )
    return sql("SELECT key_0 FROM ({}) WHERE is_real AND contains(key_0, 'e')", groups)

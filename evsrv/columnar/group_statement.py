"""The statement of a query of a copy."""

from collections.abc import Iterator

from evsrv.columnar.aggregates import render_aggregate
from evsrv.columnar.column import ColumnType
from evsrv.columnar.group_keys import render_is_top, render_key
from evsrv.columnar.predicates import render_predicate
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement

TABLE = Sql("copied_rows")
"""The table of a copy, with the column `row` and those of `Column.stored`."""


def render_groups(query: GroupQuery, columns: UsedColumns) -> GroupStatement:
    """Render a query of a copy. Raises `Unsupported`."""
    keys = tuple(render_key(key, query, columns) for key in query.keys)
    aggregates = tuple(render_aggregate(one, columns) for one in query.aggregations)
    conditions = [*_conditions(query, columns), *(one for key in keys for one in key.conditions)]
    where = sql(" WHERE {}", join(" AND ", conditions)) if conditions else Sql("")
    joins = [sql(" {}", key.join) for key in keys if key.join is not None]
    source = sql("FROM {} AS e{}{}", TABLE, join("", joins), where)
    return GroupStatement(keys, aggregates, source)


def _conditions(query: GroupQuery, columns: UsedColumns) -> Iterator[Sql]:
    yield from render_scope(query.scope, columns)
    time = columns.plain(Reference(query.dataset.time_field))
    start, last = query.time_range.start, query.time_range.end_inclusive
    if start is not None:
        yield sql("{} >= {}::BIGINT", time, bind(start))
    if last is not None:
        yield sql("{} <= {}::BIGINT", time, bind(last))
    if query.where != AllOf():
        yield render_predicate(query.where, columns)
    for key in query.top_values:
        if key.other is None:
            yield render_is_top(key, query, columns)


def render_scope(scope: Scope, columns: UsedColumns) -> Iterator[Sql]:
    """Render the condition for the rows of a project; a copy has those of one organization."""
    if scope.project_id is not None:
        code = columns.projects.code_of(scope.project_id)
        if code is None:
            project = columns.add(Sql("e.project_id"), ColumnType.TEXT)
            yield sql("{} = {}", project.sql, bind(scope.project_id))
        else:
            # In the scan of a column, DuckDB compares integers several times as fast as texts.
            project = columns.add(Sql("e.project_id"), ColumnType.PROJECT_CODE)
            yield sql("{} = {}::USMALLINT", project.sql, bind(code))

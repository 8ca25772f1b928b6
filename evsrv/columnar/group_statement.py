"""The statement of a query of a copy."""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from evsrv.columnar.aggregate_sql import AggregateSql
from evsrv.columnar.aggregates import render_aggregate
from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.group_keys import KeySql, render_is_top, render_key
from evsrv.columnar.predicates import render_predicate
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery

TABLE = Sql("copied_rows")
"""The table of a copy, with the column `row` and those of `Column.stored`."""


@frozen
class GroupStatement:
    """The SQL of groups, and the way from its rows to the rows of a table of groups."""

    keys: tuple[KeySql, ...]
    aggregates: tuple[AggregateSql, ...]
    source: Sql
    """The clauses from FROM up to WHERE."""
    columns: frozenset[Column]
    """The columns of the copy that it reads."""

    @property
    def groups(self) -> Sql:
        """The query for the groups, in no order. Its columns are key_N and part_N."""
        return self.groups_with(())

    def groups_with(self, hidden: Sequence[Sql]) -> Sql:
        """Render the query for the groups with further columns."""
        keys = self.key_expressions
        named = [
            *(sql("{} AS {}", one, Sql(f"key_{n}")) for n, one in enumerate(keys)),
            *(sql("{} AS {}", one, Sql(f"part_{n}")) for n, one in enumerate(self.parts)),
            *hidden,
        ]
        numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
        return sql(
            "SELECT {} {}{}",
            join(", ", named or [Sql("1 AS one")]),
            self.source,
            Sql(f" GROUP BY {numbers}" if keys else ""),
        )

    @property
    def key_expressions(self) -> list[Sql]:
        """The values to group by."""
        return [one for key in self.keys for one in key.expressions]

    @property
    def parts(self) -> list[Sql]:
        """The parts of all aggregates."""
        return [one for aggregate in self.aggregates for one in aggregate.parts]

    @property
    def is_finished(self) -> bool:
        """Whether a row of the query is one of the table of groups."""
        return all(key.is_single for key in self.keys) and all(
            one.is_result for one in self.aggregates
        )

    def finish(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return the columns of each key, then each aggregate, from a row of the query."""
        return tuple(self._finish(row))

    def _finish(self, row: Sequence[Any]) -> Iterator[Any]:
        start = 0
        for key in self.keys:
            end = start + len(key.expressions)
            yield from key.finish(*row[start:end])
            start = end
        for aggregate in self.aggregates:
            end = start + len(aggregate.parts)
            yield aggregate.finish(*row[start:end])
            start = end


def render_groups(query: GroupQuery, columns: UsedColumns) -> GroupStatement:
    """Render a query of a copy. Raises `Unsupported`."""
    keys = tuple(render_key(key, query, columns) for key in query.keys)
    aggregates = tuple(render_aggregate(one, columns) for one in query.aggregations)
    conditions = [*_conditions(query, columns), *(one for key in keys for one in key.conditions)]
    where = sql(" WHERE {}", join(" AND ", conditions)) if conditions else Sql("")
    joins = [sql(" {}", key.join) for key in keys if key.join is not None]
    source = sql("FROM {} AS e{}{}", TABLE, join("", joins), where)
    return GroupStatement(keys, aggregates, source, frozenset(columns.found))


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
        project = columns.add(Sql("e.project_id"), ColumnType.TEXT)
        yield sql("{} = {}", project.sql, bind(scope.project_id))

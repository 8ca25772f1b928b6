"""The given tables of a composition, as queries of a copy."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from evsrv.columnar.column import JsonTypeCode
from evsrv.columnar.distinct_changes import render_changes
from evsrv.columnar.group_query import GroupQuery
from evsrv.columnar.group_statement import render_groups
from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.sql import Sql, bind, sql
from evsrv.core.time_range import TimeRange
from evsrv.query.columns import TopValues
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.given_tables import GivenTable

KnownTopValues = Mapping[TopValues, tuple[str | float | None, ...]]
"""The top values of keys."""


@frozen
class GivenRows:
    """The rows of a given table."""

    query: Sql
    """In DuckDB."""
    finish: Callable[[Sequence[Any]], tuple[Any, ...]] | None
    """Returns a row of the table, given one of the query; None if they are the same."""


def render_given(table: GivenTable, top_values: KnownTopValues, columns: UsedColumns) -> GivenRows:
    """Render a given table. Raises `Unsupported`."""
    if not table.plan.groups and not table.aggregations:
        return GivenRows(Sql("SELECT 1"), None)
    query = evolve(
        _query(table.plan, table.plan.times.time_range, top_values, table.top_keys),
        aggregations=table.aggregations,
        buckets=table.buckets,
    )
    if table.changes is not None:
        changes = render_changes(query, table.changes, columns)
        return GivenRows(changes.query, changes.finish)
    statement = render_groups(query, columns)
    groups = statement.groups
    if table.limit is not None and statement.aggregates[0].is_result:
        groups = _greatest(groups, table.limit)
    return GivenRows(groups, None if statement.is_finished else statement.finish)


def _greatest(groups: Sql, limit: int) -> Sql:
    """Render a query for so many groups with the greatest results, and all that equal the last."""
    return sql(
        "WITH every AS ({}) SELECT * FROM every WHERE (part_0 >= (SELECT min(part_0) FROM"
        " (SELECT part_0 FROM every ORDER BY part_0 DESC NULLS LAST LIMIT {}))) IS NOT FALSE",
        groups,
        bind(limit),
    )


def render_reals(
    plan: Plan, reference: Reference, time_range: TimeRange, columns: UsedColumns
) -> Sql:
    """Render a query for the texts with an exponent of the doubles at a path."""
    query = evolve(_query(plan, time_range), keys=(reference,), json_values="text")
    json_type = sql("{} {}", columns.json_type(reference), JsonTypeCode.REAL)
    groups = render_groups(query, columns).groups_with((sql("bool_or({}) AS is_real", json_type),))
    return sql("SELECT key_0 FROM ({}) WHERE is_real AND contains(key_0, 'e')", groups)


def _query(
    plan: Plan,
    time_range: TimeRange,
    top_values: KnownTopValues = MappingProxyType({}),
    top_keys: Sequence[TopValues] = (),
) -> GroupQuery:
    return GroupQuery(
        dataset=plan.dataset,
        scope=plan.scope,
        where=plan.own_times.rest,
        time_range=time_range,
        keys=plan.groups or (),
        aggregations=(),
        json_values=plan.json_values,
        top_values={key: top_values[key] for key in top_keys},
    )

"""The queries for given tables, in PostgreSQL."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.plugin.value import JsonType
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.predicates import render_predicate
from evsrv.postgresql.compiler.values import value_of
from evsrv.postgresql.compiler.where import render_scope
from evsrv.postgresql.groups.aggregations import distinct_value, render_aggregate
from evsrv.postgresql.groups.group_keys import KeyRenderer, ListedBuckets
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.given_changes import render_changed_groups
from evsrv.sqlite.compiler.given_tables import GivenChanges
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement
from evsrv.sqlite.composed_page import GivenQuery, RealsQuery, TableQuery


@frozen
class GivenStatement:
    """A statement for the rows of a given table."""

    query: Sql
    """In PostgreSQL."""
    finish: Callable[[Sequence[Any]], tuple[Any, ...]]
    """Returns a row of the table, given one of the query."""


def render_given(query: GivenQuery, clock: Clock, listed: ListedBuckets) -> GivenStatement:
    """Render the query for a given table."""
    if isinstance(query, RealsQuery):
        return GivenStatement(_render_reals(query, clock), tuple)
    if query.changes is not None:
        return _render_changes(query.groups, query.changes, clock, listed)
    statement = render_groups(query.groups, clock, listed)
    return GivenStatement(_limited(query, statement), statement.finish)


def render_groups(query: GroupQuery, clock: Clock, listed: ListedBuckets) -> GroupStatement:
    """Render a query for groups."""
    renderer = KeyRenderer(query, clock, listed)
    keys = tuple(map(renderer.key, query.keys))
    aggregates = tuple(render_aggregate(one, clock) for one in query.aggregations)
    conditions = [
        *row_conditions(query, clock),
        *(renderer.is_top(key) for key in query.top_values if key.other is None),
        *(one for key in keys for one in key.conditions),
    ]
    joins = [sql(" {}", key.join) for key in keys if key.join is not None]
    return GroupStatement(keys, aggregates, _source(query, joins, conditions))


def row_conditions(query: GroupQuery, clock: Clock) -> Iterator[Sql]:
    """Render the conditions for the rows of a query that are in its scope, filter and range."""
    yield from render_scope(query.scope)
    time = value_of(Reference(query.dataset.time_field), clock).plain
    yield from _conditions_of_time(time, query.time_range)
    if query.where != AllOf():
        yield sql("({})", render_predicate(query.where, clock))


def _conditions_of_time(time: Sql, time_range: TimeRange) -> Iterator[Sql]:
    if time_range.start is not None:
        yield sql("{} >= {}::bigint", time, bind(time_range.start))
    if time_range.end_inclusive is not None:
        yield sql("{} <= {}::bigint", time, bind(time_range.end_inclusive))


def _source(query: GroupQuery, joins: Sequence[Sql], conditions: Sequence[Sql]) -> Sql:
    return sql(
        "FROM {} AS e{} WHERE {}",
        Sql(query.dataset.name),
        join("", joins),
        join(" AND ", conditions),
    )


def _limited(query: TableQuery, statement: GroupStatement) -> Sql:
    """Render only so many groups with the greatest results, and all that equal the last."""
    if query.limit is None or not statement.aggregates[0].is_result:
        return statement.groups
    return sql(
        "SELECT * FROM ({}) AS every ORDER BY part_0 DESC FETCH FIRST {} ROWS WITH TIES",
        statement.groups,
        Sql(str(query.limit)),
    )


def _render_changes(
    query: GroupQuery, changes: GivenChanges, clock: Clock, listed: ListedBuckets
) -> GivenStatement:
    aggregation = changes.aggregation
    if aggregation.reference is None:
        raise AssertionError("different values are counted without a field")
    if aggregation.where is not None:
        query = evolve(query, where=AllOf((query.where, aggregation.where)))
    values = (distinct_value(aggregation.reference, clock),)
    statement = render_groups(query, clock, listed)
    rendered = render_changed_groups(query, statement, values, changes.buckets)
    return GivenStatement(rendered, lambda row: (*statement.finish(row), row[-1]))


def _render_reals(query: RealsQuery, clock: Clock) -> Sql:
    value = value_of(query.reference, clock)
    conditions = [
        *row_conditions(query.groups, clock),
        value.is_type(JsonType.NUMBER),
        sql("position('e' IN {}) > 0", value.text),
    ]
    return sql("SELECT DISTINCT {} {}", value.text, _source(query.groups, (), conditions))

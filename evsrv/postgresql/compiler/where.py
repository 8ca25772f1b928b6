"""The condition on the rows that a plan reads."""

from evsrv.core.scope import Scope
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.predicates import render_predicate
from evsrv.postgresql.compiler.values import value_of
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference


def render_where(plan: Plan, clock: Clock) -> Sql:
    """Render the condition for the scope's rows that pass the filter and lie in the range."""
    conditions = render_scope(plan.scope)
    if plan.where != AllOf():
        conditions.append(render_predicate(plan.where, clock))
    if plan.range is not None:
        conditions += render_time_range(plan, plan.range.interval.time_range)
    return join(" AND ", conditions)


def render_scope(scope: Scope) -> list[Sql]:
    """Render the conditions for the rows of a scope; every dataset has these columns."""
    conditions = [sql("e.organization_id = {}::text", bind(scope.organization_id))]
    if scope.project_id is not None:
        conditions.append(sql("e.project_id = {}::text", bind(scope.project_id)))
    return conditions


def render_time_range(plan: Plan, time_range: TimeRange) -> list[Sql]:
    """Render the conditions for rows whose time field is in a range."""
    time = value_of(Reference(plan.dataset.time_field)).plain
    conditions = []
    if time_range.start is not None:
        conditions.append(sql("{} >= {}::bigint", time, bind(time_range.start)))
    if time_range.end_inclusive is not None:
        conditions.append(sql("{} <= {}::bigint", time, bind(time_range.end_inclusive)))
    return conditions

"""The condition on the rows that a plan reads."""

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.core.time_range import TimeRange
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.compiler.values import value_of


def render_where(plan: Plan, context: CompileContext) -> Sql:
    """Render the condition for the scope's rows that pass the filter and lie in the range."""
    conditions = [render_scope(plan.scope)]
    if plan.where != AllOf():
        conditions.append(sql("({})", render_predicate(plan.where, context)))
    if plan.range is not None:
        conditions += render_time_range(plan, plan.range.interval.time_range)
    return join(" AND ", conditions)


def time_column(plan: Plan) -> Sql:
    """Render the time field of a plan's rows."""
    return value_of(Reference(plan.dataset.time_field)).plain


def render_time_range(plan: Plan, time_range: TimeRange) -> list[Sql]:
    """Render the conditions for rows whose time field is in a range."""
    time = time_column(plan)
    conditions = []
    if time_range.start is not None:
        conditions.append(sql("{} >= {}", time, bind(time_range.start)))
    if time_range.end_inclusive is not None:
        conditions.append(sql("{} <= {}", time, bind(time_range.end_inclusive)))
    return conditions

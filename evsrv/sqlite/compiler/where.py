"""The condition on the rows that a plan reads."""

from evsrv.core.sql import Sql, sql
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.scopes import render_scope


def render_where(plan: Plan, context: CompileContext) -> Sql:
    """Render the condition for the scope's rows that pass the filter."""
    scope = render_scope(plan.scope)
    if plan.where == AllOf():
        return scope
    return sql("{} AND ({})", scope, render_predicate(plan.where, context))

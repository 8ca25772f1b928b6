"""The condition on the events that a plan is about."""

from evsrv.core.sql import Sql, sql
from evsrv.query.plan import AllOf, Plan
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.promoted_path import PromotedPaths


def render_condition(plan: Plan, promotions: PromotedPaths = ()) -> Sql:
    """Write which events a plan is about: the scope's for which its filter is true."""
    scope = render_scope(plan.scope)
    if plan.where == AllOf():
        return scope
    return sql("{} AND ({})", scope, render_predicate(plan.where, promotions))

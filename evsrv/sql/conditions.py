"""The condition on the events that a plan is about."""

from evsrv.plan.model import AllOf, Plan
from evsrv.promotion import Promotions
from evsrv.sql.predicates import render_predicate
from evsrv.sql.scopes import render_scope
from evsrv.sqltext import Sql, sql


def render_condition(plan: Plan, promotions: Promotions = ()) -> Sql:
    """Write which events a plan is about: the scope's for which its filter is true."""
    scope = render_scope(plan.scope)
    if plan.where == AllOf():
        return scope
    return sql("{} AND ({})", scope, render_predicate(plan.where, promotions))

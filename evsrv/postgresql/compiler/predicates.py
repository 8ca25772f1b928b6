"""Predicates as PostgreSQL's SQL."""

from evsrv.core.sql import Sql, join, sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.term_sql import render_term
from evsrv.postgresql.compiler.values import value_of
from evsrv.query.predicate import AllOf, Condition, Predicate


def render_predicate(predicate: Predicate, clock: Clock) -> Sql:
    """Render a predicate as a condition, which is true if it holds, else false or NULL."""
    if isinstance(predicate, Condition):
        return _render_condition(predicate, clock)
    is_all = isinstance(predicate, AllOf)
    if not predicate.predicates:
        return Sql("TRUE" if is_all else "FALSE")
    members = (render_predicate(one, clock) for one in predicate.predicates)
    return sql("({})", join(" AND " if is_all else " OR ", members))


def _render_condition(condition: Condition, clock: Clock) -> Sql:
    value = value_of(condition.reference, clock)
    rendered = sql("({})", render_term(condition.operator, value, condition.operand))
    # NULL counts as false everywhere except under NOT, which the planner has pushed down here.
    return sql("{} IS NOT TRUE", rendered) if condition.negated else rendered

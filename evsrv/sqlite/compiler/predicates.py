"""Predicates as SQL."""

from evsrv.core.sql import Sql, sql
from evsrv.query.predicate import AllOf, Condition, Predicate
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.flat_conditions import FlatCondition, Word, join_conditions
from evsrv.sqlite.compiler.values import value_of


def render_predicate(predicate: Predicate, context: CompileContext) -> Sql:
    """Render a predicate as a condition: 1 if it holds, else 0 or NULL."""
    return _flatten(predicate, context).sql


def _flatten(predicate: Predicate, context: CompileContext) -> FlatCondition:
    if isinstance(predicate, Condition):
        return FlatCondition(_render_condition(predicate, context))
    word: Word = "AND" if isinstance(predicate, AllOf) else "OR"
    return join_conditions(word, [_flatten(one, context) for one in predicate.predicates])


def _render_condition(condition: Condition, context: CompileContext) -> Sql:
    value = value_of(condition.reference, context)
    rendered = sql("({})", condition.operator.render(value, condition.operand))
    # NULL counts as false everywhere except under NOT, which the planner has pushed down here.
    return sql("{} IS NOT TRUE", rendered) if condition.negated else rendered

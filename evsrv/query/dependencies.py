"""The rows that the answer to a plan depends on."""

from collections.abc import Iterator

from evsrv.core.time_range import Dependencies
from evsrv.plugin.terms import Term
from evsrv.query.columns import Aggregation, Bucket
from evsrv.query.plan import Plan
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.time_predicate import extract_time_range


def dependencies_of(plan: Plan) -> Dependencies | None:
    """Return the rows that can change an answer; None if it can change without any."""
    if is_volatile(plan):
        return None
    return Dependencies(plan.dataset, plan.scope, extract_time_range(plan).time_range)


def is_volatile(plan: Plan) -> bool:
    """Return whether a plan's answer can change while the data stay the same, as by the clock."""
    return any(term.volatile for term in _terms(plan))


def _terms(plan: Plan) -> Iterator[Term]:
    for column in (*plan.columns, *(plan.groups or ()), *(ordering.by for ordering in plan.order)):
        if isinstance(column, Aggregation):
            yield column.aggregate
        elif isinstance(column, Bucket):
            yield column.unit
    yield from _operators(plan.where)


def _operators(predicate: Predicate) -> Iterator[Term]:
    if isinstance(predicate, Condition):
        yield predicate.operator
        return
    for member in predicate.predicates:
        yield from _operators(member)

"""The times that a filter allows."""

from attrs import frozen

from evsrv.core.fields import Field
from evsrv.core.time_range import TimeRange
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf, Condition, Predicate
from evsrv.query.reference import Reference


@frozen
class TimePredicate:
    """A filter in two parts; it holds if and only if both do."""

    time_range: TimeRange
    """The range of the dataset's time field."""
    rest: Predicate


def extract_time_range(plan: Plan) -> TimePredicate:
    """Split the conditions that are ranges of the dataset's time field from a plan's filter."""
    members = plan.where.predicates if isinstance(plan.where, AllOf) else (plan.where,)
    time_range = TimeRange()
    rest: list[Predicate] = []
    for member in members:
        if (found := _time_range(member, plan.dataset.time_field)) is None:
            rest.append(member)
        else:
            time_range &= found
    return TimePredicate(time_range, rest[0] if len(rest) == 1 else AllOf(tuple(rest)))


def _time_range(predicate: Predicate, time_field: Field) -> TimeRange | None:
    if (
        not isinstance(predicate, Condition)
        or predicate.negated
        or predicate.reference != Reference(time_field)
        or predicate.operator.time_range is None
    ):
        return None
    return predicate.operator.time_range(predicate.operand)

"""The times that a filter allows."""

from attrs import frozen

from evsrv.core.fields import Field
from evsrv.core.time_range import TimeRange
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf, Condition, Predicate


@frozen
class TimePredicate:
    """A filter in two parts; it holds if and only if both do."""

    time_range: TimeRange
    """The range of the dataset's time field."""
    rest: Predicate


def extract_time_range(plan: Plan) -> TimePredicate:
    """Split the times of a plan's rows from its filter: its range, and conditions that are ranges.

    Aggregations over other rows than those of the range need `split_filter`.
    """
    own = split_filter(plan)
    if plan.range is None:
        return own
    return TimePredicate(own.time_range & plan.range.interval.time_range, own.rest)


def split_filter(plan: Plan) -> TimePredicate:
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
        or predicate.reference.field != time_field
        or predicate.reference.function is not None
        or predicate.operator.time_range is None
    ):
        return None
    return predicate.operator.time_range(predicate.operand)

"""The times that a filter allows."""

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.time_range import TimeRange
from evsrv.query.plan import AllOf, Condition, Predicate


@frozen
class TimePredicate:
    """A filter in two parts; it holds if and only if both do."""

    time_range: TimeRange
    """The range of `createdAt`."""
    rest: Predicate


def extract_time_range(where: Predicate) -> TimePredicate:
    """Split the conditions that are ranges of `createdAt` from a filter."""
    members = where.predicates if isinstance(where, AllOf) else (where,)
    time_range = TimeRange()
    rest: list[Predicate] = []
    for member in members:
        if (found := _time_range(member)) is None:
            rest.append(member)
        else:
            time_range &= found
    return TimePredicate(time_range, rest[0] if len(rest) == 1 else AllOf(tuple(rest)))


def _time_range(predicate: Predicate) -> TimeRange | None:
    if (
        not isinstance(predicate, Condition)
        or predicate.negated
        or predicate.reference.kind is not Kind.TIME
        or predicate.operator.time_range is None
    ):
        return None
    return predicate.operator.time_range(predicate.operand)

"""When the events of a query can have happened."""

from attrs import frozen

from evsrv.core.fields import Kind
from evsrv.core.time_range import TimeRange
from evsrv.query.plan import AllOf, Condition, Predicate


@frozen
class TimePredicate:
    """A filter in two parts, which are true together where the whole is."""

    interval: TimeRange
    """Of `createdAt`."""
    rest: Predicate


def extract_time_range(where: Predicate) -> TimePredicate:
    """Take the conditions that only say when an event happened out of a filter."""
    members = where.predicates if isinstance(where, AllOf) else (where,)
    interval = TimeRange()
    rest: list[Predicate] = []
    for member in members:
        if (found := _interval(member)) is None:
            rest.append(member)
        else:
            interval &= found
    return TimePredicate(interval, rest[0] if len(rest) == 1 else AllOf(tuple(rest)))


def _interval(predicate: Predicate) -> TimeRange | None:
    if (
        not isinstance(predicate, Condition)
        or predicate.negated
        or predicate.reference.kind is not Kind.TIME
        or predicate.operator.interval is None
    ):
        return None
    return predicate.operator.interval(predicate.operand)

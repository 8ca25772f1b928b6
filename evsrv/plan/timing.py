"""When the events of a query can have happened."""

from attrs import frozen

from evsrv.fields import Kind
from evsrv.plan.model import AllOf, Predicate, Test
from evsrv.reach import Interval


@frozen
class Timing:
    """A filter in two parts, which are true together where the whole is."""

    interval: Interval
    """Of `createdAt`."""
    rest: Predicate


def split_by_time(where: Predicate) -> Timing:
    """Take the conditions that only say when an event happened out of a filter."""
    members = where.predicates if isinstance(where, AllOf) else (where,)
    interval = Interval()
    rest: list[Predicate] = []
    for member in members:
        if (found := _interval(member)) is None:
            rest.append(member)
        else:
            interval &= found
    return Timing(interval, rest[0] if len(rest) == 1 else AllOf(tuple(rest)))


def _interval(predicate: Predicate) -> Interval | None:
    if (
        not isinstance(predicate, Test)
        or predicate.negated
        or predicate.reference.kind is not Kind.TIME
        or predicate.operator.interval is None
    ):
        return None
    return predicate.operator.interval(predicate.operand)

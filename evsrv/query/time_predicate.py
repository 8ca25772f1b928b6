"""The times that a filter allows."""

from attrs import frozen

from evsrv.core.fields import Field
from evsrv.core.time_range import TimeRange
from evsrv.query.predicate import AllOf, Condition, Predicate


@frozen
class TimePredicate:
    """A filter in two parts; it holds if and only if both do."""

    time_range: TimeRange
    """The range of the dataset's time field."""
    rest: Predicate


def split_filter(filter_: Predicate, time_field: Field) -> TimePredicate:
    """Split the conditions that are ranges of a time field from a filter."""
    members = filter_.predicates if isinstance(filter_, AllOf) else (filter_,)
    time_range = TimeRange()
    rest: list[Predicate] = []
    for member in members:
        if (found := _time_range(member, time_field)) is None:
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

"""The rows that the answer to a plan depends on."""

from collections.abc import Iterator

from evsrv.core.time_range import Dependencies, TimeRange
from evsrv.plugin.terms import Term
from evsrv.query.column_predicate import columns_of_predicate
from evsrv.query.columns import (
    Aggregation,
    Bucket,
    Column,
    ComparedStart,
    Formula,
    NumericBucket,
    Rank,
    TopValues,
)
from evsrv.query.expression import columns_of
from evsrv.query.plan import Plan, PlannedRange
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.reference import Reference


def dependencies_of(plan: Plan) -> Dependencies | None:
    """Return the rows that can change an answer; None if it can change without any."""
    if is_volatile(plan):
        return None
    return Dependencies(plan.dataset, plan.scope, range_of_rows(plan))


def is_volatile(plan: Plan) -> bool:
    """Return whether a plan's answer can change while the data stay the same, as by the clock."""
    return any(term.volatile for term in _terms(plan))


def range_of_rows(plan: Plan) -> TimeRange:
    """Return a range of the time field with all rows that a plan's values are of."""
    return plan.own_times.time_range & _range_of_all(plan)


def _range_of_all(plan: Plan) -> TimeRange:
    """Return the smallest range with the plan's range and all others that it has values of."""
    if plan.range is None:
        return TimeRange()
    ranges = [plan.range, plan.compared_range] if plan.compared_range else [plan.range]
    starts = [_first_instant(planned) for planned in ranges]
    return TimeRange(min(starts), max(planned.interval.end for planned in ranges) - 1)


def _first_instant(planned: PlannedRange) -> int:
    """Return the start of a range, or of the buckets before it that `over` reads."""
    whole = planned.timeline.whole if planned.timeline else ()
    pieces = (piece.start for bucket in whole for piece in bucket.pieces)
    return min(planned.interval.start, min(pieces, default=planned.interval.start))


def _terms(plan: Plan) -> Iterator[Term]:
    for column in _all_columns(plan):
        match column:
            case Bucket():
                yield column.unit
            case Aggregation():
                yield column.aggregate
                if column.where is not None:
                    yield from _terms_of_filter(column.where)
        if (reference := _reference_of(column)) is not None:
            yield from reference.terms
    yield from _terms_of_filter(plan.where)


def _all_columns(plan: Plan) -> Iterator[Column]:
    """Yield every column of a plan, and once each that one of these is computed from."""
    todo: list[Column] = [*plan.columns, *(plan.groups or ())]
    todo += (ordering.by for ordering in plan.order)
    if plan.having is not None:
        todo += columns_of_predicate(plan.having)
    # A formula of formulas can have the same column in exponentially many places.
    seen: set[int] = set()
    while todo:
        column = todo.pop()
        if id(column) in seen:
            continue
        seen.add(id(column))
        yield column
        match column:
            case TopValues(by=by) | Rank(by=by):
                todo.append(by)
            case ComparedStart():
                todo.append(column.bucket)
            case Formula():
                todo += columns_of(column.expression)  # type: ignore[arg-type]


def _reference_of(column: Column) -> Reference | None:
    match column:
        case Reference():
            return column
        case Bucket() | NumericBucket() | TopValues() | Aggregation():
            return column.reference
    return None


def _terms_of_filter(predicate: Predicate) -> Iterator[Term]:
    if isinstance(predicate, Condition):
        yield predicate.operator
        yield from predicate.reference.terms
        return
    for member in predicate.predicates:
        yield from _terms_of_filter(member)

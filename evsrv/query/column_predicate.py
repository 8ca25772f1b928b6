"""Predicates over the columns of a result: `having` with all names resolved."""

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from evsrv.query.columns import NumericBucket, ResultValue

ColumnOperator = Literal[
    "eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "isNull", "isNotNull"
]


@frozen
class ColumnCondition:
    """A comparison of one column; null holds only for `isNull`, and for `in` a list with null."""

    column: ResultValue | NumericBucket
    operator: ColumnOperator
    operand: float | tuple[float | None, ...] | None = None


@frozen
class AllColumns:
    """True if all predicates are."""

    predicates: tuple["ColumnPredicate", ...]


@frozen
class AnyColumn:
    """True if any predicate is."""

    predicates: tuple["ColumnPredicate", ...]


@frozen
class NotColumn:
    """True if the predicate is false."""

    predicate: "ColumnPredicate"


ColumnPredicate = ColumnCondition | AllColumns | AnyColumn | NotColumn


def columns_of_predicate(predicate: ColumnPredicate) -> Iterator[ResultValue | NumericBucket]:
    """Yield the columns of a predicate, each as often as it stands there."""
    match predicate:
        case ColumnCondition():
            yield predicate.column
        case NotColumn():
            yield from columns_of_predicate(predicate.predicate)
        case _:
            for member in predicate.predicates:
                yield from columns_of_predicate(member)

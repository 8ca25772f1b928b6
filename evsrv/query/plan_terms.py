"""The terms that a plan uses."""

from collections.abc import Iterator

from evsrv.plugin.terms import Term
from evsrv.query.column_predicate import AllColumns, AnyColumn, ColumnCondition, ColumnPredicate
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
from evsrv.query.expression import Coalesce, Expression, Negative, Operation, Variable
from evsrv.query.plan import Plan
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.reference import Reference


def terms_of(plan: Plan) -> Iterator[Term]:
    """Yield the terms of a plan; some of them several times."""
    for column in (*plan.columns, *(plan.groups or ()), *(ordering.by for ordering in plan.order)):
        yield from _terms_of_column(column)
    yield from _terms_of_filter(plan.where)
    if plan.having is not None:
        yield from _terms_of_having(plan.having)


def _terms_of_column(column: Column) -> Iterator[Term]:
    match column:
        case Reference():
            yield from column.terms
        case Bucket():
            yield column.unit
            yield from column.reference.terms
        case NumericBucket():
            yield from column.reference.terms
        case TopValues():
            yield from column.reference.terms
            yield from _terms_of_column(column.by)
        case Aggregation():
            yield column.aggregate
            yield from () if column.reference is None else column.reference.terms
            yield from () if column.where is None else _terms_of_filter(column.where)
        case ComparedStart():
            yield from _terms_of_column(column.bucket)
        case Rank():
            yield from _terms_of_column(column.by)
        case Formula():
            yield from _terms_of_expression(column.expression)


def _terms_of_filter(predicate: Predicate) -> Iterator[Term]:
    if isinstance(predicate, Condition):
        yield predicate.operator
        yield from predicate.reference.terms
        return
    for member in predicate.predicates:
        yield from _terms_of_filter(member)


def _terms_of_having(predicate: ColumnPredicate) -> Iterator[Term]:
    match predicate:
        case ColumnCondition():
            yield from _terms_of_column(predicate.column)
        case AllColumns() | AnyColumn():
            for member in predicate.predicates:
                yield from _terms_of_having(member)
        case _:
            yield from _terms_of_having(predicate.predicate)


def _terms_of_expression(expression: "Expression[Column]") -> Iterator[Term]:
    match expression:
        case Variable():
            yield from _terms_of_column(expression.column)
        case Negative():
            yield from _terms_of_expression(expression.of)
        case Operation():
            yield from _terms_of_expression(expression.left)
            yield from _terms_of_expression(expression.right)
        case Coalesce():
            for one in expression.expressions:
                yield from _terms_of_expression(one)

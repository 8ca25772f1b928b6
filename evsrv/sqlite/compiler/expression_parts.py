"""Parts of deep expressions, as columns of their own.

SQLite's parser takes some hundred open brackets and operators at once, and a formula may nest
deeper.
"""

from evsrv.query.columns import Formula, ResultValue
from evsrv.query.expression import (
    Coalesce,
    Expression,
    Hours,
    Negative,
    Number,
    Operation,
    Variable,
)

_MAX_NESTING = 8
"""Levels of brackets in the SQL of one column."""


def expression_of(formula: Formula) -> "Expression[ResultValue]":
    """Return a formula's expression, in which parts that nest too deep are columns.

    Such a column is a formula without a name. Other than a formula's its value may be infinite.
    """
    return formula.expression if is_part(formula) else _split(formula.expression)[0]


def is_part(column: ResultValue) -> bool:
    """Return whether a column is a part of a formula."""
    return isinstance(column, Formula) and not column.name


def is_bracketed(operation: "Operation[ResultValue]", operand: "Expression[ResultValue]") -> bool:
    """Return whether an operand of an operation needs brackets.

    Without those that it does not need a long sum is not deep for the parser.
    """
    if not isinstance(operand, Operation):
        return False
    if operand is operation.left:
        return operation.operator in "*/" and operand.operator in "+-"
    # A divisor is the argument of a function.
    return operation.operator != "/"


def _split(expression: "Expression[ResultValue]") -> "tuple[Expression[ResultValue], int]":
    """Return the expression, and how deep it nests."""
    match expression:
        case Number() | Variable() | Hours():
            return expression, 0
        case Negative():
            of, nesting = _split(expression.of)
            return _cut(Negative(of), nesting + 1)
        case Coalesce():
            parts = [_split(one) for one in expression.expressions]
            nesting = max(nesting for _, nesting in parts)
            return _cut(Coalesce(tuple(part for part, _ in parts)), nesting + 1)
        case Operation():
            left, left_nesting = _split(expression.left)
            right, right_nesting = _split(expression.right)
            operation = Operation(expression.operator, left, right)
            left_nesting += is_bracketed(operation, left)
            return _cut(operation, max(left_nesting, right_nesting + 1))


def _cut(
    expression: "Expression[ResultValue]", nesting: int
) -> "tuple[Expression[ResultValue], int]":
    return (
        (Variable(Formula("", expression)), 0) if nesting > _MAX_NESTING else (expression, nesting)
    )

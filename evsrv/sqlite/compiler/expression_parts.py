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


def is_bracketed(operator: str, operand: "Expression[ResultValue]", *, is_right: bool) -> bool:
    """Return whether an operand of an operator needs brackets.

    Without those that it does not need a long sum is not deep for the parser.
    """
    if not isinstance(operand, Operation) or (is_right and operator == "/"):
        return False
    return is_right or (operator in "*/" and operand.operator in "+-")


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
            operator = expression.operator
            left, left_nesting = _split(expression.left)
            right, right_nesting = _split(expression.right)
            left_nesting += is_bracketed(operator, left, is_right=False)
            return _cut(Operation(operator, left, right), max(left_nesting, right_nesting + 1))


def _cut(
    expression: "Expression[ResultValue]", nesting: int
) -> "tuple[Expression[ResultValue], int]":
    return (
        (Variable(Formula("", expression)), 0) if nesting > _MAX_NESTING else (expression, nesting)
    )

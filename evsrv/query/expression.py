"""Arithmetic over the columns of a row, in IEEE doubles; anything with null is null."""

from collections.abc import Iterator
from typing import Generic, Literal, TypeVar

from attrs import frozen

Operand = TypeVar("Operand")
"""The type of a name: text in a parsed formula, a column in a plan."""


@frozen
class Number:
    """A constant."""

    value: float


@frozen(eq=False)
class Variable(Generic[Operand]):
    """The value of a column."""

    column: Operand

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same column."""
        # A formula of formulas has one column in exponentially many places, so it is not compared
        # with itself.
        if not isinstance(other, Variable):
            return NotImplemented
        return self.column is other.column or bool(self.column == other.column)

    def __hash__(self) -> int:
        """Return the hash of the column."""
        return hash(self.column)


@frozen
class Hours:
    """The length of the row's bucket that lies in the range, in hours."""


@frozen
class Negative(Generic[Operand]):
    """The negative of an expression."""

    of: "Expression[Operand]"


@frozen
class Operation(Generic[Operand]):
    """Two expressions joined by an operator; a division by zero is null."""

    operator: Literal["+", "-", "*", "/"]
    left: "Expression[Operand]"
    right: "Expression[Operand]"


@frozen
class Coalesce(Generic[Operand]):
    """The first of some expressions that is not null."""

    expressions: "tuple[Expression[Operand], ...]"


Expression = (
    Number | Variable[Operand] | Hours | Negative[Operand] | Operation[Operand] | Coalesce[Operand]
)


def columns_of(expression: Expression[Operand]) -> Iterator[Operand]:
    """Yield the columns of an expression, each as often as it stands there."""
    todo = [expression]
    while todo:
        match todo.pop():
            case Variable(column):
                yield column
            case Negative(member):
                todo.append(member)
            case Operation(_, left, right):
                todo += (right, left)
            case Coalesce(members):
                todo += reversed(members)


def reads_hours(expression: Expression[Operand]) -> bool:
    """Return whether an expression reads the length of the row's bucket."""
    match expression:
        case Hours():
            return True
        case Negative():
            return reads_hours(expression.of)
        case Operation():
            return reads_hours(expression.left) or reads_hours(expression.right)
        case Coalesce():
            return any(map(reads_hours, expression.expressions))
        case Number() | Variable():
            return False

"""Formulas of a query, with their names resolved to columns."""

from attrs import frozen

from evsrv.query import ast
from evsrv.query.column_names import ColumnNames
from evsrv.query.columns import Formula, ResultValue
from evsrv.query.expression import (
    Coalesce,
    Expression,
    Negative,
    Number,
    Operation,
    Variable,
)
from evsrv.query.formula import FormulaError, parse_formula
from evsrv.query.query_context import QueryContext
from evsrv.query.resolve_values import resolve_value

_NOTHING = Number(0)
"""The place of an expression that is refused."""


def resolve_formula(
    context: QueryContext, names: ColumnNames, selection: ast.FormulaSelection, at: str
) -> Formula:
    """Resolve a formula over the columns that have been named before it."""
    try:
        parsed = parse_formula(selection.formula)
    except FormulaError as error:
        context.issues.add(str(error), at, "formula")
        return Formula(selection.alias, _NOTHING)
    return Formula(selection.alias, _Binder(context, names, at).bind(parsed))


@frozen
class _Binder:
    _context: QueryContext
    _names: ColumnNames
    _at: str

    def bind(self, expression: Expression[str]) -> Expression[ResultValue]:
        """Return an expression with columns instead of names."""
        match expression:
            case Variable(name):
                column = resolve_value(
                    self._context, self._names, name, "formula", self._at, "formula"
                )
                return _NOTHING if column is None else Variable(column)
            case Negative(of):
                return Negative(self.bind(of))
            case Operation(operator, left, right):
                return Operation(operator, self.bind(left), self.bind(right))
            case Coalesce(expressions):
                return Coalesce(tuple(map(self.bind, expressions)))
        return expression

"""The filter over the columns of a result."""

from typing import Any, TypeGuard, get_args

from attrs import frozen

from evsrv.core.errors import pointer
from evsrv.core.json_text import type_name
from evsrv.core.limits import MAX_LIST_VALUES
from evsrv.query import ast
from evsrv.query.column_names import ColumnNames
from evsrv.query.column_predicate import (
    AllColumns,
    AnyColumn,
    ColumnCondition,
    ColumnOperator,
    ColumnPredicate,
    NotColumn,
)
from evsrv.query.columns import NumericBucket, ResultValue
from evsrv.query.query_context import QueryContext
from evsrv.query.resolve_values import resolve_value

_OPERATORS: dict[str, ColumnOperator] = {name: name for name in get_args(ColumnOperator)}
_ListOperand = tuple[float | None, ...]


def resolve_having(
    context: QueryContext, names: ColumnNames, having: ast.Filter
) -> ColumnPredicate:
    """Resolve the names in `having` to columns, and check the operands."""
    return _HavingResolver(context, names).resolve(having, "/having")


@frozen
class _HavingResolver:
    _context: QueryContext
    _names: ColumnNames

    def resolve(self, node: ast.Filter, at: str) -> ColumnPredicate:
        match node:
            case ast.Not():
                return NotColumn(self.resolve(node.filter, pointer(at, "not")))
            case ast.And():
                return AllColumns(self._members(node.filters, pointer(at, "and")))
            case ast.Or():
                return AnyColumn(self._members(node.filters, pointer(at, "or")))
        return self._condition(node, pointer(at, "condition"))

    def _members(self, nodes: tuple[ast.Filter, ...], at: str) -> tuple[ColumnPredicate, ...]:
        return tuple(self.resolve(node, pointer(at, i)) for i, node in enumerate(nodes))

    def _condition(self, node: ast.Condition, at: str) -> ColumnPredicate:
        column = self._column(node.field, at)
        if column is None:
            # The operand is one for rows, as the name is.
            return AllColumns(())
        return ColumnCondition(column, _OPERATORS[node.operator], self._operand(node, at))

    def _column(self, name: str, at: str) -> ResultValue | NumericBucket | None:
        key = self._names.keys.get(name)
        if isinstance(key, NumericBucket):
            return key
        return resolve_value(self._context, self._names, name, "having", at, "field")

    def _operand(self, node: ast.Condition, at: str) -> float | _ListOperand | None:
        issues, value = self._context.issues, node.value
        if node.operator in ("isNull", "isNotNull"):
            if value is not None:
                issues.add(f"{node.operator!r} takes no value", at, "value")
            return None
        if not node.has_value:
            issues.add(f"{node.operator!r} needs a value", at)
            return None
        if node.operator not in ("in", "notIn"):
            if not _is_number(value):
                hint = "; isNull finds rows without a value" if value is None else ""
                issues.add(f"expected a number, not {type_name(value)}{hint}", at, "value")
                return None
            return value
        if not isinstance(value, list):
            issues.add(f"expected an array, not {type_name(value)}", at, "value")
            return None
        return self._list(value, pointer(at, "value"))

    def _list(self, values: list[Any], at: str) -> _ListOperand | None:
        if len(values) > MAX_LIST_VALUES:
            message = f"takes at most {MAX_LIST_VALUES} items, not {len(values)}"
            self._context.issues.add(message, at)
            return None
        for index, value in enumerate(values):
            if value is not None and not _is_number(value):
                message = f"expected a number or null, not {type_name(value)}"
                self._context.issues.add(message, at, index)
        return tuple(values)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

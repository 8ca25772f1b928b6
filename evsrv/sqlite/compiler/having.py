"""Conditions over the columns of groups."""

from evsrv.core.sql import Sql, bind_number, join, sql
from evsrv.query.column_predicate import (
    AllColumns,
    AnyColumn,
    ColumnCondition,
    ColumnPredicate,
    NotColumn,
)
from evsrv.sqlite.compiler.group_columns import GroupColumns

_COMPARISONS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def render_having(predicate: ColumnPredicate, groups: GroupColumns) -> Sql:
    """Render a condition: 1 if it holds, else 0 or NULL."""
    match predicate:
        case ColumnCondition():
            return _condition(predicate, groups)
        case NotColumn():
            return sql("({}) IS NOT TRUE", render_having(predicate.predicate, groups))
        case AllColumns():
            word, neutral = " AND ", "1"
        case AnyColumn():
            word, neutral = " OR ", "0"
    members = [sql("({})", render_having(one, groups)) for one in predicate.predicates]
    return join(word, members) if members else Sql(neutral)


def _condition(condition: ColumnCondition, groups: GroupColumns) -> Sql:
    column = groups.value(condition.column)
    operator, operand = condition.operator, condition.operand
    if operator == "isNull":
        return sql("{} IS NULL", column)
    if operator == "isNotNull":
        return sql("{} IS NOT NULL", column)
    if isinstance(operand, tuple):
        listed = join(", ", (bind_number(one) for one in operand if one is not None))
        if operator == "notIn":
            return sql("{} NOT IN ({}) AND {} IS NOT NULL", column, listed, column)
        is_listed = sql("{} IN ({})", column, listed)
        return sql("{} OR {} IS NULL", is_listed, column) if None in operand else is_listed
    if operand is None:
        raise AssertionError(f"{operator} was planned without an operand")
    return sql("{} {} {}", column, Sql(_COMPARISONS[operator]), bind_number(operand))

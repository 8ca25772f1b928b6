"""Conditions over the columns of groups."""

from evsrv.core.sql import Sql, bind_number, join, sql
from evsrv.query.column_predicate import (
    AllColumns,
    ColumnCondition,
    ColumnPredicate,
    NotColumn,
    columns_of_predicate,
)
from evsrv.sqlite.compiler.flat_conditions import FlatCondition, Word, join_conditions
from evsrv.sqlite.compiler.group_columns import GroupColumns

_COMPARISONS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_MAX_TERMS = 100
"""Conditions that SQLite may move into a subquery, where it joins them in a chain."""


def render_having(predicate: ColumnPredicate, groups: GroupColumns) -> Sql:
    """Render a condition: 1 if it holds, else 0 or NULL."""
    rendered = _flatten(predicate, groups, negated=False).sql
    if sum(1 for _ in columns_of_predicate(predicate)) <= _MAX_TERMS:
        return rendered
    return sql("({}) IS TRUE", rendered)


def _flatten(predicate: ColumnPredicate, groups: GroupColumns, *, negated: bool) -> FlatCondition:
    match predicate:
        case ColumnCondition():
            condition = sql("({})", _condition(predicate, groups))
            return FlatCondition(sql("{} IS NOT TRUE", condition) if negated else condition)
        case NotColumn():
            return _flatten(predicate.predicate, groups, negated=not negated)
    # NULL counts as false, so De Morgan's laws hold.
    word: Word = "AND" if isinstance(predicate, AllColumns) is not negated else "OR"
    members = [_flatten(one, groups, negated=negated) for one in predicate.predicates]
    return join_conditions(word, members)


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

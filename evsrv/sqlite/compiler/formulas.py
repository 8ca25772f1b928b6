"""Formulas and ranks, as columns over a table of groups."""

from collections.abc import Sequence

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.columns import Formula, Rank, ResultValue
from evsrv.query.expression import (
    Coalesce,
    Expression,
    Hours,
    Negative,
    Number,
    Operation,
    Variable,
)
from evsrv.query.plan import Ordering
from evsrv.sqlite.compiler.expression_parts import expression_of, is_bracketed, is_part
from evsrv.sqlite.compiler.finite import render_finite
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.plan_parts import inputs

HOURS = Sql("hours")
"""The column with the length of a row's bucket."""
_MAX_ARGUMENTS = 100
"""Of a function; SQLite takes at most 127."""


def computed_tables(name: str, source: Sql, groups: GroupColumns) -> tuple[list[Sql], Sql]:
    """Render tables that add the formulas and ranks to a table of groups.

    Return them with the name of the last one, which has all columns. Each table adds the columns
    that read only those of the tables before it.
    """
    tables: list[Sql] = []
    columns_by_level: dict[int, list[Formula | Rank]] = {}
    levels: dict[ResultValue, int] = {}
    for column in groups.computed:
        if isinstance(column, Formula | Rank):
            level = 1 + max((levels.get(one, 0) for one in inputs(column)), default=0)
            levels[column] = level
            columns_by_level.setdefault(level, []).append(column)
    for level, columns in sorted(columns_by_level.items()):
        table = Sql(f"{name}_{level}")
        added = [
            sql("{} AS {}", _render(column, groups), groups.value(column)) for column in columns
        ]
        # Merged tables would repeat the text of a formula wherever another one reads it.
        tables.append(
            sql("{} AS MATERIALIZED (\nSELECT *, {}\nFROM {}\n)", table, join(", ", added), source)
        )
        source = table
    return tables, source


def _render(column: Formula | Rank, groups: GroupColumns) -> Sql:
    if isinstance(column, Formula):
        number = render_expression(expression_of(column), groups)
        return number if is_part(column) else render_finite(number)
    order = [
        sql(
            "{} {} NULLS LAST",
            groups.value(column.by),
            Sql("DESC" if column.descending else "ASC"),
        ),
        *(
            term
            for key in groups.keys
            for term in groups.sort_keys(Ordering(key, descending=False))
        ),
    ]
    within = [name for key in column.within for name in groups.names_of_key(key)]
    partition = sql("PARTITION BY {} ", join(", ", within)) if within else Sql("")
    return sql("row_number() OVER ({}ORDER BY {})", partition, join(", ", order))


def render_expression(expression: "Expression[ResultValue]", groups: GroupColumns) -> Sql:
    """Render an expression in doubles; a division by zero is NULL."""
    match expression:
        case Number():
            return bind(float(expression.value))
        case Variable():
            value = groups.value(expression.column)
            if is_part(expression.column):
                return value
            return render_finite(sql("CAST({} AS REAL)", value))
        case Hours():
            return HOURS
        case Negative():
            negated = render_expression(expression.of, groups)
            return sql("(-({}))" if isinstance(expression.of, Operation) else "(-{})", negated)
        case Coalesce():
            return _coalesce([render_expression(one, groups) for one in expression.expressions])
        case Operation():
            left, right = (
                _render_operand(expression, one, groups)
                for one in (expression.left, expression.right)
            )
            if expression.operator == "/":
                right = sql("nullif({}, 0)", right)
            return sql(f"{{}} {expression.operator} {{}}", left, right)


def _render_operand(
    operation: "Operation[ResultValue]", operand: "Expression[ResultValue]", groups: GroupColumns
) -> Sql:
    rendered = render_expression(operand, groups)
    return sql("({})", rendered) if is_bracketed(operation, operand) else rendered


def _coalesce(values: Sequence[Sql]) -> Sql:
    if len(values) > _MAX_ARGUMENTS:
        first, rest = values[:_MAX_ARGUMENTS], values[_MAX_ARGUMENTS:]
        return _coalesce([_coalesce(first), *rest])
    return sql("coalesce({})", join(", ", values))

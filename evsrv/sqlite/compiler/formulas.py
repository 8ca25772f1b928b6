"""Formulas and ranks, as columns over a table of groups."""

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
from evsrv.sqlite.compiler.finite import render_finite
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.plan_parts import inputs

HOURS = Sql("hours")
"""The column with the length of a row's bucket."""


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
        return render_finite(render_expression(column.expression, groups))
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
            return render_finite(sql("CAST({} AS REAL)", groups.value(expression.column)))
        case Hours():
            return HOURS
        case Negative():
            return sql("(-{})", render_expression(expression.of, groups))
        case Coalesce():
            parts = (render_expression(one, groups) for one in expression.expressions)
            return sql("coalesce({})", join(", ", parts))
        case Operation():
            left = render_expression(expression.left, groups)
            right = render_expression(expression.right, groups)
            if expression.operator == "/":
                right = sql("nullif({}, 0)", right)
            return sql(f"({{}} {expression.operator} {{}})", left, right)

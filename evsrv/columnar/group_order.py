"""The order of groups, in DuckDB."""

from collections.abc import Sequence

from evsrv.columnar.used_columns import UsedColumns
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.query.columns import Aggregation
from evsrv.query.plan import Ordering, Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement
from evsrv.sqlite.compiler.group_terms import name_of_key, name_of_result, nulls_last
from evsrv.sqlite.direct_page import GroupOrder


def find_group_order(
    plan: Plan, query: GroupQuery, statement: GroupStatement, columns: UsedColumns
) -> GroupOrder | None:
    """Return the order of a plan's groups, or None if DuckDB does not compute it exactly."""
    terms: list[Sql] = []
    hidden: list[Sql] = []
    for ordering in plan.order:
        found = _terms(ordering, query, statement, columns, hidden)
        if found is None:
            return None
        terms += found
    return GroupOrder(tuple(terms), tuple(hidden))


def _terms(
    ordering: Ordering,
    query: GroupQuery,
    statement: GroupStatement,
    columns: UsedColumns,
    hidden: list[Sql],
) -> Sequence[Sql] | None:
    column = ordering.by
    if isinstance(column, Aggregation):
        part = name_of_result(column, query, statement)
        return None if part is None else (nulls_last(part, descending=ordering.descending),)
    key = name_of_key(column, query, statement)
    if key is None:
        return None
    if not isinstance(column, Reference) or column.kind is not Kind.PATH:
        return (nulls_last(key, descending=ordering.descending),)
    if query.json_values == "native" or len(query.keys) > 1:
        return None
    return _terms_of_path(column, key, columns, hidden, descending=ordering.descending)


def _terms_of_path(
    reference: Reference, text: Sql, columns: UsedColumns, hidden: list[Sql], *, descending: bool
) -> Sequence[Sql]:
    """Render the terms for numbers by value, then other values by text, or the reverse.

    All values of a group have one text, so that it has one number at most.
    """
    number = columns.number(reference)
    integer, double = (Sql(f"hidden_{len(hidden) + one}") for one in range(2))
    hidden += [sql("max({})", number.integers), sql("max({})", number.doubles)]
    nearest = sql("coalesce({}::DOUBLE, {})", integer, double)
    # The rest tells apart the integers that have one nearest double, which a HUGEINT always holds.
    rest = sql("coalesce({}::HUGEINT - {}::DOUBLE::HUGEINT, 0)", integer, integer)
    if descending:
        return (
            sql("{} IS NULL", text),
            sql("{} DESC NULLS FIRST", nearest),
            sql("{} DESC", rest),
            sql("{} DESC", text),
        )
    return (sql("{} NULLS LAST", nearest), rest, sql("{} NULLS LAST", text))

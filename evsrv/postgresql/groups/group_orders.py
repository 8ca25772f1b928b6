"""The order of groups, in PostgreSQL."""

from collections.abc import Sequence

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.values import value_of
from evsrv.query.columns import Aggregation
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.group_query import GroupQuery
from evsrv.sqlite.compiler.group_sql import GroupStatement
from evsrv.sqlite.compiler.group_terms import name_of_key, name_of_result, nulls_last
from evsrv.sqlite.direct_page import GroupOrder


def find_order(
    plan: Plan, query: GroupQuery, statement: GroupStatement, clock: Clock
) -> GroupOrder | None:
    """Return the order of a plan's groups, or None if PostgreSQL does not compute it exactly."""
    terms: list[Sql] = []
    hidden: list[Sql] = []
    for ordering in plan.order:
        column, descending = ordering.by, ordering.descending
        if isinstance(column, Aggregation):
            name = name_of_result(column, query, statement)
        else:
            name = name_of_key(column, query, statement)
        if name is None:
            return None
        if not isinstance(column, Reference) or column.kind is not Kind.PATH:
            terms.append(nulls_last(name, descending=descending))
            continue
        # With one key all values of a group have one text, so that it has one number at most.
        if query.json_values == "native" or len(query.keys) > 1:
            return None
        number = Sql(f"hidden_{len(hidden)}")
        hidden.append(sql("max({})", value_of(column, clock).number))
        terms += _terms_of_path(number, name, descending=descending)
    return GroupOrder(tuple(terms), tuple(hidden))


def _terms_of_path(number: Sql, text: Sql, *, descending: bool) -> Sequence[Sql]:
    """Render the terms for numbers by value, then other values by text, or the reverse."""
    if descending:
        return (
            sql("{} IS NULL", text),
            sql("{} DESC NULLS FIRST", number),
            sql("{} DESC", text),
        )
    return (nulls_last(number, descending=False), nulls_last(text, descending=False))

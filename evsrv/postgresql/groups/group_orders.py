"""The order of groups, in PostgreSQL."""

from collections.abc import Sequence

from evsrv.core.fields import Kind
from evsrv.core.sql import Sql, sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.compiler.values import value_of
from evsrv.query.columns import Aggregation
from evsrv.query.plan import Ordering, Plan
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
        found = _terms(ordering, query, statement)
        if found is None:
            return None
        if _is_of_path(ordering):
            hidden.append(_number_of(ordering, clock))
        terms += found
    return GroupOrder(tuple(terms), tuple(hidden))


def _is_of_path(ordering: Ordering) -> bool:
    return isinstance(ordering.by, Reference) and ordering.by.kind is Kind.PATH


def _number_of(ordering: Ordering, clock: Clock) -> Sql:
    if not isinstance(ordering.by, Reference):
        raise AssertionError("only a path has numbers among its texts")
    return sql("max({})", value_of(ordering.by, clock).number)


def _terms(
    ordering: Ordering, query: GroupQuery, statement: GroupStatement
) -> Sequence[Sql] | None:
    column, descending = ordering.by, ordering.descending
    if isinstance(column, Aggregation):
        part = name_of_result(column, query, statement)
        return None if part is None else (nulls_last(part, descending=descending),)
    key = name_of_key(column, query, statement)
    if key is None or not _is_of_path(ordering):
        return None if key is None else (nulls_last(key, descending=descending),)
    # With one key all values of a group have one text, so that it has one number at most.
    if query.json_values == "native" or len(query.keys) > 1:
        return None
    number = Sql("hidden_0")
    if descending:
        return (
            sql("{} IS NULL", key),
            sql("{} DESC NULLS FIRST", number),
            sql("{} DESC", key),
        )
    return (nulls_last(number, descending=False), nulls_last(key, descending=False))

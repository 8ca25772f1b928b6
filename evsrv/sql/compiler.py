"""From the Plan to SQLite SQL. Total: there is no Plan that it cannot write."""

from collections.abc import Sequence

from attrs import frozen

from evsrv.fields import Kind
from evsrv.plan.model import (
    Aggregation,
    AllOf,
    Bucket,
    Column,
    GroupKey,
    Ordering,
    Plan,
    Reference,
)
from evsrv.scope import Scope
from evsrv.sql.columns import COLUMNS
from evsrv.sql.predicates import render_predicate
from evsrv.sql.values import iso_8601, value_of
from evsrv.sqltext import Sql, bind, join, sql


@frozen
class Statement:
    """The two queries that a page takes."""

    page: Sql
    """The rows of the page, their columns as the plan has them."""
    total: Sql
    """One row with one number: how many rows there are on all pages."""


def compile_plan(plan: Plan) -> Statement:
    """Write a plan as SQL."""
    source = sql("FROM events AS e\nWHERE {}", _where(plan))
    if plan.groups:
        keys = join(", ", (_key(key, plan) for key in plan.groups))
        source = sql("{}\nGROUP BY {}", source, keys)
    return Statement(_page(plan, source), _total(plan, source))


def compile_keys(plan: Plan, reference: Reference) -> Sql:
    """Write which members a JSON field has at its top, in the events that a plan is about."""
    return sql(
        "SELECT DISTINCT member.key\nFROM events AS e, {} AS member\nWHERE {}\nORDER BY 1",
        value_of(reference).members,
        _where(plan),
    )


def compile_documents(plan: Plan, references: Sequence[Reference]) -> Sql:
    """Write what whole JSON fields hold, in the events that a plan is about."""
    documents = join(", ", (value_of(reference).sql for reference in references))
    return sql("SELECT {}\nFROM events AS e\nWHERE {}", documents, _where(plan))


def _where(plan: Plan) -> Sql:
    scope = _scope(plan.scope)
    if plan.where == AllOf():
        return scope
    return sql("{} AND ({})", scope, render_predicate(plan.where))


def _page(plan: Plan, source: Sql) -> Sql:
    shown = (
        join(", ", (_shown(column, plan) for column in plan.columns)) if plan.columns else Sql("1")
    )
    order = [key for ordering in plan.order for key in _sort_keys(ordering, plan)]
    return sql(
        "SELECT {}\n{}{}\nLIMIT {} OFFSET {}",
        shown,
        source,
        sql("\nORDER BY {}", join(", ", order)) if order else Sql(""),
        bind(plan.limit),
        bind(plan.offset),
    )


def _total(plan: Plan, source: Sql) -> Sql:
    if plan.groups is None:
        return sql("SELECT count(*)\n{}", source)
    if not plan.groups:
        return Sql("SELECT 1")
    return sql("SELECT count(*) FROM (\nSELECT 1\n{}\n)", source)


def _scope(scope: Scope) -> Sql:
    tenant = sql("{} = {}", COLUMNS["organizationId"], bind(scope.organization_id))
    if scope.project_id is None:
        return tenant
    return sql("{} AND {} = {}", tenant, COLUMNS["projectId"], bind(scope.project_id))


def _shown(column: Column, plan: Plan) -> Sql:
    """Write a column as a row shows it."""
    match column:
        case Aggregation():
            return _aggregation(column)
        case Bucket():
            return iso_8601(_start(column))
    value = value_of(column)
    return value.json if _is_native(column, plan) else value.text


def _key(key: GroupKey, plan: Plan) -> Sql:
    """Write what makes a group: what a row shows, or what that is made from."""
    if isinstance(key, Bucket):
        return _start(key)
    if key.kind is Kind.TIME:
        return value_of(key).sql
    return _shown(key, plan)


def _sort_keys(ordering: Ordering, plan: Plan) -> list[Sql]:
    column = ordering.by
    keys = [_aggregation(column) if isinstance(column, Aggregation) else _key(column, plan)]
    if isinstance(column, Reference) and _is_native(column, plan):
        # By text, as in the other mode; the types behind one text make groups of their own.
        keys.insert(0, value_of(column).text)
    if ordering.descending:
        return [sql("{} DESC", key) for key in keys]
    return [sql("{} NULLS LAST", key) if column.nullable else key for key in keys]


def _is_native(column: Reference, plan: Plan) -> bool:
    return column.kind is Kind.PATH and plan.json_values == "native"


def _aggregation(column: Aggregation) -> Sql:
    if column.of is not None:
        return column.aggregate.render(value_of(column.of))
    if column.aggregate.rows is None:
        raise AssertionError(f"{column.name} was planned without the field that it needs")
    return column.aggregate.rows


def _start(bucket: Bucket) -> Sql:
    return sql("({})", bucket.unit.start(value_of(bucket.of).instant))

"""From the Plan to SQLite SQL. Total: there is no Plan that it cannot write."""

from collections.abc import Sequence
from functools import lru_cache

from attrs import frozen

from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.plan import Column, Ordering, Plan, Reference
from evsrv.sqlite.compiler.columns import Columns, GroupColumns
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.group_by import sort_into_groups
from evsrv.sqlite.compiler.index_range_groups import read_by_stretches
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.compiler.where import render_where


@frozen
class Statement:
    """The two queries that a page may take."""

    page: Sql
    """The rows of the page. Their columns are the plan's; where there are groups, their number on
    all pages comes behind them."""
    _plan: Plan
    _source: "_Source"

    @property
    def total(self) -> Sql:
        """One row with one number: how many rows there are on all pages. Few pages need it."""
        return _total(self._plan, self._source)


def compile_plan(plan: Plan, context: CompileContext = DEFAULT_CONTEXT) -> Statement:
    """Compile a plan to the queries for a page and for the number of all rows."""
    source = _source(plan, context)
    return Statement(_page(plan, source, with_total=bool(plan.groups)), plan, source)


def compile_rows(plan: Plan, context: CompileContext = DEFAULT_CONTEXT) -> Sql:
    """Compile a plan to a query for its rows alone."""
    return _page(plan, _source(plan, context), with_total=False)


def compile_count_since(plan: Plan, row: int, context: CompileContext = DEFAULT_CONTEXT) -> Sql:
    """Compile a count of a raw plan's events that were stored after the event of this row."""
    # LIMIT keeps the subquery as it is. Merged, SQLite would rather read the scope's whole index.
    return sql(
        "SELECT count(*)\nFROM (SELECT * FROM events WHERE row > {} LIMIT -1) AS e\nWHERE {}",
        bind(row),
        render_where(plan, context),
    )


def compile_keys(
    plan: Plan, reference: Reference, limit: int, context: CompileContext = DEFAULT_CONTEXT
) -> Sql:
    """Compile a query for the first top-level keys of a JSON field in a plan's events."""
    return sql(
        "SELECT DISTINCT member.key\nFROM events AS e, {} AS member\nWHERE {}\nORDER BY 1 LIMIT {}",
        value_of(reference, context).elements,
        render_where(plan, context),
        bind(limit),
    )


def compile_documents(
    plan: Plan, references: Sequence[Reference], context: CompileContext = DEFAULT_CONTEXT
) -> Sql:
    """Compile a query for whole JSON fields of a plan's events."""
    documents = join(", ", (value_of(reference, context).plain for reference in references))
    return sql("SELECT {}\nFROM events AS e\nWHERE {}", documents, render_where(plan, context))


@frozen
class _Source:
    """Where a plan's rows come from."""

    clause: Sql
    """What comes before SELECT."""
    rows: Sql
    """What comes behind the columns, up to where rows are sorted."""
    columns: Columns


def _source(plan: Plan, context: CompileContext) -> _Source:
    if plan.groups is None:
        rows = sql("FROM events AS e\nWHERE {}", render_where(plan, context))
        return _Source(Sql(""), rows, Columns.of(plan, context))
    groups = read_by_stretches(plan, context) or sort_into_groups(plan, context)
    return _Source(groups.clause, groups.source, GroupColumns.of(plan, context))


def _page(plan: Plan, source: _Source, *, with_total: bool) -> Sql:
    if plan.groups is None:
        shown, order = _of_events(source.columns, plan.columns, plan.order)
    else:
        shown, order = _of(source.columns, plan.columns, plan.order)
    if with_total:
        shown = sql("{}, ({})", shown, _number(plan, source))
    return sql(
        "{}SELECT {}\n{}{}\nLIMIT {} OFFSET {}",
        source.clause,
        shown,
        source.rows,
        order,
        bind(plan.limit),
        bind(plan.offset),
    )


def _of(
    columns: Columns, shown: tuple[Column, ...], order: tuple[Ordering, ...]
) -> tuple[Sql, Sql]:
    """Write what rows show, and how they are sorted."""
    keys = [key for ordering in order for key in columns.sort_keys(ordering)]
    return (
        join(", ", map(columns.shown, shown)) if shown else Sql("1"),
        sql("\nORDER BY {}", join(", ", keys)) if keys else Sql(""),
    )


# Most queries of single events show what many others show, and sort as these do.
_of_events = lru_cache(maxsize=256)(_of)


def _total(plan: Plan, source: _Source) -> Sql:
    if plan.groups == ():
        return Sql("SELECT 1")
    return sql("{}{}", source.clause, _number(plan, source))


def _number(plan: Plan, source: _Source) -> Sql:
    number = sql("SELECT count(*)\n{}", source.rows)
    if not plan.groups:
        return number
    # The wall lets no table be read of which SQLite does not name a column.
    return sql("{}\nORDER BY {}", number, source.columns.key(plan.groups[0]))

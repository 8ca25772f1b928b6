"""The entry points of the compiler. Every Plan compiles; none is refused here."""

from collections.abc import Callable, Sequence

from attrs import frozen

from evsrv.core.memo import memoize_if
from evsrv.core.message import USER_ROLE
from evsrv.core.sql import Sql, bind, join, sql
from evsrv.query.columns import Column, are_short
from evsrv.query.plan import Ordering, Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.choose_grouping import choose_grouping
from evsrv.sqlite.compiler.columns import ColumnSql
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.extent import with_extent
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.grouping import Grouping
from evsrv.sqlite.compiler.having import render_having
from evsrv.sqlite.compiler.point_lookup_statement import compile_point_lookup
from evsrv.sqlite.compiler.predicates import render_predicate
from evsrv.sqlite.compiler.row_columns import RowColumns
from evsrv.sqlite.compiler.scopes import render_scope
from evsrv.sqlite.compiler.values import value_of
from evsrv.sqlite.compiler.where import render_where


@frozen
class Statement:
    """The queries for a plan's rows."""

    _plan: Plan
    _make_source: Callable[[], "_Source"]
    _lookup: Sql | None = None
    """The query for the page, if it is compiled in another way."""

    @property
    def page(self) -> Sql:
        """The rows of the page, with the columns of the plan.

        If the plan has groups, the number of all groups is one more column.
        """
        if self._lookup is not None:
            return self._lookup
        return _page(self._plan, self._make_source(), with_total=bool(self._plan.groups))

    @property
    def rows(self) -> Sql:
        """The rows of the page alone."""
        return _page(self._plan, self._make_source(), with_total=False)

    @property
    def total(self) -> Sql:
        """The number of rows on all pages, as one row of one column. Few pages need it."""
        return _total(self._plan, self._make_source())


def compile_plan(plan: Plan, context: CompileContext = DEFAULT_CONTEXT) -> Statement:
    """Compile a plan to the queries for a page and for the number of all rows."""
    plan, context = with_known_extent(plan, context)
    if plan.groups is not None:
        return select_groups(plan, *choose_grouping(plan, context))
    lookup = compile_point_lookup(plan, context, _page_of_rows)
    return Statement(plan, lambda: _source_of_rows(plan, context), lookup)


def compile_rows(plan: Plan, context: CompileContext = DEFAULT_CONTEXT) -> Sql:
    """Compile a plan to a query for its rows alone."""
    return compile_plan(plan, context).rows


def select_groups(plan: Plan, grouping: Grouping, columns: GroupColumns) -> Statement:
    """Return the queries over the groups of a plan."""
    having = () if plan.having is None else (sql("({})", render_having(plan.having, columns)),)
    source = _Source(grouping.with_clause, grouping.source_with(*having), columns)
    return Statement(plan, lambda: source)


def _page_of_rows(plan: Plan, context: CompileContext) -> Sql:
    return _page(plan, _source_of_rows(plan, context), with_total=False)


def _source_of_rows(plan: Plan, context: CompileContext) -> "_Source":
    rows = sql("FROM {}\nWHERE {}", _table(plan), render_where(plan, context))
    return _Source(Sql(""), rows, RowColumns(plan.json_values, context))


def compile_count_since(plan: Plan, row: int, context: CompileContext = DEFAULT_CONTEXT) -> Sql:
    """Compile a count of a raw plan's rows that were stored after the one with this number."""
    # LIMIT keeps the subquery as it is. Merged, SQLite would rather read the scope's whole index.
    return sql(
        "SELECT count(*)\nFROM (SELECT * FROM {} WHERE row > {} LIMIT -1) AS e\nWHERE {}",
        Sql(plan.dataset.name),
        bind(row),
        render_where(plan, context),
    )


def compile_rows_between(
    plan: Plan, after: int, last: int, context: CompileContext = DEFAULT_CONTEXT
) -> Sql:
    """Compile a query for a raw plan's rows of a range of row numbers, in the order of storing."""
    # As above, LIMIT keeps SQLite from other indexes than that of the row numbers.
    return sql(
        "SELECT {}\nFROM (SELECT * FROM {} WHERE row > {} AND row <= {} LIMIT -1) AS e\nWHERE {}"
        "\nORDER BY e.row",
        join(", ", map(RowColumns(plan.json_values, context).projection, plan.columns)),
        Sql(plan.dataset.name),
        bind(after),
        bind(last),
        render_where(plan, context),
    )


def compile_row_numbers(plan: Plan, context: CompileContext = DEFAULT_CONTEXT) -> Sql:
    """Compile a query for the numbers of the rows that pass a plan's filter, in their order."""
    where = render_where(plan, context)
    return sql("SELECT e.row\nFROM {}\nWHERE {}\nORDER BY e.row", _table(plan), where)


def compile_rows_of_users(plan: Plan) -> Sql:
    """Compile a query for the conversations with a message of a user that passes a plan's filter.

    The filter must be of JSON fields, which messages have too.
    """
    return sql(
        "SELECT e.row\nFROM {}\nWHERE {} AND e.row IN (\n"
        "SELECT e.conversation FROM messages AS e"
        " WHERE e.organization_id = {} AND e.role = {} AND ({}))\nORDER BY e.row",
        _table(plan),
        render_scope(plan.scope),
        bind(plan.scope.organization_id),
        bind(USER_ROLE),
        render_predicate(plan.where, DEFAULT_CONTEXT),
    )


def compile_keys(
    plan: Plan, reference: Reference, limit: int, context: CompileContext = DEFAULT_CONTEXT
) -> Sql:
    """Compile a query for the first top-level keys of a JSON field in a plan's rows."""
    return sql(
        "SELECT DISTINCT member.key\nFROM {}, {} AS member\nWHERE {}\nORDER BY 1 LIMIT {}",
        _table(plan),
        value_of(reference, context).elements,
        render_where(plan, context),
        bind(limit),
    )


def compile_documents(
    plan: Plan, references: Sequence[Reference], context: CompileContext = DEFAULT_CONTEXT
) -> Sql:
    """Compile a query for whole JSON fields of a plan's rows."""
    documents = join(", ", (value_of(reference, context).plain for reference in references))
    where = render_where(plan, context)
    return sql("SELECT {}\nFROM {}\nWHERE {}", documents, _table(plan), where)


def describe_grouping(plan: Plan, context: CompileContext = DEFAULT_CONTEXT) -> str | None:
    """Return how a plan's groups are made and why, or None for a raw query."""
    if plan.groups is None:
        return None
    return choose_grouping(*with_known_extent(plan, context))[0].description


@frozen
class _Source:
    """The rows of a plan."""

    with_clause: Sql
    rows: Sql
    """The clauses from FROM up to ORDER BY."""
    columns: ColumnSql


def with_known_extent(plan: Plan, context: CompileContext) -> tuple[Plan, CompileContext]:
    """Return a plan with a range if its extent is known, and the context for its parts."""
    if context.extent is not None:
        plan = with_extent(plan, context.extent)
    return plan, context.for_plan(plan)


def _table(plan: Plan) -> Sql:
    return Sql(f"{plan.dataset.name} AS e")


def _page(plan: Plan, source: _Source, *, with_total: bool) -> Sql:
    if plan.groups is None:
        projection, order = _projection_of_rows(source.columns, plan.columns, plan.order)
    else:
        projection, order = _projection(source.columns, plan.columns, plan.order)
    if with_total:
        projection = sql("{}, ({})", projection, _count_rows(plan, source))
    return sql(
        "{}SELECT {}\n{}{}\nLIMIT {} OFFSET {}",
        source.with_clause,
        projection,
        source.rows,
        order,
        bind(plan.limit),
        bind(plan.offset),
    )


def _projection(
    columns: ColumnSql, selected: tuple[Column, ...], order: tuple[Ordering, ...]
) -> tuple[Sql, Sql]:
    """Render the projection, and ORDER BY."""
    keys = [key for ordering in order for key in columns.sort_keys(ordering)]
    return (
        join(", ", map(columns.projection, selected)) if selected else Sql("1"),
        sql("\nORDER BY {}", join(", ", keys)) if keys else Sql(""),
    )


# Most raw queries have the columns and the order of many others.
_projection_of_rows = memoize_if(
    lambda _, selected, order: are_short((*selected, *(ordering.by for ordering in order))),
    maxsize=256,
)(_projection)


def _total(plan: Plan, source: _Source) -> Sql:
    if plan.groups == () and plan.having is None:
        return Sql("SELECT 1")
    return sql("{}{}", source.with_clause, _count_rows(plan, source))


def _count_rows(plan: Plan, source: _Source) -> Sql:
    count = sql("SELECT count(*)\n{}", source.rows)
    if not plan.groups:
        return count
    # The tenant guard lets no table be read of which SQLite does not name a column.
    return sql("{}\nORDER BY {}", count, source.columns.value(plan.groups[0]))

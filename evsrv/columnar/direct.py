"""Plain grouped plans: DuckDB makes the rows of the page, in their order."""

from evsrv.columnar.ask import Ask
from evsrv.columnar.group_order import find_group_order
from evsrv.columnar.group_statement import render_groups
from evsrv.columnar.used_columns import UsedColumns
from evsrv.engine.port import Page
from evsrv.query.plan import Plan
from evsrv.sqlite.direct_page import DirectPage, direct_query


def read_direct(plan: Plan, columns: UsedColumns, ask: Ask) -> Page | None:
    """Read the page of a plan, or return None for a plan that needs more than one statement.

    Raises `Unsupported` if the copy cannot answer it.
    """
    query = direct_query(plan)
    if query is None:
        return None
    statement = render_groups(query, columns)
    order = find_group_order(plan, query, statement, columns)
    if order is None:
        return None
    used = frozenset(columns.found)
    direct = DirectPage(plan, query, statement, order)
    page = direct.page(ask(direct.rows, used))
    if page is not None:
        return page
    ((total,),) = ask(direct.total, used)
    return Page([], total)

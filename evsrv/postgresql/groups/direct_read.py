"""Plain grouped plans: PostgreSQL makes the rows of the page, in their order."""

from evsrv.engine.port import Page
from evsrv.postgresql.groups.given_statements import render_groups
from evsrv.postgresql.groups.group_orders import find_order
from evsrv.postgresql.groups.prepared_plan import Ask, PreparedPlan
from evsrv.sqlite.direct_page import DirectPage, direct_query


async def read_direct(prepared: PreparedPlan, ask: Ask) -> Page | None:
    """Read the page of a plan, or return None for a plan that has to be composed."""
    plan = prepared.plan
    query = direct_query(plan)
    if query is None:
        return None
    statement = render_groups(query, prepared.clock, prepared.listed)
    order = find_order(plan, query, statement, prepared.clock)
    if order is None:
        return None
    direct = DirectPage(plan, query, statement, order)
    page = direct.page(await ask(direct.rows))
    if page is not None:
        return page
    ((total,),) = await ask(direct.total)
    return Page([], total)

"""Reading the page of a grouped plan."""

from evsrv.engine.port import Page
from evsrv.postgresql.groups.composed_read import read_composed
from evsrv.postgresql.groups.direct_read import read_direct
from evsrv.postgresql.groups.prepared_plan import Ask, prepare
from evsrv.query.plan import Plan
from evsrv.sqlite.memory_tables import MemoryDatabases


async def read_grouped(plan: Plan, ask: Ask, memory: MemoryDatabases, timeout: float) -> Page:
    """Read the page of a grouped plan. Raises `QueryTimeout` and `Unprocessable`."""
    prepared = await prepare(plan, ask)
    page = await read_direct(prepared, ask)
    return await read_composed(prepared, ask, memory, timeout) if page is None else page

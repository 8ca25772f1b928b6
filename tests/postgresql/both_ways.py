"""A grouped plan, read in every way that PostgreSQL has for it."""

from collections.abc import Sequence

from evsrv.engine.port import Page
from evsrv.postgresql.groups.composed_read import read_composed
from evsrv.postgresql.groups.direct_read import read_direct
from evsrv.postgresql.groups.prepared_plan import Ask, prepare
from evsrv.query.plan import Plan
from evsrv.sqlite.memory_tables import MemoryDatabases

TIMEOUT = 60.0


async def read_both_ways(plan: Plan, ask: Ask, memory: MemoryDatabases) -> Sequence[Page]:
    """Return the page as it is composed, and as one statement if the plan is plain."""
    prepared = await prepare(plan, ask)
    composed = await read_composed(prepared, ask, memory, TIMEOUT)
    direct = await read_direct(prepared, ask)
    return [composed] if direct is None else [composed, direct]

"""Reading the rows of plans."""

from collections.abc import Sequence
from contextlib import aclosing

from evsrv.engine.port import Page, Row
from evsrv.postgresql.compiler.raw_statement import RawStatement, compile_raw
from evsrv.postgresql.groups.grouped_plan import read_grouped
from evsrv.postgresql.session import Session
from evsrv.query.plan import Plan
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.result_size import BoundedRows

_BATCH_ROWS = 200


async def read_page(plan: Plan, session: Session, memory: MemoryDatabases, timeout: float) -> Page:
    """Read the rows of a page, and count the rows of all pages in the same snapshot.

    Groups may be composed in `memory`, for `timeout` seconds. Raises `QueryTimeout` and
    `Unprocessable`.
    """
    if plan.groups is not None:
        return await read_grouped(plan, session.rows, memory, timeout)
    statement = compile_raw(plan)
    rows = await _read_raw(statement, session)
    if len(rows) < plan.limit and (rows or plan.offset == 0):
        return Page(rows, plan.offset + len(rows))
    ((total,),) = await session.rows(statement.total)
    return Page(rows, total)


async def read_rows(
    plan: Plan, session: Session, memory: MemoryDatabases, timeout: float
) -> Sequence[Row]:
    """Read a plan's rows up to its limit, without their total."""
    if plan.groups is not None:
        return (await read_grouped(plan, session.rows, memory, timeout)).rows
    return await _read_raw(compile_raw(plan), session)


async def _read_raw(statement: RawStatement, session: Session) -> Sequence[Row]:
    found = BoundedRows()
    # In batches: documents may be much larger than an answer may be.
    async with aclosing(session.batches(statement.page, _BATCH_ROWS)) as batches:
        async for batch in batches:
            found.extend(map(statement.finish, batch))
    return found.rows

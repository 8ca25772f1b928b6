"""Grouped plans: PostgreSQL makes the tables of groups, and SQLite composes them."""

from contextlib import ExitStack
from functools import partial

from attrs import Factory, define

from evsrv.core.errors import Unprocessable
from evsrv.core.sql import bind, sql
from evsrv.engine.port import Page
from evsrv.plugin.interruption import checkpoint
from evsrv.postgresql.groups.given_statements import render_given
from evsrv.postgresql.groups.prepared_plan import Ask, PreparedPlan
from evsrv.postgresql.memory_thread import MemoryThread
from evsrv.sqlite.compiler.composition import compile_composition
from evsrv.sqlite.composed_page import ComposedPage, GivenQuery, GivenRows, compose_page
from evsrv.sqlite.memory_tables import MemoryDatabases

MAX_GROUPS = 1_000_000
"""In all tables of groups of a plan; they are in memory."""


async def read_composed(
    prepared: PreparedPlan, ask: Ask, memory: MemoryDatabases, timeout: float
) -> Page:
    """Read the page of a grouped plan. Raises `QueryTimeout` and `Unprocessable`."""
    plan, answers, opened = prepared.plan, _Answers(prepared, ask), ExitStack()

    def start() -> ComposedPage:
        composition = compile_composition(plan, prepared.context)
        return compose_page(plan, composition, opened.enter_context(memory.open()))

    with MemoryThread(timeout) as thread:
        try:
            page = await thread.run(start)
            rows: GivenRows | None = None
            while True:
                found = await thread.run(partial(_advance, page, rows))
                if isinstance(found, Page):
                    return found
                rows = await answers.answer(found)
        finally:
            await thread.run(opened.close)


@define
class _Answers:
    """Answers the queries of a page."""

    prepared: PreparedPlan
    ask: Ask
    left: int = Factory(lambda: MAX_GROUPS)
    """The groups that may still be read."""

    async def answer(self, query: GivenQuery) -> GivenRows:
        """Return the rows of a given table."""
        given = render_given(query, self.prepared.clock, self.prepared.listed)
        statement = sql(
            "SELECT * FROM ({}) AS given LIMIT {}::bigint", given.query, bind(self.left + 1)
        )
        rows = await self.ask(statement)
        self.left -= len(rows)
        if self.left < 0:
            raise Unprocessable(
                f"the query has more than {MAX_GROUPS} groups; narrow its filter or its range"
            )
        # Made as SQLite takes them, on its thread and not on the loop's.
        return map(given.finish, rows)


def _advance(page: ComposedPage, rows: GivenRows | None) -> GivenQuery | Page:
    # SQLite polls after many steps only.
    checkpoint()
    try:
        return next(page) if rows is None else page.send(rows)
    except StopIteration as end:
        found: Page = end.value
        return found

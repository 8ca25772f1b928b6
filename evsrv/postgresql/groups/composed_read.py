"""Grouped plans: PostgreSQL makes the tables of groups, and SQLite composes them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import TypeVar

from attrs import Factory, define

from evsrv.core.errors import Unprocessable
from evsrv.core.sql import bind, sql
from evsrv.engine.port import Page
from evsrv.plugin.interruption import checkpoint, set_interrupt_check
from evsrv.postgresql.groups.given_statements import render_given
from evsrv.postgresql.groups.prepared_plan import Ask, PreparedPlan
from evsrv.sqlite.compiler.composition import compile_composition
from evsrv.sqlite.composed_page import ComposedPage, GivenQuery, GivenRows, compose_page
from evsrv.sqlite.interrupts import Deadline
from evsrv.sqlite.memory_tables import MemoryDatabases

T = TypeVar("T")

MAX_GROUPS = 1_000_000
"""In all tables of groups of a plan; they are in memory."""


async def read_composed(
    prepared: PreparedPlan, ask: Ask, memory: MemoryDatabases, timeout: float
) -> Page:
    """Read the page of a grouped plan. Raises `QueryTimeout` and `Unprocessable`."""
    # SQLite's part has a thread of its own, on which its database in memory lives.
    with ThreadPoolExecutor(1, "evsrv-groups") as threads:
        return await _Steps(threads, Deadline(timeout)).run(prepared, memory, ask)


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


@define
class _Steps:
    """The steps of a page on a thread, between the queries that are awaited."""

    threads: ThreadPoolExecutor
    deadline: Deadline
    opened: ExitStack = Factory(ExitStack)

    async def run(self, prepared: PreparedPlan, memory: MemoryDatabases, ask: Ask) -> Page:
        """Return the page."""
        plan, answers = prepared.plan, _Answers(prepared, ask)

        def start() -> ComposedPage:
            set_interrupt_check(self.deadline.may_call_python)
            composition = compile_composition(plan, prepared.context)
            return compose_page(plan, composition, self.opened.enter_context(memory.open()))

        try:
            page = await self._step(start)
            rows: GivenRows | None = None
            while True:
                found = await self._step(partial(_advance, page, rows))
                if isinstance(found, Page):
                    return found
                rows = await answers.answer(found)
        finally:
            await self._step(self.opened.close)

    async def _step(self, step: Callable[[], T]) -> T:
        """Run a step to its end, even if the caller is cancelled: the thread stops soon then."""

        def call() -> T:
            with self.deadline:
                return step()

        running = asyncio.get_running_loop().run_in_executor(self.threads, call)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self.deadline.cancelled = True
            await asyncio.wait([running])
            # Else asyncio logs the error of the interrupted step.
            running.exception()
            raise


def _advance(page: ComposedPage, rows: GivenRows | None) -> GivenQuery | Page:
    # SQLite polls after many steps only.
    checkpoint()
    try:
        return next(page) if rows is None else page.send(rows)
    except StopIteration as end:
        found: Page = end.value
        return found

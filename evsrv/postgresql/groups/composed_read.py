"""Grouped plans: PostgreSQL makes the tables of groups, and SQLite composes them."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any, Protocol, TypeVar

from attrs import Factory, define, evolve

from evsrv.core.errors import Unprocessable
from evsrv.core.sql import Sql, bind, sql
from evsrv.engine.port import Page
from evsrv.plugin.interruption import set_interrupt_check
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.groups.bucket_lists import list_key_buckets, render_bounds, unlisted_buckets
from evsrv.postgresql.groups.given_statements import render_given
from evsrv.postgresql.groups.group_keys import ListedBuckets
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.composition import compile_composition
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.extent import compile_extent, needs_extent, whole_days, with_extent
from evsrv.sqlite.composed_page import ComposedPage, GivenQuery, GivenRows, compose_page
from evsrv.sqlite.interrupts import Deadline
from evsrv.sqlite.memory_tables import MemoryDatabases

T = TypeVar("T")

MAX_GROUPS = 1_000_000
"""In all tables of groups of a plan; they are in memory."""


class Ask(Protocol):
    """One snapshot of PostgreSQL, behind the wall of the plan's scope."""

    async def __call__(self, statement: Sql, /) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement; a `numeric` is a Decimal with its scale."""


async def read_composed(plan: Plan, ask: Ask, memory: MemoryDatabases, timeout: float) -> Page:
    """Read the page of a grouped plan. Raises `QueryTimeout` and `Unprocessable`."""
    context = await _context(plan, ask)
    if context.extent is not None:
        plan = with_extent(plan, context.extent)
    answers = _Answers(plan, Clock.for_plan(plan), ask)
    await answers.list_buckets()
    # SQLite's part has a thread of its own, on which its database in memory lives.
    with ThreadPoolExecutor(1, "evsrv-groups") as threads:
        return await _Steps(threads, Deadline(timeout)).run(plan, context, memory, answers)


async def _context(plan: Plan, ask: Ask) -> CompileContext:
    if not needs_extent(plan):
        return DEFAULT_CONTEXT
    ((first, last),) = await ask(compile_extent(plan))
    if first is None:
        return DEFAULT_CONTEXT
    return evolve(DEFAULT_CONTEXT, extent=whole_days(first, last))


@define
class _Answers:
    """Answers the queries of a page."""

    plan: Plan
    clock: Clock
    ask: Ask
    listed: ListedBuckets = Factory(dict)
    left: int = Factory(lambda: MAX_GROUPS)
    """The groups that may still be read."""

    async def list_buckets(self) -> None:
        """List the buckets that PostgreSQL does not compute."""
        for bucket in unlisted_buckets(self.plan):
            ((first, last),) = await self.ask(render_bounds(bucket, self.plan, self.clock))
            self.listed = {**self.listed, **list_key_buckets(bucket, first, last)}

    async def answer(self, query: GivenQuery) -> GivenRows:
        """Return the rows of a given table."""
        given = render_given(query, self.clock, self.listed)
        statement = sql(
            "SELECT * FROM ({}) AS given LIMIT {}::bigint", given.query, bind(self.left + 1)
        )
        rows = await self.ask(statement)
        self.left -= len(rows)
        if self.left < 0:
            raise Unprocessable(
                f"the query has more than {MAX_GROUPS} groups; narrow its filter or its range"
            )
        return [given.finish(tuple(row)) for row in rows]


@define
class _Steps:
    """The steps of a page on a thread, between the queries that are awaited."""

    threads: ThreadPoolExecutor
    deadline: Deadline
    opened: ExitStack = Factory(ExitStack)

    async def run(
        self, plan: Plan, context: CompileContext, memory: MemoryDatabases, answers: _Answers
    ) -> Page:
        """Return the page."""

        def start() -> ComposedPage:
            set_interrupt_check(self.deadline.may_call_python)
            composition = compile_composition(plan, context)
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
            raise


def _advance(page: ComposedPage, rows: GivenRows | None) -> GivenQuery | Page:
    try:
        return next(page) if rows is None else page.send(rows)
    except StopIteration as end:
        found: Page = end.value
        return found

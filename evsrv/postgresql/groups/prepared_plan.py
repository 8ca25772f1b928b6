"""Grouped plans with all that PostgreSQL is asked before their groups."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from attrs import evolve, frozen

from evsrv.core.sql import Sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.groups.bucket_lists import (
    MAX_KEY_DAYS,
    Buckets,
    has_few_days,
    list_buckets_between,
    list_buckets_of_days,
    render_bounds,
    render_days,
    unlisted_buckets,
)
from evsrv.postgresql.groups.group_keys import ListedBuckets
from evsrv.query.columns import Bucket
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.extent import compile_extent, needs_extent, whole_days, with_extent


class Ask(Protocol):
    """One snapshot of PostgreSQL, behind the wall of the plan's scope."""

    async def __call__(self, statement: Sql, /) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement; a `numeric` is a Decimal with its scale."""


@frozen
class PreparedPlan:
    """A grouped plan that can be rendered."""

    plan: Plan
    """With a range, if its extent is known."""
    context: CompileContext
    """That of SQLite, which composes the groups."""
    clock: Clock
    listed: ListedBuckets


async def prepare(plan: Plan, ask: Ask) -> PreparedPlan:
    """Prepare a grouped plan. Raises `Unprocessable` if a key has too many buckets."""
    context = DEFAULT_CONTEXT
    if needs_extent(plan):
        ((first, last),) = await ask(compile_extent(plan))
        if first is not None:
            context = evolve(context, extent=whole_days(first, last))
            plan = with_extent(plan, whole_days(first, last))
    clock = Clock.for_plan(plan)
    listed: ListedBuckets = {}
    for bucket in unlisted_buckets(plan):
        listed = {**listed, bucket: await _list_buckets(bucket, plan, clock, ask)}
    return PreparedPlan(plan, context, clock, listed)


async def _list_buckets(bucket: Bucket, plan: Plan, clock: Clock, ask: Ask) -> Buckets:
    ((first, last),) = await ask(render_bounds(bucket, plan, clock))
    if first is None:
        return ()
    if not has_few_days(first, last):
        # Times of all years, of which most have no row.
        days = [day for (day,) in await ask(render_days(bucket, plan, clock))]
        if len(days) <= MAX_KEY_DAYS:
            return await asyncio.to_thread(list_buckets_of_days, bucket, days)
        return await asyncio.to_thread(list_buckets_between, bucket, first, last)
    return list_buckets_between(bucket, first, last)

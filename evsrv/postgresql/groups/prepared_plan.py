"""Grouped plans with all that PostgreSQL is asked before their groups."""

from collections.abc import Sequence
from typing import Any, Protocol

from attrs import evolve, frozen

from evsrv.core.sql import Sql
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.groups.bucket_lists import (
    list_buckets_between,
    list_buckets_of_days,
    render_bounds,
    render_days,
    unlisted_buckets,
)
from evsrv.postgresql.groups.group_keys import ListedBuckets
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
        ((first, last),) = await ask(render_bounds(bucket, plan, clock))
        buckets = list_buckets_between(bucket, first, last)
        if buckets is None:
            days = [day for (day,) in await ask(render_days(bucket, plan, clock))]
            buckets = list_buckets_of_days(bucket, days)
        listed = {**listed, bucket: buckets}
    return PreparedPlan(plan, context, clock, listed)

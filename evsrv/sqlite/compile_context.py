"""The compile context of a database."""

import sqlite3

from attrs import evolve

from evsrv.core.datasets import Dataset
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.extent import compile_extent, needs_extent, whole_days
from evsrv.sqlite.compiler.table_aids import TABLE_AIDS
from evsrv.sqlite.promotions import list_ready_paths


def read_compile_context(connection: sqlite3.Connection, dataset: Dataset) -> CompileContext:
    """Read the context for queries of a dataset in the transaction that the connection is in.

    SQL that is compiled with it is valid in that transaction only: a moment later, a column may
    hold another path's values.
    """
    if not TABLE_AIDS[dataset].has_promoted_paths:
        return DEFAULT_CONTEXT
    return CompileContext(list_ready_paths(connection))


def read_plan_context(connection: sqlite3.Connection, plan: Plan) -> CompileContext:
    """Read the context for a plan in the transaction that the connection is in."""
    context = read_compile_context(connection, plan.dataset).for_plan(plan)
    if not needs_extent(plan):
        return context
    query = compile_extent(plan)
    first, last = connection.execute(query.text, query.parameters).fetchone()
    return context if first is None else evolve(context, extent=whole_days(first, last))

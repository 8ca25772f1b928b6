"""The engine that a plan is meant for, and the reason."""

from collections.abc import Sequence
from typing import Any

from evsrv.columnar.column import Column
from evsrv.columnar.plan_reader import read_plan
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.scope_sizes import MIN_ROWS, PLAIN_FACTOR, reads_plain_columns
from evsrv.columnar.unsupported import Unsupported
from evsrv.core.sql import Sql
from evsrv.plugin.terms import Term
from evsrv.query.dependencies import is_volatile
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.memory_tables import MemoryDatabases


class _Statement(Exception):
    """The first statement of a plan; the argument has its columns."""


def describe_engine(
    plan: Plan, context: CompileContext, native: frozenset[Term], composing: MemoryDatabases
) -> str:
    """Return which engine of a server answers a grouped plan, and why."""
    if is_volatile(plan):
        return "engine: sqlite, because its answer changes while the rows stay the same"
    try:
        read_plan(plan, context, native, ProjectCodes(), _ask, composing)
    except Unsupported as reason:
        return f"engine: sqlite, because {reason}"
    except _Statement as first:
        (columns,) = first.args
        rows = MIN_ROWS * (PLAIN_FACTOR if reads_plain_columns(columns) else 1)
        return f"engine: duckdb, if its scope has at least {rows} rows and a copy; else sqlite"
    raise AssertionError("a plan was answered without a statement")


def _ask(
    statement: Sql,  # noqa: ARG001 - see `Ask`
    columns: frozenset[Column],
) -> Sequence[Sequence[Any]]:
    raise _Statement(columns)

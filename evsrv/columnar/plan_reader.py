"""Reading a plan's page from a copy."""

from evsrv.columnar.ask import Ask
from evsrv.columnar.composition import read_composed
from evsrv.columnar.copy_context import column_context
from evsrv.columnar.direct import read_direct
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.used_columns import UsedColumns
from evsrv.engine.port import Page
from evsrv.plugin.terms import Term
from evsrv.query.plan import Plan
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.extent import with_extent
from evsrv.sqlite.memory_tables import MemoryDatabases


def read_plan(
    plan: Plan,
    context: CompileContext,
    native: frozenset[Term],
    projects: ProjectCodes,
    ask: Ask,
    memory: MemoryDatabases,
) -> Page:
    """Read the page of a grouped plan. Raises `Unsupported`.

    `context` is that of the SQLite snapshot, `native` are the builtin terms, and
    `projects` the codes of the copy.
    """
    if context.extent is not None:
        plan = with_extent(plan, context.extent)
    columns = UsedColumns(plan.dataset, column_context(plan), native, projects)
    page = read_direct(plan, columns, ask)
    return read_composed(plan, context, columns, ask, memory) if page is None else page

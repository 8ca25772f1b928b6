"""The comparison of a raw plan's rows on PostgreSQL with SQLite's."""

import sqlite3

from evsrv.postgresql.compiler.raw_statement import compile_raw
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.statement import compile_plan
from postgresql.server import Database


def require_same_rows(plan: Plan, postgresql: Database, sqlite: sqlite3.Connection) -> None:
    """Assert that a raw plan has the same rows and the same total on both engines."""
    expected = compile_plan(plan, read_plan_context(sqlite, plan))
    found = compile_raw(plan)
    rows = [found.finish(row) for row in postgresql.rows(found.page)]
    wanted = sqlite.execute(expected.page.text, expected.page.parameters).fetchall()
    assert rows == wanted
    # 1 equals 1.0, and true.
    assert [[*map(type, row)] for row in rows] == [[*map(type, row)] for row in wanted]
    ((total,),) = sqlite.execute(expected.total.text, expected.total.parameters)
    assert postgresql.value(found.total) == total

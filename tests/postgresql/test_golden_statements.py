"""Each golden case's .postgresql.sql has the statements that PostgreSQL gets for it.

Their answers are compared with SQLite's in the other tests of golden cases.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from golden.harness import compile_case, vocabulary
from golden.test_golden import REQUESTS, case_name, check

from evsrv.core.sql import Sql
from evsrv.postgresql.compiler.raw_statement import compile_raw
from evsrv.postgresql.groups.grouped_plan import read_grouped
from evsrv.postgresql.statement import numbered
from evsrv.query.plan import Plan
from evsrv.sqlite.memory_tables import MemoryDatabases
from postgresql.absent_terms import uses_absent_term
from postgresql.server import Database

TIMEOUT = 60.0


@pytest.mark.parametrize("case", REQUESTS, ids=case_name)
def test_case_compiles_to_its_golden_statements(
    case: Path, golden: Database, update_goldens: bool
) -> None:
    plan, _ = compile_case(case)
    if uses_absent_term(plan):
        pytest.skip("a term has no SQL for PostgreSQL")
    text = "\n".join(map(shown, golden.run(statements_of(plan, golden))))
    check(case.with_suffix(".postgresql.sql"), text, update=update_goldens)


async def statements_of(plan: Plan, database: Database) -> list[Sql]:
    """Return the statements of a plan: those that it asks before others come first."""
    if plan.groups is None:
        compiled = compile_raw(plan)
        return [compiled.page, compiled.total]
    asked: list[Sql] = []

    async def ask(statement: Sql) -> Sequence[Sequence[object]]:
        asked.append(statement)
        return await database.ask(statement)

    memory = MemoryDatabases(vocabulary().prepare_connection)
    await read_grouped(plan, ask, memory, TIMEOUT)
    return asked


def shown(statement: Sql) -> str:
    """Return a statement with its parameters as comments."""
    text, parameters = numbered(statement)
    lines = (f"--   {json.dumps(value, ensure_ascii=False)}" for value in parameters)
    return "\n".join((f"{text};", *lines, ""))

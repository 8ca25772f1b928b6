"""Grouped golden cases have SQLite's answers in PostgreSQL."""

from pathlib import Path

import pytest
from golden import harness

from evsrv.plugin.engine_terms import absent_terms
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.memory_tables import MemoryDatabases
from postgresql.both_ways import read_both_ways
from postgresql.same_rows import require_same_rows
from postgresql.server import Database

_ABSENT = frozenset(absent_terms(harness.vocabulary(), "postgresql"))
_CASES = [
    case
    for case in sorted(harness.CASES.rglob("*.json"))
    if harness.compile_case(case)[0].groups is not None
]


@pytest.mark.parametrize(
    "case", _CASES, ids=lambda case: case.relative_to(harness.CASES).as_posix()
)
def test_grouped_case_equals_sqlite(case: Path, golden: Database) -> None:
    plan, _ = harness.compile_case(case)
    if _groups_by_absent_term(plan):
        pytest.skip("a term has no SQL for PostgreSQL")
    rows, total = harness.answer_of(case, harness.database())
    memory = MemoryDatabases(harness.vocabulary().prepare_connection)
    for page in golden.run(read_both_ways(plan, golden.ask, memory)):
        assert page.total == total
        require_same_rows(plan, page.rows, rows)


def _groups_by_absent_term(plan: Plan) -> bool:
    keys = (key for key in plan.groups or () if isinstance(key, Reference))
    return any(term in _ABSENT for key in keys for term in key.terms)

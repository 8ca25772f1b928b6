"""Grouped golden cases have SQLite's answers in PostgreSQL."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden import harness

from evsrv.postgresql.groups.composed_read import read_composed
from evsrv.sqlite.memory_tables import MemoryDatabases
from postgresql.same_rows import require_same_rows
from postgresql.small_tables import SmallTables, open_small_tables

_CASES = [
    case
    for case in sorted(harness.CASES.rglob("*.json"))
    if harness.compile_case(case)[0].groups is not None
]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """Return the loop of the connection."""
    with asyncio.Runner() as found:
        yield found


@pytest.fixture(scope="module")
def tables(dsn: str, runner: asyncio.Runner) -> Iterator[SmallTables]:
    """Return tables with the rows of the golden cases."""
    opened = open_small_tables(dsn, harness.database())
    yield runner.run(opened.__aenter__())
    runner.run(opened.__aexit__(None, None, None))


@pytest.mark.parametrize(
    "case", _CASES, ids=lambda case: case.relative_to(harness.CASES).as_posix()
)
def test_grouped_case_equals_sqlite(
    case: Path, tables: SmallTables, runner: asyncio.Runner
) -> None:
    plan, _ = harness.compile_case(case)
    rows, total = harness.answer_of(case, harness.database())
    memory = MemoryDatabases(harness.vocabulary().prepare_connection)
    page = runner.run(read_composed(plan, tables.ask, memory, timeout=60))
    assert page.total == total
    require_same_rows(plan, page.rows, rows)

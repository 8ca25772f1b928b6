"""eq and jsonContains are served by a GIN index on the whole field."""

from typing import Any

import pytest
from golden.harness import compile_query
from support.citus import not_on_citus

from evsrv.core.sql import sql
from evsrv.postgresql.compiler.raw_statement import compile_raw
from postgresql.server import Database


def condition(operator: str, value: Any, *path: str) -> dict[str, Any]:
    operand = {"path": list(path), "value": value}
    return {"field": "properties", "operator": operator, "value": operand}


def explained(golden: Database, tested: dict[str, Any]) -> str:
    plan, _ = compile_query({"where": {"condition": tested}})
    page = compile_raw(plan).page
    golden.execute(
        "CREATE INDEX IF NOT EXISTS by_properties ON events USING gin (properties jsonb_path_ops)"
    )
    golden.execute("SET enable_seqscan = off")
    try:
        rows = golden.rows(sql("EXPLAIN {}", page))
    finally:
        golden.execute("RESET enable_seqscan")
        golden.execute("DROP INDEX by_properties")
    return "\n".join(line for (line,) in rows)


@not_on_citus("workers do not get the setting that keeps PostgreSQL off a full scan")
@pytest.mark.parametrize(
    "tested",
    [
        condition("eq", "pro", "plan"),
        condition("eq", "12", "n"),
        condition("eq", 12, "n"),
        condition("eq", True, "on"),
        condition("eq", {"a": 1}, "order"),
        condition("eq", "x", "order", "id"),
        condition("in", ["pro", "12"], "plan"),
        condition("in", [1, True, {"a": 1}], "order", "id"),
        condition("jsonContains", {"id": 1}, "order"),
        condition("jsonContains", "x", "tags"),
        condition("arrayContains", "x", "tags"),
        condition("jsonArrayContainsObject", {"id": 1}, "items"),
    ],
    ids=lambda tested: f"{tested['operator']} {tested['value']['value']}",
)
def test_index_on_field_serves_condition_at_path(tested: dict[str, Any], golden: Database) -> None:
    assert "Bitmap Index Scan on by_properties" in explained(golden, tested)


def test_no_index_serves_path_that_may_lead_into_array(golden: Database) -> None:
    tested = condition("eq", "x", "tags", "0")
    assert "by_properties" not in explained(golden, tested)

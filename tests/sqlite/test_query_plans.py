"""Query plans of the standard queries on a guarded connection: index and constrained columns."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from golden.harness import compile_query, vocabulary
from support.events import aggregation, all_of, at, condition, descending, group, time

from evsrv.core.scope import Scope
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.functions import register
from evsrv.sqlite.opening import open_guarded_reader

SITE = Scope("acme", "site")
COUNT = aggregation("count")
DAYS_90 = [
    condition("createdAt", "gte", "2026-01-01"),
    condition("createdAt", "lt", "2026-04-01"),
]
BY_TYPE = {
    "select": [COUNT],
    "groupBy": [group("type")],
    "where": all_of(*DAYS_90),
    "orderBy": descending("count"),
}

TIME_RANGE = "(organization_id=? AND project_id=? AND created_at>? AND created_at<?)"
OF_PROJECT = f"SEARCH events USING INDEX events_of_project {TIME_RANGE}"
COVERED = f"SEARCH events USING COVERING INDEX events_of_project {TIME_RANGE}"
TYPES = "SEARCH events USING COVERING INDEX events_by_type (organization_id=? AND project_id=?{})"

STANDARD = {
    "count by day": (
        {"select": [time("day"), COUNT], "where": all_of(*DAYS_90)},
        [COVERED, COVERED, COVERED],
    ),
    "count by type": (
        BY_TYPE,
        [
            TYPES.format(""),
            TYPES.format(" AND type>?"),
            TYPES.format(" AND type=? AND created_at>? AND created_at<?"),
        ],
    ),
    "the most frequent search queries": (
        {
            "select": [COUNT],
            "groupBy": [group("searchQuery")],
            "where": condition("searchQuery", "isNotNull"),
            "orderBy": descending("count"),
            "limit": 20,
        },
        [
            "SEARCH events USING COVERING INDEX events_by_search_query"
            " (organization_id=? AND project_id=? AND search_query>?)"
        ],
    ),
    "users by week": (
        {
            "select": [time("week"), aggregation("countDistinct", "userProperties", "userId")],
            "where": all_of(*DAYS_90),
        },
        [COVERED, COVERED, OF_PROJECT],
    ),
    "users of a plan by week": (
        {
            "select": [time("week"), aggregation("countDistinct", "userProperties", "userId")],
            "where": all_of(*DAYS_90, at("properties", "plan", "eq", "pro")),
        },
        [OF_PROJECT, OF_PROJECT, OF_PROJECT],
    ),
    "integrations by week": (
        {
            "select": [time("week"), aggregation("countDistinct", "id")],
            "where": all_of(*DAYS_90, condition("integrationId", "in", ["a", "b"])),
        },
        [OF_PROJECT, OF_PROJECT, OF_PROJECT],
    ),
    "events of a plan by day": (
        {
            "select": [time("day"), COUNT],
            "where": all_of(*DAYS_90, at("properties", "plan", "eq", "pro")),
        },
        [COVERED, COVERED, OF_PROJECT],
    ),
    "the newest": (
        {"limit": 100},
        ["SEARCH events USING INDEX events_of_project (organization_id=? AND project_id=?)"],
    ),
    "latency by integration": (
        {
            "select": [aggregation("avg", "properties", "latencyMs")],
            "groupBy": [group("integrationId")],
            "where": all_of(*DAYS_90),
        },
        [OF_PROJECT],
    ),
    "one event": (
        {"where": condition("id", "eq", "e1")},
        [
            "SEARCH events USING INDEX events_by_id (organization_id=? AND id=? AND project_id=?)",
        ],
    ),
}


@pytest.mark.parametrize("name", STANDARD)
async def test_standard_query_uses_its_index(name: str, tmp_path: Path) -> None:
    path = tmp_path / "evsrv.db"
    await (await SqliteEngine.open(path, readers=0)).close()

    def prepare(connection: sqlite3.Connection) -> None:
        register(connection)
        vocabulary().prepare_connection(connection)

    body, expected = STANDARD[name]
    page = compile_query(body, SITE)[1].page
    with closing(open_guarded_reader(path, prepare)) as reader:
        assert reader.guard is not None
        reader.guard.set_scope(SITE)
        steps = reader.execute(f"EXPLAIN QUERY PLAN {page.text}", page.parameters).fetchall()
    lines = [
        re.sub(r"^(SEARCH|SCAN) (main\.)?(events|e) ", r"\1 events ", step[3]) for step in steps
    ]
    assert [line for line in lines if " events " in line] == expected

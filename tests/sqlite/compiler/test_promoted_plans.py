"""Which indexes queries use where paths are promoted, as SQLite plans them."""

from typing import Any

import pytest
from golden.harness import compile_query, database, promoted_database
from support.events import aggregation, all_of, at, condition, group, time

from evsrv.core.datasets import EVENTS
from evsrv.core.scope import Scope
from evsrv.sqlite.compile_context import read_compile_context

PROJECT, ORGANIZATION = Scope("acme", "site"), Scope("acme")
COUNT = aggregation("count")
DAYS = [
    condition("createdAt", "gte", "2026-01-01T00:00:00Z"),
    condition("createdAt", "lt", "2026-04-01T00:00:00Z"),
]
RANGE = "created_at>? AND created_at<?"


def plan(body: Any, scope: Scope, *, promoted: bool) -> list[str]:
    connection = promoted_database() if promoted else database()
    page = compile_query(body, scope, read_compile_context(connection, EVENTS))[1].page
    rows = connection.execute(f"EXPLAIN QUERY PLAN {page.text}", page.parameters)
    return [step for *_, step in rows]


@pytest.mark.parametrize("scope", [PROJECT, ORGANIZATION])
@pytest.mark.parametrize(
    "body",
    [
        {"select": [time("day"), COUNT], "where": all_of(*DAYS)},
        {"select": [COUNT], "groupBy": [group("type")]},
        {"select": [COUNT], "groupBy": [group("type")], "where": all_of(*DAYS)},
        {
            "select": [COUNT],
            "groupBy": [group("searchQuery")],
            "where": condition("searchQuery", "isNotNull"),
        },
        {"limit": 100},
        {"select": [COUNT], "where": at("properties", "other", "eq", 1)},
        {"select": [COUNT], "where": condition("id", "eq", "e1")},
    ],
)
def test_other_queries_keep_their_plans(body: Any, scope: Scope) -> None:
    # An index of about the same width with the same columns in front is as good.
    steps = [
        step.replace("events_promoted", "events_of_project")
        for step in plan(body, scope, promoted=True)
    ]
    assert steps == plan(body, scope, promoted=False)


@pytest.mark.parametrize(
    ("body", "index"),
    [
        (
            {
                "select": [time("week"), aggregation("countDistinct", "properties", "plan")],
                "where": all_of(*DAYS),
            },
            f"events_promoted (organization_id=? AND project_id=? AND {RANGE})",
        ),
        (
            {
                "select": [aggregation("avg", "properties", "n")],
                "groupBy": [group("integrationId")],
                "where": all_of(*DAYS),
            },
            f"events_promoted (organization_id=? AND project_id=? AND {RANGE})",
        ),
        (
            {
                "select": [time("day"), COUNT],
                "where": all_of(*DAYS, at("properties", "plan", "eq", "pro")),
            },
            "events_by_promoted_2 (organization_id=? AND project_id=? AND promoted_2=? "
            f"AND {RANGE})",
        ),
        (
            {
                "select": [time("day"), aggregation("countDistinct", "properties", "n")],
                "where": all_of(*DAYS, at("properties", "plan", "eq", "pro")),
            },
            f"events_promoted (organization_id=? AND project_id=? AND {RANGE})",
        ),
        (
            {
                "select": [time("day"), aggregation("sum", "properties", "n")],
                "groupBy": [group("type")],
                "where": all_of(*DAYS, at("properties", "order", "isNotNull")),
            },
            f"events_promoted (organization_id=? AND project_id=? AND {RANGE})",
        ),
    ],
)
def test_promoted_paths_are_read_from_indexes_alone(body: Any, index: str) -> None:
    *listing, step = (step for step in plan(body, PROJECT, promoted=True) if " e " in step)
    assert step == f"SEARCH e USING COVERING INDEX {index}"
    assert all(step.startswith("SEARCH e USING COVERING INDEX events_") for step in listing)
    assert all(step.endswith(f"project_id=? AND {RANGE})") for step in listing)

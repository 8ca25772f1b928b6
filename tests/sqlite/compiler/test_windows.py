"""Windows that are made of parts have the results of windows whose rows are read again."""

import sqlite3
from functools import cache
from typing import Any

import pytest
from attrs import evolve
from golden.harness import compile_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import aggregation, condition, group, time

from evsrv.core.scope import Scope
from evsrv.plugin.terms import Aggregate
from evsrv.query.columns import Aggregation, Column
from evsrv.query.plan import Ordering, Plan
from evsrv.sqlite.compiler.statement import compile_plan
from sqlite.compiler.events_table import put, run

SITE = Scope("acme", "site")
HOUR = 3_600_000
START = 1_767_225_600_000
"""2026-01-01."""
QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
AGGREGATIONS = (
    aggregation("count"),
    aggregation("count", "properties", "n"),
    aggregation("countDistinct", "properties", "n"),
    aggregation("countDistinct", "type"),
    aggregation("min", "properties", "n"),
    aggregation("max", "createdAt"),
)
FILTERS = (
    None,
    condition("type", "eq", "a"),
    condition("properties", "in", {"path": ["n"], "value": [1, 3]}),
)


@pytest.fixture
def events(database: sqlite3.Connection) -> sqlite3.Connection:
    """Events of ten days, with days and combinations without any."""
    for number in range(90):
        put(
            database,
            f"e{number}",
            created_at=START + (number * number) % 250 * HOUR,
            type="abc"[number % 3],
            properties={
                "n": [1, "1", None, 2.5, True, 3][number * 7 % 6],
                "plan": ["pro", "free", None][number % 4 % 3],
            },
        )
    return database


@cache
def _unmerged(aggregate: Aggregate) -> Aggregate:
    return evolve(aggregate, merge=None, distinct=None)


def _read_again(column: Column) -> Column:
    if not isinstance(column, Aggregation):
        return column
    return evolve(column, aggregate=_unmerged(column.aggregate))


def without_parts(plan: Plan) -> Plan:
    """Return a plan in which no aggregation can be made of parts."""
    return evolve(
        plan,
        columns=tuple(map(_read_again, plan.columns)),
        order=tuple(Ordering(_read_again(one.by), one.descending) for one in plan.order),
    )


@QUICK
@given(
    windows=st.lists(
        st.tuples(
            st.sampled_from(AGGREGATIONS),
            st.sampled_from(FILTERS),
            st.sampled_from(
                [
                    *({"over": number} for number in (2, 3, 7, 400)),
                    {"over": "all"},
                    {"within": []},
                    {"within": ["createdAt_day"]},
                ]
            ),
        ),
        min_size=1,
        max_size=4,
    ),
    groups=st.sampled_from([[], [group("properties", "plan")], [group("type")]]),
    words=st.sampled_from([{}, {"fill": True}, {"compare": "previous"}, {"compare": "2 days"}]),
    interval=st.sampled_from(
        ["2026-01-01/2026-01-12", "2026-01-03T05:00/2026-01-07T13:30", "2026-01-09/2026-01-10"]
    ),
    zone=st.sampled_from(["UTC", "America/New_York"]),
)
def test_windows_of_parts_have_the_results_of_reading_again(
    events: sqlite3.Connection,
    windows: list[tuple[Any, Any, Any]],
    groups: list[Any],
    words: dict[str, Any],
    interval: str,
    zone: str,
) -> None:
    selected = [
        {**one, **window, "as": f"w{number}", **({"where": where} if where else {})}
        for number, (one, where, window) in enumerate(windows)
    ]
    body = {
        "select": [time("day"), *selected],
        "groupBy": groups,
        "range": interval,
        "timezone": zone,
        **words,
    }
    plan, statement = compile_query(body, SITE)
    again = compile_plan(without_parts(plan)).page
    assert run(events, statement.page) == run(events, again)


@pytest.mark.parametrize("window", [{"over": 7}, {"over": "all"}, {"within": []}])
def test_window_of_parts_reads_no_row_again(window: Any) -> None:
    body = {
        "select": [
            time("day"),
            aggregation("count"),
            {**aggregation("count"), **window, "as": "w"},
        ],
        "range": "2026-01-01/2026-01-12",
    }
    plan, statement = compile_query(body, SITE)
    assert statement.page.text != compile_plan(without_parts(plan)).page.text

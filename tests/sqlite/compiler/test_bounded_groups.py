"""Buckets that the server lists give the groups of a sort."""

import sqlite3
from typing import Any

import pytest
from golden.harness import compile_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import aggregation, condition, group, time

from evsrv.calendar.interval import Interval
from evsrv.core.scope import Scope
from evsrv.core.timestamps import DAY_MS
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT
from evsrv.sqlite.compiler.extent import needs_extent
from evsrv.sqlite.compiler.statement import compile_plan, describe_grouping
from sqlite.compiler.events_table import put, run

SITE = Scope("acme", "site")
HOUR = 3_600_000
COUNT = aggregation("count")
ZONES = ("America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "UTC")
QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def events(database: sqlite3.Connection) -> sqlite3.Connection:
    """Events in every 11 hours of a year, around the day that Samoa skipped."""
    first = 1_325_116_800_000 - 4000 * HOUR
    for number in range(760):
        put(
            database,
            f"e{number}",
            created_at=first + number * 11 * HOUR + number % 2,
            type="abc"[number % 3],
            search_query="q" if number % 5 else None,
            properties={"n": number % 7, "plan": ["pro", "free", None][number % 3]},
        )
    put(database, "theirs", organization_id="other", created_at=0)
    return database


def rows(database: sqlite3.Connection, plan: Plan, *, listed: bool) -> list[tuple[Any, ...]]:
    context = read_plan_context(database, plan)
    assert (context.extent is not None) == needs_extent(plan)
    context = context if listed else DEFAULT_CONTEXT
    return run(database, compile_plan(plan, context).page)


@QUICK
@given(
    unit=st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
    zone=st.sampled_from(ZONES),
    computed=st.sampled_from(
        [COUNT, aggregation("countDistinct", "type"), aggregation("avg", "properties", "n")]
    ),
    groups=st.sampled_from([[], [group("properties", "plan")]]),
    where=st.sampled_from(
        [
            None,
            condition("searchQuery", "isNotNull"),
            condition("createdAt", "gte", "2011-12-01"),
            condition("properties", "eq", {"path": ["n"], "value": 3}),
        ]
    ),
)
def test_listed_buckets_have_the_groups_of_a_sort(
    events: sqlite3.Connection,
    unit: str,
    zone: str,
    computed: Any,
    groups: list[Any],
    where: Any,
) -> None:
    body = {"select": [time(unit), computed], "groupBy": groups, "timezone": zone}
    body |= {} if where is None else {"where": where}
    plan, _ = compile_query(body, SITE)
    assert rows(events, plan, listed=True) == rows(events, plan, listed=False)


def test_months_without_a_range_are_ranges_of_the_index(events: sqlite3.Connection) -> None:
    plan, _ = compile_query({"select": [time("month"), COUNT]}, SITE)
    context = read_plan_context(events, plan)
    assert describe_grouping(plan, context) == (
        "groups by one index range scan per group, because each group is a range of the index"
        " on createdAt"
    )


def test_extent_is_the_days_of_the_rows_of_the_scope_alone(events: sqlite3.Connection) -> None:
    plan, _ = compile_query({"select": [time("year")]}, SITE)
    extent = read_plan_context(events, plan).extent
    [(first, last)] = events.execute(
        "SELECT min(created_at), max(created_at) FROM events WHERE organization_id = 'acme'"
    )
    assert extent == Interval(first // DAY_MS * DAY_MS, (last // DAY_MS + 1) * DAY_MS)


def test_scope_without_rows_has_no_groups(events: sqlite3.Connection) -> None:
    plan, _ = compile_query({"select": [time("month"), COUNT]}, Scope("nobody"))
    assert rows_of_nobody(events, plan) == []


def rows_of_nobody(database: sqlite3.Connection, plan: Plan) -> list[tuple[Any, ...]]:
    context = read_plan_context(database, plan)
    assert context.extent is None
    return run(database, compile_plan(plan, context).page)


def test_bucket_in_two_pieces_is_not_one_range_of_the_index(events: sqlite3.Connection) -> None:
    # In St. John's clocks went back at 00:01 until 2011.
    body = {
        "select": [time("day"), COUNT],
        "timezone": "America/St_Johns",
        "range": "2010-11-05/2010-11-09",
    }
    plan, _ = compile_query(body, SITE)
    assert describe_grouping(plan) == (
        "groups by GROUP BY over one range of the index on createdAt per bucket, because"
        " clocks went back over the end of a bucket"
    )


def test_selective_filter_computes_the_bucket_of_each_row(events: sqlite3.Connection) -> None:
    body = {
        "select": [time("day"), COUNT],
        "timezone": "Asia/Tokyo",
        "range": "2011-12-01/2011-12-09",
        "where": condition("searchQuery", "eq", "q"),
    }
    plan, _ = compile_query(body, SITE)
    assert describe_grouping(plan) == (
        "groups by GROUP BY, because SQLite may read an index on a field of the filter for every"
        " bucket"
    )

"""Counting group by group gives what sorting into groups gives, and reads indexes alone."""

import sqlite3
from typing import Any

import pytest
from golden.harness import compile_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import aggregation, all_of, any_of, condition, group, negated, time

from evsrv.scope import Scope
from sql.events_table import page, put, total

QUICK = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
COUNT = aggregation("count")
HOUR = 3_600_000
TIMES = (-90 * HOUR - 1, -24 * HOUR, -1, 0, 1, 23 * HOUR, 24 * HOUR - 1, 24 * HOUR, 700 * HOUR)
DATES = (
    "1969-12-28T05:59:59.999Z",
    "1969-12-31",
    "1969-12-31T23:59:59.9995Z",
    "1970-01-01",
    "1970-01-01T23:00:00.0001Z",
    "1970-01-02T00:00:00+00:00",
    "1970-01-30T04:00:00Z",
)

at_time = st.builds(
    lambda operator, date: condition("createdAt", operator, date),
    st.sampled_from(["gt", "gte", "lt", "lte", "eq", "neq"]),
    st.sampled_from(DATES),
)
other = st.sampled_from(
    [
        condition("type", "eq", "a"),
        condition("type", "in", ["a", "c"]),
        condition("properties", "eq", {"path": ["n"], "value": 1}),
        condition("searchQuery", "isNotNull"),
        any_of(condition("type", "eq", "b"), condition("createdAt", "lt", "1970-01-01")),
    ]
)
filters = st.lists(at_time | at_time.map(negated) | other, max_size=4).map(
    lambda filters: all_of(*filters)
)


@pytest.fixture
def events(database: sqlite3.Connection) -> sqlite3.Connection:
    number = 0
    for project in ("site", "shop", None):
        for created_at in TIMES:
            for type_ in ("a", "b", "c" if created_at < 0 else "d"):
                number += 1
                put(
                    database,
                    f"e{number}",
                    project_id=project,
                    created_at=created_at,
                    type=type_,
                    properties={"n": number % 3},
                    search_query="q" if number % 2 else None,
                )
    put(database, "theirs", organization_id="other", type="z")
    return database


@QUICK
@given(
    key=st.sampled_from(["hour", "day", "week", "month", "minute", "type"]),
    where=filters,
    scope=st.sampled_from([Scope("acme"), Scope("acme", "site"), Scope("nobody", "site")]),
    direction=st.sampled_from(["asc", "desc"]),
    by_count=st.booleans(),
    limit=st.sampled_from([1, 2, 1000]),
    offset=st.sampled_from([0, 1]),
)
def test_the_groups_are_those_of_a_sort(
    events: sqlite3.Connection,
    key: str,
    where: Any,
    scope: Scope,
    direction: str,
    by_count: bool,
    limit: int,
    offset: int,
) -> None:
    by_type = key == "type"
    name = "type" if by_type else f"createdAt_{key}"
    body: dict[str, Any] = {
        "select": [COUNT] if by_type else [time(key), COUNT],
        "where": where,
        "orderBy": [{"field": "count" if by_count else name, "direction": direction}],
        "limit": limit,
        "offset": offset,
    }
    if by_type:
        body["groupBy"] = [group("type")]
    # A sum cannot be counted group by group; it comes last, so that the rows begin alike.
    sorted_ = {**body, "select": [*body["select"], aggregation("sum", "createdAt")]}
    assert page(events, body, scope) == [row[:2] for row in page(events, sorted_, scope)]
    assert total(events, body, scope) == total(events, sorted_, scope)


def _is_counted(body: Any, scope: Scope) -> bool:
    return "counted" in compile_query(body, scope)[1].page.text


SITE = Scope("acme", "site")
SINCE = condition("createdAt", "gte", "2026-01-01")
YEAR = all_of(SINCE, condition("createdAt", "lt", "2027-01-01"))
WEEK = all_of(SINCE, condition("createdAt", "lt", "2026-01-08"))
DAILY = {"select": [time("day"), COUNT]}
HOURLY = {"select": [time("hour"), COUNT]}
BY_TYPE = {"select": [COUNT], "groupBy": [group("type")]}
PLAN_IS_PRO = condition("properties", "eq", {"path": ["plan"], "value": "pro"})


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        (DAILY, SITE),
        (DAILY, Scope("acme")),
        ({**DAILY, "where": SINCE}, SITE),
        ({**DAILY, "where": all_of(YEAR, PLAN_IS_PRO)}, SITE),
        ({"select": [time("day")]}, SITE),
        ({**HOURLY, "where": WEEK}, SITE),
        (BY_TYPE, SITE),
        ({"groupBy": [group("type")], "where": WEEK}, SITE),
    ],
)
def test_what_is_counted_group_by_group(body: Any, scope: Scope) -> None:
    assert _is_counted(body, scope)


@pytest.mark.parametrize(
    ("body", "scope", "reason"),
    [
        ({**HOURLY, "where": YEAR}, SITE, "too many buckets"),
        ({**HOURLY, "where": SINCE}, SITE, "nobody knows how many buckets"),
        ({"select": [time("month"), COUNT]}, SITE, "months differ in length"),
        ({"select": [time("day", "searchQuery"), COUNT]}, SITE, "no time of an index"),
        ({"select": [time("day"), aggregation("count", "id")]}, SITE, "more than events"),
        ({"select": [time("day"), time("week"), COUNT]}, SITE, "two keys"),
        ({**DAILY, "where": condition("searchQuery", "isNotNull")}, SITE, "an index of its own"),
        (BY_TYPE, Scope("acme"), "types are sorted within projects"),
        ({**BY_TYPE, "where": PLAN_IS_PRO}, SITE, "not in the index of types"),
        ({"select": [COUNT], "groupBy": [group("searchQuery")]}, SITE, "many and different"),
        ({"select": [COUNT]}, SITE, "no groups"),
    ],
)
def test_what_is_not(body: Any, scope: Scope, reason: str) -> None:
    assert not _is_counted(body, scope), reason

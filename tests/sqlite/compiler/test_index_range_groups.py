"""Reading groups stretch by stretch gives what sorting into groups gives."""

import sqlite3
from typing import Any

import pytest
from golden.harness import compile_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import (
    aggregation,
    all_of,
    any_of,
    ascending,
    condition,
    field,
    group,
    negated,
    time,
)

from evsrv.core.scope import Scope
from sqlite.compiler.events_table import page, put, total

QUICK = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
COUNT = aggregation("count")
HOUR = 3_600_000
TIMES = (-90 * HOUR - 1, -24 * HOUR, -1, 0, 1, 23 * HOUR, 24 * HOUR - 1, 24 * HOUR, 700 * HOUR)
VALUES = (1, None, 0, "1", 1.0, True, -2.5, "x", [1], 2**40, "0.25")
"""Their sums are exact, in whatever order they are added."""
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
unindexed = st.sampled_from(
    [
        condition("properties", "eq", {"path": ["n"], "value": 1}),
        condition("properties", "isNull", {"path": ["n"]}),
        condition("properties", "lt", {"path": ["a b"], "value": 1}),
        condition("messageId", "isNotNull"),
        condition("messageId", "eq", "m1"),
        negated(condition("messageId", "eq", "m1")),
        any_of(condition("messageId", "eq", "m5"), condition("integrationId", "isNotNull")),
    ]
)
indexed = st.sampled_from(
    [
        condition("type", "eq", "a"),
        condition("type", "in", ["a", "c"]),
        condition("searchQuery", "isNotNull"),
        negated(condition("createdAt", "gt", "1970-01-01")),
        any_of(condition("type", "eq", "b"), condition("createdAt", "lt", "1970-01-01")),
    ]
)
aggregations = st.sampled_from(
    [
        COUNT,
        *(
            aggregation(name, *place)
            for name in ("count", "countDistinct", "sum", "avg", "min", "max", "median")
            for place in (
                ("properties", "n"),
                ("properties", "a b"),
                ("searchQuery",),
                ("createdAt",),
                ("type",),
                ("id",),
            )
        ),
    ]
)
filters = (
    st.lists(at_time | unindexed, max_size=3)
    | st.lists(at_time | indexed, max_size=3)
    | st.lists(at_time | unindexed | indexed, max_size=4)
).map(lambda filters: all_of(*filters))


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
                    properties={"n": VALUES[number % len(VALUES)], "a b": number % 3},
                    message_id=f"m{number % 7}" if number % 5 == 0 else None,
                    search_query="q" if number % 2 else None,
                )
    put(database, "theirs", organization_id="other", type="z")
    return database


def name_of(selected: Any) -> str:
    parts = (selected["aggregation"], selected.get("field"), *selected.get("path", ()))
    return ".".join(filter(None, parts)).replace(".", "_", 1)


@QUICK
@given(
    key=st.sampled_from(["hour", "day", "week", "month", "minute", "type"]),
    computed=st.none() | st.just(COUNT) | aggregations,
    where=filters,
    scope=st.sampled_from([Scope("acme"), Scope("acme", "site"), Scope("nobody", "site")]),
    direction=st.sampled_from(["asc", "desc"]),
    by_aggregate=st.booleans(),
    limit=st.sampled_from([1, 2, 1000]),
    offset=st.sampled_from([0, 1]),
)
def test_the_groups_are_those_of_a_sort(
    events: sqlite3.Connection,
    key: str,
    computed: Any,
    where: Any,
    scope: Scope,
    direction: str,
    by_aggregate: bool,
    limit: int,
    offset: int,
) -> None:
    name = "type" if key == "type" else f"createdAt_{key}"
    keys = [field("type")] if key == "type" else [time(key)]
    aggregates = [] if computed is None else [computed]
    body: dict[str, Any] = {
        "select": [*keys, *aggregates],
        "groupBy": [group("type")] if key == "type" else [],
        "where": where,
        "orderBy": [{"field": name, "direction": direction}],
        "limit": limit,
        "offset": offset,
    }
    if by_aggregate and computed is not None:
        body["orderBy"][0]["field"] = name_of(computed)
    # Two aggregates take a sort; these come last, so that the rows begin alike.
    others = [aggregation("max", "messageId"), aggregation("min", "messageId")]
    sorted_ = {**body, "select": [*body["select"], *others]}
    assert not _is_read_by_stretches(sorted_, scope)
    width = len(body["select"])
    assert page(events, body, scope) == [row[:width] for row in page(events, sorted_, scope)]
    assert total(events, body, scope) == total(events, sorted_, scope)


def _is_read_by_stretches(body: Any, scope: Scope) -> bool:
    return "listed" in compile_query(body, scope)[1].page.text


SITE = Scope("acme", "site")
SINCE = condition("createdAt", "gte", "2026-01-01")
YEAR = all_of(SINCE, condition("createdAt", "lt", "2027-01-01"))
WEEK = all_of(SINCE, condition("createdAt", "lt", "2026-01-08"))
DAILY = {"select": [time("day"), COUNT]}
HOURLY = {"select": [time("hour"), COUNT]}
BY_TYPE = {"select": [COUNT], "groupBy": [group("type")]}
PLAN_IS_PRO = condition("properties", "eq", {"path": ["plan"], "value": "pro"})
IS_A = condition("type", "eq", "a")
USERS = aggregation("countDistinct", "userProperties", "userId")
USERS_BY_DAY = {"select": [time("day"), USERS]}


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        (DAILY, SITE),
        (DAILY, Scope("acme")),
        ({**DAILY, "where": SINCE}, SITE),
        ({**DAILY, "where": all_of(YEAR, PLAN_IS_PRO)}, SITE),
        ({**DAILY, "where": all_of(YEAR, IS_A)}, SITE),
        ({"select": [time("day")]}, SITE),
        ({**HOURLY, "where": WEEK}, SITE),
        (USERS_BY_DAY, SITE),
        (USERS_BY_DAY, Scope("acme")),
        ({**USERS_BY_DAY, "where": all_of(YEAR, PLAN_IS_PRO)}, SITE),
        ({"select": [time("day"), aggregation("count", "id")]}, SITE),
        ({"select": [time("week"), aggregation("p95", "properties", "n")]}, SITE),
        ({"select": [time("day")], "orderBy": ascending("count_id")}, SITE),
        (BY_TYPE, SITE),
        ({"groupBy": [group("type")], "where": WEEK}, SITE),
    ],
)
def test_what_is_read_by_stretches(body: Any, scope: Scope) -> None:
    assert _is_read_by_stretches(body, scope)


@pytest.mark.parametrize(
    ("body", "scope", "reason"),
    [
        ({**HOURLY, "where": YEAR}, SITE, "too many buckets"),
        ({**HOURLY, "where": SINCE}, SITE, "nobody knows how many buckets"),
        ({"select": [time("month"), COUNT]}, SITE, "months differ in length"),
        ({"select": [time("day", "searchQuery"), COUNT]}, SITE, "no time of an index"),
        ({"select": [time("day"), COUNT, USERS]}, SITE, "each would be read twice"),
        ({**DAILY, "orderBy": ascending("count_id")}, SITE, "the order counts as well"),
        ({"select": [time("day"), time("week"), COUNT]}, SITE, "two keys"),
        ({**DAILY, "where": condition("searchQuery", "isNotNull")}, SITE, "an index of its own"),
        ({**USERS_BY_DAY, "where": IS_A}, SITE, "perhaps not in the order of time"),
        ({"select": [time("day"), aggregation("max", "type")]}, SITE, "an index of its own"),
        (BY_TYPE, Scope("acme"), "types are sorted within projects"),
        ({**BY_TYPE, "select": [USERS]}, SITE, "types with a count alone"),
        ({**BY_TYPE, "where": PLAN_IS_PRO}, SITE, "not in the index of types"),
        ({"select": [COUNT], "groupBy": [group("searchQuery")]}, SITE, "many and different"),
        ({"select": [COUNT]}, SITE, "no groups"),
    ],
)
def test_what_is_not(body: Any, scope: Scope, reason: str) -> None:
    assert not _is_read_by_stretches(body, scope), reason

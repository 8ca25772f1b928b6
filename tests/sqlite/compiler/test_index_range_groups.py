"""Index range scans give the groups of a sort, and are chosen by rules that state reasons."""

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

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.core.scope import Scope
from evsrv.core.sql import Sql
from evsrv.sqlite.compiler import index_range
from evsrv.sqlite.compiler.context import DEFAULT_CONTEXT, CompileContext
from evsrv.sqlite.compiler.group_by import SortedGroups
from evsrv.sqlite.compiler.group_columns import GroupColumns
from evsrv.sqlite.compiler.group_ranges import IndexRange
from evsrv.sqlite.compiler.index_range import Ineligible, find_index_range
from evsrv.sqlite.compiler.index_range_groups import IndexRangeGroups
from evsrv.sqlite.compiler.statement import describe_grouping
from evsrv.sqlite.promoted_path import PromotedPath
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
def test_index_range_scans_give_the_groups_of_a_sort(
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
    assert not uses_index_ranges(sorted_, scope)
    width = len(body["select"])
    assert page(events, body, scope) == [row[:width] for row in page(events, sorted_, scope)]
    assert total(events, body, scope) == total(events, sorted_, scope)


def uses_index_ranges(body: Any, scope: Scope, dataset: Dataset = EVENTS) -> bool:
    return "group_keys" in compile_query(body, scope, dataset=dataset)[1].page.text


def description(body: Any, scope: Scope, dataset: Dataset = EVENTS) -> str | None:
    return describe_grouping(compile_query(body, scope, dataset=dataset)[0])


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
def test_eligible_query_reads_index_ranges(body: Any, scope: Scope) -> None:
    index = "type" if "groupBy" in body else "createdAt"
    assert description(body, scope) == (
        "groups by one index range scan per group, because each group is a range of the index"
        f" on {index}"
    )
    assert uses_index_ranges(body, scope)


MANY_BUCKETS = "the time range may have more than 1000 buckets"
SEVERAL_AGGREGATES = "each of several aggregates would read the index again"
SELECTIVE_FILTER = "SQLite may read an index on a field of the filter for every bucket"
NO_INDEX_OF_KEY = "the group key is neither type nor a bucket of createdAt"
REFUSED = [
    ({**HOURLY, "where": YEAR}, SITE, MANY_BUCKETS),
    ({**HOURLY, "where": SINCE}, SITE, MANY_BUCKETS),
    ({"select": [time("month"), COUNT]}, SITE, "the buckets differ in length"),
    ({"select": [time("day", "searchQuery"), COUNT]}, SITE, NO_INDEX_OF_KEY),
    ({"select": [COUNT], "groupBy": [group("searchQuery")]}, SITE, NO_INDEX_OF_KEY),
    ({"select": [time("day"), COUNT, USERS]}, SITE, SEVERAL_AGGREGATES),
    ({**DAILY, "orderBy": ascending("count_id")}, SITE, SEVERAL_AGGREGATES),
    (
        {"select": [time("day"), time("week"), COUNT]},
        SITE,
        "the query has more than one group key",
    ),
    ({**DAILY, "where": condition("searchQuery", "isNotNull")}, SITE, SELECTIVE_FILTER),
    ({**DAILY, "where": condition("id", "eq", "a")}, SITE, SELECTIVE_FILTER),
    (
        {**USERS_BY_DAY, "where": IS_A},
        SITE,
        "SQLite may read events by an index on a field of the filter, not in the order of time",
    ),
    (
        {"select": [time("day"), aggregation("max", "type")]},
        SITE,
        "SQLite may compute an aggregate of type from the whole index of types",
    ),
    (
        BY_TYPE,
        Scope("acme"),
        "types are in the order of their index only within a project",
    ),
    ({**BY_TYPE, "select": [USERS]}, SITE, "the index of types serves no aggregate but a count"),
    (
        {**BY_TYPE, "where": PLAN_IS_PRO},
        SITE,
        "the filter has a field that is not in the index of types",
    ),
    ({"select": [COUNT]}, SITE, "the query has no group key"),
]


@pytest.mark.parametrize(("body", "scope", "reason"), REFUSED)
def test_ineligible_query_is_sorted_for_a_reason(body: Any, scope: Scope, reason: str) -> None:
    assert description(body, scope) == f"groups by GROUP BY, because {reason}"
    assert not uses_index_ranges(body, scope)


PARTED_BUCKET = "clocks went back over the end of a bucket"
"""See test_bounded_groups.py."""
NO_INDEX_OF_TYPES = "there is no index of types"


@pytest.mark.parametrize("dataset", [CONVERSATIONS, FEEDBACK], ids=str)
def test_other_datasets_read_index_ranges_of_their_time_field(dataset: Dataset) -> None:
    name = dataset.time_field.name
    for body in (DAILY, {**DAILY, "where": condition(name, "gte", "2026-01-01")}):
        for scope in (SITE, Scope("acme")):
            assert description(body, scope, dataset) == (
                "groups by one index range scan per group, because each group is a range of the"
                f" index on {name}"
            )
            assert uses_index_ranges(body, scope, dataset)


@pytest.mark.parametrize(
    ("dataset", "body", "reason"),
    [
        (CONVERSATIONS, BY_TYPE, NO_INDEX_OF_TYPES),
        (FEEDBACK, BY_TYPE, NO_INDEX_OF_TYPES),
        (CONVERSATIONS, {**DAILY, "where": condition("id", "eq", "a")}, SELECTIVE_FILTER),
        (FEEDBACK, {**DAILY, "where": condition("messageId", "eq", "a")}, SELECTIVE_FILTER),
        (
            CONVERSATIONS,
            {"select": [time("day", "userMessageCount"), COUNT]},
            "the group key is neither type nor a bucket of firstMessageTime",
        ),
        (
            FEEDBACK,
            {
                "select": [time("day"), aggregation("max", "id")],
                "where": condition("projectId", "eq", "site"),
            },
            "SQLite may read feedback by an index on a field of the filter,"
            " not in the order of time",
        ),
    ],
)
def test_ineligible_query_of_another_dataset_is_sorted_for_a_reason(
    dataset: Dataset, body: Any, reason: str
) -> None:
    assert description(body, SITE, dataset) == f"groups by GROUP BY, because {reason}"
    assert not uses_index_ranges(body, SITE, dataset)


def test_every_reason_has_a_case() -> None:
    rules = (*index_range._RULES, *index_range._TYPE_RULES, *index_range._BUCKET_RULES)
    names = {"dataset": "events", "time_field": "createdAt"}
    assert {rule.reason.format(**names) for rule in rules} == {
        NO_INDEX_OF_TYPES,
        PARTED_BUCKET,
        *(reason for *_, reason in REFUSED),
    }


def test_filter_on_promoted_path_is_selective() -> None:
    plan, _ = compile_query({**DAILY, "where": PLAN_IS_PRO}, SITE)
    groups = GroupColumns.from_plan(plan)
    context = CompileContext((PromotedPath(1, "properties", ("plan",)),))
    assert find_index_range(plan, groups, context) == Ineligible(SELECTIVE_FILTER)
    other = CompileContext((PromotedPath(1, "userProperties", ("plan",)),))
    assert isinstance(find_index_range(plan, groups, other), IndexRange)


def test_raw_query_has_no_grouping() -> None:
    assert description({}, SITE) is None


def test_groupings_share_their_source() -> None:
    plan, _ = compile_query(DAILY, SITE)
    groups = GroupColumns.from_plan(plan)
    eligible = find_index_range(plan, groups, DEFAULT_CONTEXT)
    assert isinstance(eligible, IndexRange)
    ranges = IndexRangeGroups.from_plan(plan, groups, DEFAULT_CONTEXT, eligible)
    assert ranges.source == Sql("FROM grouped\nWHERE aggregate_1 > 0")
    assert SortedGroups(plan, groups, DEFAULT_CONTEXT, "of a test").source == Sql("FROM grouped")

from typing import Any

import pytest
from support.events import aggregation, ascending, descending, field, group, time

from evsrv.query.plan import Plan
from query.conftest import MakePlan, Refusals


def order(plan: Plan) -> list[tuple[str, bool]]:
    """Name the columns of a plan's order, each with whether it goes down."""
    return [(ordering.by.name, ordering.descending) for ordering in plan.order]


UP, DOWN = False, True
NEWEST_FIRST = [("createdAt", DOWN), ("id", UP)]


def test_raw_rows_come_newest_first_then_by_id(plan: MakePlan) -> None:
    assert order(plan({})) == NEWEST_FIRST
    assert order(plan({"orderBy": []})) == NEWEST_FIRST


def test_ties_are_broken_behind_what_is_asked_for(plan: MakePlan) -> None:
    body = {"orderBy": [*ascending("type"), *descending("id")]}
    assert order(plan(body)) == [("type", UP), ("id", DOWN), ("createdAt", DOWN)]
    assert order(plan({"orderBy": ascending("createdAt")})) == [("createdAt", UP), ("id", UP)]


def test_of_a_column_named_twice_the_first_counts(plan: MakePlan) -> None:
    body = {"orderBy": [*descending("type"), *ascending("type")]}
    assert order(plan(body)) == [("type", DOWN), *NEWEST_FIRST]


def test_groups_come_ascending(plan: MakePlan) -> None:
    body = {
        "select": [aggregation("count"), time("day")],
        "groupBy": [group("type"), group("id", includeInSelect=False)],
    }
    ties = [("createdAt_day", UP), ("type", UP), ("id", UP)]
    assert order(plan(body)) == ties
    body["orderBy"] = [*descending("count"), *descending("id")]
    assert order(plan(body)) == [("count", DOWN), ("id", DOWN), *ties[:2]]


def test_one_row_needs_no_order(plan: MakePlan) -> None:
    assert order(plan({"select": [aggregation("count")]})) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("properties", ()),
        ("properties.plan", ("plan",)),
        ("properties.a.b", ("a", "b")),
        ("userProperties.", ("",)),
        ("properties.a..b", ("a", "", "b")),
    ],
)
def test_raw_rows_are_ordered_by_any_field_or_path(
    plan: MakePlan, name: str, path: tuple[str, ...]
) -> None:
    body = {"select": [field("id")], "orderBy": ascending(name)}
    first = plan(body).order[0].by
    assert (first.name, first.path) == (name, path)


def test_a_selected_column_goes_before_what_its_name_could_also_be(plan: MakePlan) -> None:
    select = [field("properties", "a.b")]
    assert plan({"select": select, "orderBy": ascending("properties.a.b")}).order[0].by.path == (
        "a.b",
    )
    body = {
        "select": [aggregation("sum", "properties", "a.b")],
        "orderBy": ascending("sum_properties.a.b"),
    }
    assert plan(body).order[0].by.reference.path == ("a.b",)


@pytest.mark.parametrize(
    "name",
    ["count", "count_id", "countDistinct_type", "sum_properties.cost", "avg_createdAt",
     "p95_userProperties.a.b", "type", "properties.plan", "createdAt_week"],
)  # fmt: skip
def test_grouped_rows_are_ordered_by_groups_and_any_aggregation(plan: MakePlan, name: str) -> None:
    body = {
        "select": [time("week")],
        "groupBy": [group("type"), group("properties", "plan", includeInSelect=False)],
        "orderBy": descending(name),
    }
    assert order(plan(body))[0] == (name, DOWN)


@pytest.mark.parametrize(
    ("body", "name", "says"),
    [
        ({}, "creatdAt", "did you mean 'createdAt'"),
        ({}, "count", "unknown column 'count'"),
        ({}, "plan", """write {"field": "properties", "path": ["plan"]}"""),
        ({}, "properties->>'plan'", """write {"field": "properties", "path": ["plan"]}"""),
        ({}, "timestamp", "did you mean 'createdAt'"),
        ({}, "type.a", "unknown column"),
        ({}, "", "unknown column"),
        (
            {"groupBy": [group("type")]},
            "id",
            """'id' is not a column of the result; add {"field": "id"}""",
        ),
        (
            {"groupBy": [group("type")]},
            "properties.plan",
            """add {"field": "properties", "path": ["plan"]} to groupBy""",
        ),
        ({"groupBy": [group("type")]}, "sum", "unknown column 'sum'"),
        ({"groupBy": [group("type")]}, "sum_", "unknown column"),
        ({"groupBy": [group("type")]}, "sum_type.a", "unknown column"),
        ({"groupBy": [group("type")]}, "cuont_id", "did you mean 'count_id'"),
        ({"groupBy": [group("type")]}, "createdAt_day", "unknown column"),
        ({"select": [time("day")]}, "createdAt_week", "expected one of createdAt_day"),
    ],
)
def test_what_cannot_be_ordered_by(refusals: Refusals, body: Any, name: str, says: str) -> None:
    orders = [*ascending("type"), *ascending(name)] if body != {"select": [time("day")]} else (
        ascending("createdAt_day") + ascending(name)
    )  # fmt: skip
    assert says in refusals({**body, "orderBy": orders})["/orderBy/1/field"]


PATHS = [
    # orderBy, the column that is meant
    ({"field": "properties", "path": ["a.b"]}, ("properties", ("a.b",))),
    ({"field": "userProperties", "path": ["a", "b"]}, ("userProperties", ("a", "b"))),
]


@pytest.mark.parametrize(("wanted", "column"), PATHS)
def test_order_by_path_takes_keys_as_they_are(plan: MakePlan, wanted: Any, column: Any) -> None:
    grouping = {"groupBy": [wanted]}
    for body in ({}, grouping):
        first = plan({**body, "orderBy": [{**wanted, "direction": "asc"}]}).order[0].by
        assert (first.field.name, first.path) == column


def test_order_by_aggregation_takes_path(plan: MakePlan) -> None:
    by = {"field": "sum_properties", "path": ["a.b"], "direction": "desc"}
    first = plan({"groupBy": [group("type")], "orderBy": [by]}).order[0].by
    assert (first.aggregate.name, first.reference.path) == ("sum", ("a.b",))


@pytest.mark.parametrize(
    ("body", "by", "pointer", "says"),
    [
        ({}, {"field": "type", "path": ["a"]}, "/orderBy/0/path", "not into 'type'"),
        ({}, {"field": "properties.a", "path": ["b"]}, "/orderBy/0/path", "not into"),
        ({}, {"field": "sum_properties", "path": ["b"]}, "/orderBy/0/path", "not into"),
        ({}, {"field": "properties", "path": []}, "/orderBy/0/path", "at least 1"),
        (
            {"groupBy": [group("type")]},
            {"field": "properties", "path": ["a.b"]},
            "/orderBy/0",
            """add {"field": "properties", "path": ["a.b"]} to groupBy""",
        ),
        (
            {"groupBy": [group("type")]},
            {"field": "sum_type", "path": ["a"]},
            "/orderBy/0/path",
            "not into 'sum_type'",
        ),
        (
            {"groupBy": [group("type")]},
            {"field": "count", "path": ["a"]},
            "/orderBy/0/path",
            "not into 'count'",
        ),
    ],
)
def test_impossible_path_in_order_by_is_refused(
    refusals: Refusals, body: Any, by: Any, pointer: str, says: str
) -> None:
    assert says in refusals({**body, "orderBy": [{**by, "direction": "asc"}]})[pointer]

from typing import Any

import pytest
from support.events import aggregation, ascending, descending, field, group, time


def order(plan: Any) -> list[tuple[str, bool]]:
    """Name the columns of a plan's order, each with whether it goes down."""
    return [(ordering.by.name, ordering.descending) for ordering in plan.order]


UP, DOWN = False, True
NEWEST_FIRST = [("createdAt", DOWN), ("id", UP)]


def test_raw_rows_come_newest_first_then_by_id(plan: Any) -> None:
    assert order(plan({})) == NEWEST_FIRST
    assert order(plan({"orderBy": []})) == NEWEST_FIRST


def test_ties_are_broken_behind_what_is_asked_for(plan: Any) -> None:
    body = {"orderBy": [*ascending("type"), *descending("id")]}
    assert order(plan(body)) == [("type", UP), ("id", DOWN), ("createdAt", DOWN)]
    assert order(plan({"orderBy": ascending("createdAt")})) == [("createdAt", UP), ("id", UP)]


def test_of_a_column_named_twice_the_first_counts(plan: Any) -> None:
    body = {"orderBy": [*descending("type"), *ascending("type")]}
    assert order(plan(body)) == [("type", DOWN), *NEWEST_FIRST]


def test_groups_come_ascending(plan: Any) -> None:
    body = {
        "select": [aggregation("count"), time("day")],
        "groupBy": [group("type"), group("id", includeInSelect=False)],
    }
    ties = [("createdAt_day", UP), ("type", UP), ("id", UP)]
    assert order(plan(body)) == ties
    body["orderBy"] = [*descending("count"), *descending("id")]
    assert order(plan(body)) == [("count", DOWN), ("id", DOWN), *ties[:2]]


def test_one_row_needs_no_order(plan: Any) -> None:
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
def test_raw_rows_are_ordered_by_any_field_or_path(plan: Any, name: str, path: Any) -> None:
    body = {"select": [field("id")], "orderBy": ascending(name)}
    first = plan(body).order[0].by
    assert (first.name, first.path) == (name, path)


def test_a_selected_column_goes_before_what_its_name_could_also_be(plan: Any) -> None:
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
def test_grouped_rows_are_ordered_by_groups_and_any_aggregation(plan: Any, name: str) -> None:
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
        ({}, "type.a", "unknown column"),
        ({}, "", "unknown column"),
        ({"groupBy": [group("type")]}, "id", "unknown column 'id'"),
        ({"groupBy": [group("type")]}, "properties.plan", "unknown column"),
        ({"groupBy": [group("type")]}, "sum", "unknown column 'sum'"),
        ({"groupBy": [group("type")]}, "sum_", "unknown column"),
        ({"groupBy": [group("type")]}, "sum_type.a", "unknown column"),
        ({"groupBy": [group("type")]}, "cuont_id", "did you mean 'count_id'"),
        ({"groupBy": [group("type")]}, "createdAt_day", "unknown column"),
        ({"select": [time("day")]}, "createdAt_week", "did you mean 'createdAt_day'"),
    ],
)
def test_what_cannot_be_ordered_by(refusals: Any, body: Any, name: str, says: str) -> None:
    orders = [*ascending("type"), *ascending(name)] if body != {"select": [time("day")]} else (
        ascending("createdAt_day") + ascending(name)
    )  # fmt: skip
    assert says in refusals({**body, "orderBy": orders})["/orderBy/1/field"]

from typing import Any

import pytest
from support.events import aggregation, ascending, condition, field, formula, group, named, time

from evsrv.query.columns import Aggregation, TopValues
from evsrv.query.plan import Plan
from query.conftest import MakePlan, Refusals

RANGE = {"range": "previous 7 days"}


def only_key(plan: Plan) -> TopValues:
    assert plan.groups is not None
    [key] = plan.groups
    assert isinstance(key, TopValues)
    return key


def test_top_is_by_count_unless_it_says_otherwise(plan: MakePlan) -> None:
    key = only_key(plan({"groupBy": [group("type", top={"limit": 5})]}))
    assert (key.name, key.limit, key.by.name, key.other) == ("type", 5, "count", None)


def test_top_is_by_selected_aggregation(plan: MakePlan) -> None:
    users = named("users", aggregation("countDistinct", "userProperties", "userId"))
    top = {"limit": 2, "by": "users", "other": "Other"}
    planned = plan({"select": [users], "groupBy": [group("properties", "plan", top=top)]})
    key = only_key(planned)
    assert key.by is planned.columns[1]
    assert (key.name, key.other) == ("properties.plan", "Other")


def test_top_is_by_aggregation_that_is_not_selected(plan: MakePlan) -> None:
    top = {"limit": 2, "by": "sum_createdAt"}
    assert only_key(plan({"groupBy": [group("type", top=top)]})).by.aggregate.name == "sum"


def test_top_by_count_is_selected_count_of_another_name(plan: MakePlan) -> None:
    planned = plan(
        {
            "select": [named("rows", aggregation("count"))],
            "groupBy": [group("type", top={"limit": 1})],
        }
    )
    assert only_key(planned).by == planned.columns[1]


def test_top_is_by_filtered_aggregation(plan: MakePlan) -> None:
    only_x = condition("searchQuery", "isNotNull")
    select = [named("searches", aggregation("count", where=only_x))]
    top = {"limit": 2, "by": "searches"}
    by = only_key(plan({"select": select, "groupBy": [group("type", top=top)]})).by
    assert isinstance(by, Aggregation)
    assert by.where is not None


def test_key_of_top_values_is_one_in_all_parts_of_plan(plan: MakePlan) -> None:
    planned = plan(
        {
            "select": [aggregation("count"), named("kind", field("type"))],
            "groupBy": [group("type", top={"limit": 2})],
            "orderBy": ascending("kind"),
        }
    )
    assert planned.columns[1] == planned.groups[0] == planned.order[0].by
    assert only_key(planned).reference.alias == "kind"


def test_top_values_of_path_are_sorted_by_path(plan: MakePlan) -> None:
    by = {"field": "properties", "path": ["a.b"], "direction": "desc"}
    groups = [group("properties", "a.b", top={"limit": 2})]
    planned = plan({"groupBy": groups, "orderBy": [by]})
    assert planned.order[0].by == only_key(planned)


def test_top_values_of_function(plan: MakePlan) -> None:
    groups = [group("searchQuery", apply="lower", top={"limit": 2})]
    assert only_key(plan({"groupBy": groups})).name == "searchQuery_lower"


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("cuont", "unknown column 'cuont'; did you mean 'count'?"),
        ("f", "'f' does not come before this in select; top is by an aggregation"),
        ("type", "'type' is a field; top is by an aggregation"),
        ("week", "'week' does not do; top is by an aggregation of the group's own rows"),
        ("total", "'total' does not do; top is by an aggregation of the group's own rows"),
        ("compared_count", "'compared_count' does not do; top is by an aggregation"),
    ],
)
def test_top_by_other_column_is_refused(refusals: Refusals, by: str, says: str) -> None:
    select = [
        time("day"),
        aggregation("count"),
        formula("f", "count / 2"),
        named("week", aggregation("count", over=7)),
        named("total", aggregation("count", within=[])),
    ]
    groups = [group("type", top={"limit": 2, "by": by})]
    body = {"select": select, "groupBy": groups, **RANGE, "compare": "previous"}
    assert says in refusals(body)["/groupBy/0/top/by"]


@pytest.mark.parametrize(
    ("top", "pointer"),
    [
        ({}, ""),
        ({"limit": 0}, "/limit"),
        ({"limit": 1001}, "/limit"),
        ({"limit": 1, "other": "x" * 201}, "/other"),
        ({"limit": 1, "othr": "x"}, "/othr"),
    ],
)
def test_top_out_of_its_limits_is_refused(refusals: Refusals, top: Any, pointer: str) -> None:
    assert set(refusals({"groupBy": [group("type", top=top)]})) == {f"/groupBy/0/top{pointer}"}


def test_value_with_and_without_top_is_two_columns_of_one_name(refusals: Refusals) -> None:
    groups = [group("type"), group("type", top={"limit": 2})]
    assert refusals({"groupBy": groups}) == {
        "/groupBy/1": "two different selections give one column name 'type'"
    }

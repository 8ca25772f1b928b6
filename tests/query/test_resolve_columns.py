from typing import Any

import pytest
from support.events import aggregation, field, group, time

from evsrv.core.datasets import EVENTS
from evsrv.query.plan import Plan
from query.conftest import MakePlan, Refusals


def names(plan: Plan) -> list[str]:
    return [column.name for column in plan.columns]


@pytest.mark.parametrize(
    ("selection", "name"),
    [
        (field("type"), "type"),
        (field("properties", "plan"), "properties.plan"),
        (field("properties", "a.b", "", "0"), "properties.a.b..0"),
        (aggregation("count"), "count"),
        (aggregation("count", "id"), "count_id"),
        (aggregation("countDistinct", "userProperties", "userId"), None),
        (time("week"), "createdAt_week"),
        (time("week", "searchQuery"), "searchQuery_week"),
        (time("week", "properties", "at"), "properties.at_week"),
    ],
)
def test_column_names(plan: MakePlan, selection: dict[str, Any], name: str | None) -> None:
    assert names(plan({"select": [selection]})) == [name or "countDistinct_userProperties.userId"]


def test_without_a_select_a_raw_row_shows_every_field(plan: MakePlan) -> None:
    empty: list[dict[str, Any]] = [{}, {"select": [], "groupBy": [], "orderBy": []}]
    for body in empty:
        assert names(plan(body)) == list(EVENTS.fields)
        assert plan(body).groups is None


def test_the_same_selection_twice_is_one_column(plan: MakePlan) -> None:
    select = [field("id"), aggregation("count", "id"), field("id"), aggregation("count", "id")]
    planned = plan({"select": select, "groupBy": [group("id"), group("id")]})
    assert names(planned) == ["id", "count_id"]
    assert len(planned.groups) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"select": [field("properties", "a.b"), field("properties", "a", "b")]}, "/select/1"),
        (
            {"select": [aggregation("sum", "properties", x) for x in ("a.b",)]
             + [aggregation("sum", "properties", "a", "b")]},
            "/select/1",
        ),
        (
            {"select": [time("day", "properties", "a.b"), time("day", "properties", "a", "b")]},
            "/select/1",
        ),
        ({"groupBy": [group("properties", "a.b"), group("properties", "a", "b")]}, "/groupBy/1"),
        (
            {
                "select": [time("day", "properties", "a")],
                "groupBy": [group("properties", "a_day", includeInSelect=False)],
            },
            "/groupBy/0",
        ),
    ],
)  # fmt: skip
def test_two_selections_of_one_name_are_refused(
    refusals: Refusals, body: Any, pointer: str
) -> None:
    assert "one column name" in refusals(body)[pointer]


def test_what_makes_a_query_grouped(plan: MakePlan) -> None:
    assert plan({"select": [field("id")]}).groups is None
    assert plan({"select": [aggregation("count")]}).groups == ()
    assert [key.name for key in plan({"select": [time("day")]}).groups] == ["createdAt_day"]
    assert [key.name for key in plan({"groupBy": [group("type")]}).groups] == ["type"]


def test_time_selections_and_groups_are_the_groups(plan: MakePlan) -> None:
    planned = plan(
        {
            "select": [aggregation("count"), time("day"), time("week")],
            "groupBy": [group("type"), group("id", includeInSelect=False)],
        }
    )
    assert [key.name for key in planned.groups] == ["createdAt_day", "createdAt_week", "type", "id"]
    assert names(planned) == ["type", "count", "createdAt_day", "createdAt_week"]


def test_a_group_is_shown_once_where_it_was_selected(plan: MakePlan) -> None:
    body = {"select": [aggregation("count"), field("type")], "groupBy": [group("type")]}
    assert names(plan(body)) == ["count", "type"]


def test_a_hidden_group_is_not_shown_unless_it_is_selected_or_named_again(plan: MakePlan) -> None:
    hidden = group("type", includeInSelect=False)
    assert names(plan({"groupBy": [hidden]})) == []
    assert names(plan({"groupBy": [hidden, group("type")]})) == ["type"]
    assert names(plan({"select": [field("type")], "groupBy": [hidden]})) == ["type"]


def test_a_plain_field_beside_an_aggregation_must_be_grouped_by(refusals: Refusals) -> None:
    body = {"select": [field("properties", "plan"), aggregation("count"), field("type")],
            "groupBy": [group("type")]}  # fmt: skip
    assert refusals(body) == {
        "/select/0": "'properties.plan' must be in groupBy, as the query groups events"
    }
    assert "/select/0" in refusals({"select": [field("createdAt"), time("day")]})


def test_a_path_goes_into_json_fields_only(refusals: Refusals) -> None:
    body = {
        "select": [
            field("type", "a"),
            aggregation("sum", "createdAt", "a"),
            time("day", "id", "a"),
        ],
        "groupBy": [group("type", "a")],
    }
    assert {"/select/0/path", "/select/1/path", "/select/2/path", "/groupBy/0/path"} <= set(
        refusals(body)
    )


@pytest.mark.parametrize("name", ["sum", "avg", "min", "max", "countDistinct", "median"])
def test_every_aggregation_but_count_needs_a_field(refusals: Refusals, name: str) -> None:
    assert refusals({"select": [aggregation(name)]}) == {"/select/0": f"{name!r} needs a field"}


def test_a_path_needs_a_field(refusals: Refusals) -> None:
    body = {"select": [{"type": "aggregation", "aggregation": "count", "path": ["a"]}]}
    assert set(refusals(body)) == {"/select/0/path"}


def test_nulls_are_shown_for_some_columns_only(plan: MakePlan) -> None:
    shown = {column.name for column in plan({}).columns if column.null_in_output}
    assert shown == {"projectId", "integrationId", "properties", "userProperties"}
    [path] = plan({"select": [field("properties", "a")]}).columns
    assert path.null_in_output

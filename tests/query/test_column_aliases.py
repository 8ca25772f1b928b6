from typing import Any

import pytest
from support.events import (
    aggregation,
    ascending,
    condition,
    descending,
    field,
    formula,
    group,
    named,
    rank,
    time,
)

from evsrv.query.plan import Plan
from query.conftest import MakePlan, Refusals


def names(plan: Plan) -> list[str]:
    return [column.name for column in plan.columns]


def keys(plan: Plan) -> list[str]:
    assert plan.groups is not None
    return [key.name for key in plan.groups]


def test_alias_replaces_derived_name(plan: MakePlan) -> None:
    select = [
        named("day", time("day")),
        named("rows", aggregation("count")),
        named("kind", field("type")),
        {"type": "bucket", "field": "properties", "path": ["n"], "width": 1, "as": "size"},
    ]
    planned = plan({"select": select, "groupBy": [group("type")]})
    assert names(planned) == ["day", "rows", "kind", "size"]
    assert keys(planned) == ["day", "size", "kind"]


def test_alias_of_raw_row_names_its_column(plan: MakePlan) -> None:
    planned = plan({"select": [named("kind", field("type")), field("id")]})
    assert names(planned) == ["kind", "id"]
    assert planned.groups is None


def test_group_has_alias_of_its_selection_in_all_parts_of_plan(plan: MakePlan) -> None:
    select = [named("plan", field("properties", "plan")), aggregation("count")]
    hidden = group("properties", "plan", includeInSelect=False)
    planned = plan({"select": select, "groupBy": [hidden], "orderBy": ascending("plan")})
    assert planned.columns[0] == planned.groups[0] == planned.order[0].by
    assert planned.groups[0].alias == "plan"


def test_group_selected_under_two_names_has_two_equal_keys(plan: MakePlan) -> None:
    select = [named("a", field("type")), named("b", field("type"))]
    planned = plan({"select": select, "groupBy": [group("type")]})
    assert names(planned) == keys(planned) == ["a", "b"]


def test_same_selection_under_one_alias_is_one_column(plan: MakePlan) -> None:
    select = [named("rows", aggregation("count")), named("rows", aggregation("count"))]
    assert names(plan({"select": select})) == ["rows"]


@pytest.mark.parametrize(
    ("alias", "says"),
    [
        ("type", "'type' is the name of a field; choose another name"),
        ("createdAt", "'createdAt' is the name of a field"),
        ("user", "'user' is the name of a field"),
        ("hours", "'hours' is the length of a bucket in formulas; choose another name"),
        ("compared_count", "names that begin with 'compared_' are those of the compared range"),
    ],
)
@pytest.mark.parametrize(
    "selection",
    [aggregation("count"), time("day"), formula("", "count"), rank("", "count"), field("id")],
)
def test_alias_that_means_something_else_is_refused(
    refusals: Refusals, selection: dict[str, Any], alias: str, says: str
) -> None:
    assert says in refusals({"select": [named(alias, selection)]})["/select/0/as"]


@pytest.mark.parametrize("alias", ["", "1a", "a b", "ä", "a" * 65])
def test_alias_out_of_its_characters_is_refused(refusals: Refusals, alias: str) -> None:
    [(pointer, message)] = refusals({"select": [named(alias, aggregation("count"))]}).items()
    assert pointer == "/select/0/as"
    assert message.startswith("expected a letter and at most 63 letters, digits or _, not ")


def test_alias_with_line_feed_is_refused(refusals: Refusals) -> None:
    assert refusals({"select": [named("a\n", aggregation("count"))]}) == {
        "/select/0/as": "a name has no line feed; choose another name"
    }


def test_alias_is_refused_if_it_is_derived_name_of_another_selection(refusals: Refusals) -> None:
    select = [named("rows", aggregation("count")), named("count", aggregation("sum", "createdAt"))]
    assert refusals({"select": select}) == {
        "/select/1/as": "'count' is the name of /select/0 without as; choose another name"
    }
    assert refusals({"select": [aggregation("count"), named("count", time("day"))]}) == {
        "/select/1": "two different selections give one column name 'count'"
    }


def test_alias_may_be_derived_name_of_aggregation_that_needs_its_own(plan: MakePlan) -> None:
    only_x = condition("type", "eq", "x")
    select = [named("x", aggregation("count", where=only_x)), named("count", aggregation("count"))]
    assert names(plan({"select": select})) == ["x", "count"]


@pytest.mark.parametrize(
    "select",
    [
        [named("a", field("type")), named("a", field("id"))],
        [named("a", aggregation("count")), formula("a", "count")],
        [formula("a", "count"), formula("a", "count + 1")],
        [named("a", time("day")), rank("a", "count")],
    ],
)
def test_two_columns_of_one_alias_are_refused(refusals: Refusals, select: Any) -> None:
    assert refusals({"select": select}) == {
        "/select/1": "two different selections give one column name 'a'"
    }


def test_aliased_group_is_sorted_by_its_alias_only(plan: MakePlan, refusals: Refusals) -> None:
    body = {"select": [named("kind", field("type"))], "groupBy": [group("type")]}
    assert plan({**body, "orderBy": descending("kind")}).order[0].by.name == "kind"
    assert refusals({**body, "orderBy": descending("type")}) == {
        "/orderBy/0/field": "the name of the column is 'kind', not 'type'"
    }
    path = {"select": [named("p", field("properties", "a.b"))]}
    by = {"field": "properties", "path": ["a.b"], "direction": "asc"}
    assert refusals({**path, "groupBy": [group("properties", "a.b")], "orderBy": [by]}) == {
        "/orderBy/0": "the name of the column is 'p'; sort by that"
    }


def test_aggregation_is_found_by_alias_or_derived_name(plan: MakePlan) -> None:
    users = named("users", aggregation("countDistinct", "userProperties", "user.id"))
    by_path = {"field": "countDistinct_userProperties", "path": ["user.id"], "direction": "asc"}
    for orders in (
        ascending("users"),
        ascending("countDistinct_userProperties.user.id"),
        [by_path],
    ):
        planned = plan({"select": [users], "groupBy": [group("type")], "orderBy": orders})
        assert planned.order[0].by is planned.columns[1]


def test_path_in_order_by_tells_keys_with_dots_from_steps(plan: MakePlan) -> None:
    cost = named("cost", aggregation("sum", "properties", "a.b"))
    by = {"field": "sum_properties", "path": ["a", "b"], "direction": "asc"}
    planned = plan({"select": [cost], "groupBy": [group("type")], "orderBy": [by]})
    assert planned.order[0].by.reference.path == ("a", "b")
    assert planned.order[0].by.alias is None


def test_raw_row_is_sorted_by_alias_and_by_any_field(plan: MakePlan) -> None:
    body = {"select": [named("kind", field("type"))]}
    for name in ("kind", "type"):
        first = plan({**body, "orderBy": ascending(name)}).order[0].by
        assert (first.field.name, first.alias) == ("type", None)


def test_derived_field_sorts_raw_rows(plan: MakePlan) -> None:
    assert plan({"orderBy": ascending("user")}).order[0].by.name == "user"


def test_unselected_groups_precede_every_computed_column(plan: MakePlan) -> None:
    select = [time("day"), formula("half", "count / 2"), aggregation("count")]
    planned = plan({"select": select, "groupBy": [group("type")]})
    assert names(planned) == ["createdAt_day", "type", "half", "count"]


@pytest.mark.parametrize(
    "selection",
    [formula("a", "count"), rank("a", "count"), aggregation("count"), time("day"),
     {"type": "bucket", "field": "createdAt", "width": 1}],
)  # fmt: skip
def test_computed_selection_makes_query_grouped(plan: MakePlan, selection: dict[str, Any]) -> None:
    assert plan({"select": [selection]}).groups is not None

from typing import Any

import pytest
from support.events import aggregation, at, condition, field, group

from evsrv.core.kinds import Kind
from evsrv.query.predicate import Condition
from query.conftest import MakePlan, Refusals


def test_function_is_part_of_reference(plan: MakePlan) -> None:
    select = [field("createdAt", apply="dayOfWeek"), field("properties", "url", apply="domain")]
    day, domain = plan({"select": select}).columns
    assert (day.name, day.function.name, day.kind) == (
        "createdAt_dayOfWeek",
        "dayOfWeek",
        Kind.NUMBER,
    )
    assert (domain.name, domain.path) == ("properties.url_domain", ("url",))


def test_function_is_group_key(plan: MakePlan) -> None:
    lowered = group("searchQuery", apply="lower")
    planned = plan({"select": [aggregation("count")], "groupBy": [lowered]})
    assert [column.name for column in planned.columns] == ["searchQuery_lower", "count"]
    assert planned.groups[0] == planned.columns[0]


def test_selected_function_must_be_the_one_of_group(refusals: Refusals) -> None:
    select = [field("searchQuery"), aggregation("count")]
    body = {"select": select, "groupBy": [group("searchQuery", apply="lower")]}
    assert refusals(body) == {
        "/select/0": "'searchQuery' must be in groupBy, as the query groups events"
    }


def test_aggregation_is_taken_of_function(plan: MakePlan) -> None:
    select = [aggregation("max", "createdAt", apply="hourOfDay")]
    [column] = plan({"select": select}).columns
    assert column.name == "max_createdAt_hourOfDay"


def test_group_of_function_is_sorted_by_its_name(plan: MakePlan) -> None:
    body = {"groupBy": [group("properties", "plan", apply="lower")]}
    orders = [{"field": "properties.plan_lower", "direction": "desc"}]
    planned = plan({**body, "orderBy": orders})
    assert planned.order[0].by == planned.groups[0]


def test_condition_sees_value_of_function(plan: MakePlan) -> None:
    hour = {"condition": {**condition("createdAt", "gte", 18)["condition"], "apply": "hourOfDay"}}
    where = plan({"where": hour}).where
    assert isinstance(where, Condition)
    assert where.reference.function is not None
    assert (where.reference.function.name, where.operand) == ("hourOfDay", 18)


def test_condition_applies_function_to_value_at_path(plan: MakePlan) -> None:
    of_path = at("properties", "referrer", "eq", "github.com")["condition"]
    where = plan({"where": {"condition": {**of_path, "apply": "domain"}}}).where
    assert (where.reference.path, where.reference.function.name) == (("referrer",), "domain")
    assert where.operand == "github.com"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"select": [field("type", apply="dayOfWeek")]}, "/select/0/apply"),
        ({"select": [aggregation("count", "type", apply="dayOfWeek")]}, "/select/0/apply"),
        ({"groupBy": [group("type", apply="dayOfWeek")]}, "/groupBy/0/apply"),
        (
            {"where": {"condition": {"field": "type", "operator": "isNull", "apply": "dayOfWeek"}}},
            "/where/condition/apply",
        ),
    ],
)
def test_function_that_does_not_take_the_value_is_refused(
    refusals: Refusals, body: Any, pointer: str
) -> None:
    message = refusals(body)[pointer]
    assert message == (
        "'dayOfWeek' cannot be applied to 'type'; expected one of domain, length, lower"
    )


def test_operand_of_function_is_of_kind_that_it_gives(refusals: Refusals) -> None:
    hour = {**condition("createdAt", "gte", "2026-03-01")["condition"], "apply": "hourOfDay"}
    assert refusals({"where": {"condition": hour}}) == {
        "/where/condition/value": "expected a number, not a string"
    }


def test_function_needs_field(refusals: Refusals) -> None:
    assert refusals({"select": [aggregation("count", apply="lower")]}) == {
        "/select/0/apply": "a function needs a field to be applied to"
    }


def test_unknown_function_is_refused_with_nearest(refusals: Refusals) -> None:
    body = {"groupBy": [group("createdAt", apply="dayofweek")]}
    assert "did you mean 'dayOfWeek'?" in refusals(body)["/groupBy/0/apply"]

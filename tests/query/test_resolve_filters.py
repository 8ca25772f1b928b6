from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.events import all_of, any_of, at, condition, negated

from evsrv.core.fields import Kind
from evsrv.query.predicate import AllOf, AnyOf, Condition, Predicate
from query.conftest import MakePlan, Refusals

QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def condition_of(plan: MakePlan, filter_: Any) -> Condition:
    """Plan a filter that is one test."""
    where = plan({"where": filter_}).where
    assert isinstance(where, Condition)
    return where


@pytest.mark.parametrize(
    ("filter_", "path", "operand"),
    [
        (condition("type", "eq", "x"), (), "x"),
        (condition("type", "eq", None), (), None),
        (at("properties", "a", "eq", 1), ("a",), 1),
        (at("properties", ["a", "", "0"], "eq", None), ("a", "", "0"), None),
        (condition("properties", "eq", {"a": 1}), (), {"a": 1}),
        (condition("properties", "eq", {"path": "a", "value": 1}), (), {"path": "a", "value": 1}),
        (condition("properties", "eq", {"path": [1], "value": 1}), (), {"path": [1], "value": 1}),
        (condition("properties", "eq", {"path": ["a"]}), (), {"path": ["a"]}),
        (
            condition("properties", "eq", {"path": ["a"], "value": 1, "more": 1}),
            (),
            {"path": ["a"], "value": 1, "more": 1},
        ),
        (condition("properties", "jsonHasKey", "a"), (), "a"),
        (at("properties", "a", "isNull"), ("a",), None),
        (at("properties", "a", "isNull", None), ("a",), None),
        (condition("properties", "isNotNull"), (), None),
        (condition("properties", "isNotNull", None), (), None),
    ],
)
def test_a_plain_value_is_told_from_one_at_a_path(
    plan: MakePlan, filter_: Any, path: tuple[str, ...], operand: Any
) -> None:
    found = condition_of(plan, filter_)
    assert (found.reference.path, found.operand) == (path, operand)
    assert found.reference.kind is (Kind.PATH if path else found.reference.field.kind)


@pytest.mark.parametrize(
    ("filter_", "pointer", "says"),
    [
        (condition("type", "eq"), "", "'eq' needs a value"),
        (condition("type", "eq", 1), "/value", "expected a string or null, not a number"),
        (condition("type", "gt", None), "/value", "expected a string, not null"),
        (condition("type", "in", "x"), "/value", "expected an array, not a string"),
        (condition("type", "in", ["x", 1]), "/value/1", "expected a string or null"),
        (condition("type", "eq", {"path": ["a"], "value": "x"}), "/value", "not an object"),
        (condition("type", "jsonHasKey", "a"), "/operator", "'jsonHasKey' does not work on 'type'"),
        (condition("createdAt", "contains", "a"), "/operator", "does not work on 'createdAt'"),
        (condition("createdAt", "eq", "soon"), "/value", "ISO 8601"),
        (condition("createdAt", "eq", 1), "/value", "Z or null, not a number"),
        (condition("createdAt", "in", ["2026-03-02", "soon"]), "/value/1", "ISO 8601"),
        (condition("createdAt", "lt", None), "/value", "expected an ISO 8601 timestamp"),
        (condition("properties", "gt", 1), "/value", 'needs a path into properties, as {"path"'),
        (condition("properties", "gt", {"path": ["a"]}), "/value", "needs a path"),
        (condition("userProperties", "arrayContains", 1), "/value", "a path into userProperties"),
        (at("properties", "a", "gt", True), "/value/value", "expected a string or a number"),
        (at("properties", "a", "gt", None), "/value/value", "not null"),
        (at("properties", "a", "in", 1), "/value/value", "expected an array"),
        (at("properties", "a", "arrayContains", {}), "/value/value", "not an object"),
        (at("properties", "a", "arrayContains", [[1]]), "/value/value/0", "not an array"),
        (at("properties", "a", "jsonHasKey", 1), "/value/value", "expected a string"),
        (at("properties", "a", "jsonHasAnyKey", "a"), "/value/value", "expected an array"),
        (at("properties", "a", "jsonHasAllKeys", [1]), "/value/value/0", "expected a string"),
        (at("properties", "a", "jsonArrayContainsObject", 1), "/value/value", "not a number"),
        (at("properties", "a", "jsonArrayContainsObject", [1]), "/value/value/0", "an object"),
        (at("properties", [], "eq", 1), "/value/path", "a path needs 1 to 64 parts"),
        (at("properties", [], "isNull"), "/value/path", "a path needs 1 to 64 parts"),
        (at("properties", ["a"] * 65, "eq", 1), "/value/path", "a path needs 1 to 64 parts"),
        (condition("type", "isNull", "x"), "/value", "'isNull' takes no value"),
        (condition("properties", "isNull", {"a": 1}), "/value", "'isNull' takes no value"),
        (at("properties", "a", "isNull", 1), "/value/value", "'isNull' takes no value"),
        (condition("type", "matches", "("), "/value", "not a regular expression"),
    ],
)
def test_a_wrong_operand_or_operator_is_pointed_at(
    refusals: Refusals, filter_: Any, pointer: str, says: str
) -> None:
    messages = refusals({"where": {"or": [{"and": []}, {"not": filter_}]}})
    assert says in messages[f"/where/or/1/not/condition{pointer}"]


Filter = Any
leaves = st.sampled_from("abcd").map(lambda name: condition("id", "eq", name))
filters = st.recursive(
    leaves,
    lambda inner: (
        inner.map(negated)
        | st.lists(inner, max_size=3).map(lambda members: all_of(*members))
        | st.lists(inner, max_size=3).map(lambda members: any_of(*members))
    ),
    max_leaves=10,
)
truths = st.fixed_dictionaries({name: st.booleans() for name in "abcd"})


def meaning(filter_: Filter, truth: Mapping[str, bool]) -> bool:
    """Evaluate a filter as it is sent."""
    match filter_:
        case {"and": members}:
            return all(meaning(member, truth) for member in members)
        case {"or": members}:
            return any(meaning(member, truth) for member in members)
        case {"not": member}:
            return not meaning(member, truth)
    return truth[filter_["condition"]["value"]]


def planned_meaning(predicate: Predicate, truth: Mapping[str, bool]) -> bool:
    """Evaluate a filter as it is planned."""
    match predicate:
        case AllOf(members):
            return all(planned_meaning(member, truth) for member in members)
        case AnyOf(members):
            return any(planned_meaning(member, truth) for member in members)
    return truth[predicate.operand] is not predicate.negated


@QUICK
@given(filters, truths)
def test_a_plan_means_what_the_filter_does(
    plan: MakePlan, filter_: Filter, truth: Mapping[str, bool]
) -> None:
    assert planned_meaning(plan({"where": filter_}).where, truth) == meaning(filter_, truth)


@QUICK
@given(filters, truths)
def test_the_plan_of_not_x_is_false_where_x_is_true(
    plan: MakePlan, filter_: Filter, truth: Mapping[str, bool]
) -> None:
    where = plan({"where": negated(filter_)}).where
    assert planned_meaning(where, truth) is not meaning(filter_, truth)


def is_flat(predicate: Predicate) -> bool:
    if isinstance(predicate, Condition):
        return True
    members = predicate.predicates
    return (
        len(members) != 1
        and not any(isinstance(member, type(predicate)) for member in members)
        and all(map(is_flat, members))
    )


@QUICK
@given(filters)
def test_a_planned_filter_is_flat(plan: MakePlan, filter_: Filter) -> None:
    assert is_flat(plan({"where": filter_}).where)


def test_not_is_driven_down_to_the_tests(plan: MakePlan) -> None:
    a, b = condition("type", "eq", "a"), condition("type", "neq", "b")
    where = plan({"where": negated(all_of(a, negated(b)))}).where
    assert isinstance(where, AnyOf)
    tests = [test for test in where.predicates if isinstance(test, Condition)]
    assert len(tests) == len(where.predicates)
    assert [(test.operand, test.negated) for test in tests] == [
        ("a", True),
        ("b", False),
    ]


def test_joins_of_none(plan: MakePlan) -> None:
    assert plan({"where": all_of()}).where == AllOf()
    assert plan({"where": any_of()}).where == AnyOf()
    assert plan({"where": negated(all_of())}).where == AnyOf()
    assert plan({"where": all_of(any_of())}).where == AnyOf()


@pytest.mark.parametrize(
    ("operator", "operand", "resolved"),
    [
        ("gte", "2026-03-08", "2026-03-08T05:00:00.000Z"),
        ("gte", "2026-03-08T02:30", "2026-03-08T07:30:00.000Z"),
        ("gte", "2026-03-08T12:00:00.1234567", "2026-03-08T16:00:00.123Z"),
        ("gte", "2026-03-08T12:00:00-05:00", "2026-03-08T12:00:00-05:00"),
        ("gte", "2026-03-08T12:00:00Z", "2026-03-08T12:00:00Z"),
        ("eq", None, None),
        ("isNull", None, None),
        (
            "in",
            ["2026-11-01T01:30", None],
            ["2026-11-01T05:30:00.000Z", None],
        ),
    ],
)
def test_operand_on_the_time_field_is_local_in_the_zone(
    plan: MakePlan, operator: str, operand: Any, resolved: Any
) -> None:
    filter_ = condition("createdAt", operator, operand)
    where = plan({"where": filter_, "timezone": "America/New_York"}).where
    assert where.operand == resolved
    assert condition_of(plan, filter_).operand == operand


def test_time_at_a_path_is_not_local(plan: MakePlan) -> None:
    filter_ = at("properties", "day", "gte", "2026-03-08")
    where = plan({"where": filter_, "timezone": "America/New_York"}).where
    assert where.operand == "2026-03-08"


def test_local_operand_keeps_its_pointer_in_nested_filters(
    plan: MakePlan, refusals: Refusals
) -> None:
    late = condition("createdAt", "in", ["2026-03-08", "9999-12-31T23:59"])
    nested = {"and": [condition("type", "eq", "a"), {"not": late}]}
    found = refusals({"where": nested, "timezone": "America/New_York"})
    assert list(found) == ["/where/and/1/not/condition/value/1"]

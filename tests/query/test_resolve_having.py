from typing import Any

import pytest
from support.events import (
    aggregation,
    all_of,
    any_of,
    condition,
    field,
    formula,
    group,
    named,
    negated,
    rank,
    time,
)

from evsrv.core.limits import MAX_FILTER_CONDITIONS, MAX_FILTER_DEPTH, MAX_LIST_VALUES
from evsrv.query.column_predicate import AllColumns, AnyColumn, ColumnCondition, NotColumn
from query.conftest import MakePlan, Refusals

SELECT = [
    time("day"),
    named("kind", field("type")),
    {"type": "bucket", "field": "properties", "path": ["n"], "width": 1, "as": "size"},
    aggregation("count"),
    named("users", aggregation("countDistinct", "userProperties", "userId")),
    formula("rate", "users / count"),
    rank("place", "rate"),
]
BODY = {"select": SELECT, "groupBy": [group("type")], "range": "previous 7 days"}


@pytest.mark.parametrize("name", ["size", "count", "users", "rate", "place", "avg_createdAt"])
def test_having_names_values_and_numeric_buckets(plan: MakePlan, name: str) -> None:
    having = plan({**BODY, "having": condition(name, "gte", 2)}).having
    assert isinstance(having, ColumnCondition)
    assert (having.column.name, having.operator, having.operand) == (name, "gte", 2)


def test_having_is_over_the_column_that_is_selected(plan: MakePlan) -> None:
    planned = plan({**BODY, "having": condition("countDistinct_userProperties.userId", "gt", 1)})
    assert planned.having.column is planned.columns[4]


def test_having_names_compared_columns(plan: MakePlan) -> None:
    body = {**BODY, "compare": "previous", "having": condition("compared_users", "gt", 1)}
    planned = plan(body)
    assert planned.having.column in planned.columns
    assert planned.having.column.compared


def test_filters_are_joined_and_negated_as_they_are_sent(plan: MakePlan) -> None:
    low, high = condition("count", "lt", 1), condition("count", "gt", 9)
    having = plan({**BODY, "having": all_of(any_of(low, high), negated(low))}).having
    assert isinstance(having, AllColumns)
    joined, opposite = having.predicates
    assert isinstance(joined, AnyColumn)
    assert isinstance(opposite, NotColumn)
    assert joined.predicates[0] == opposite.predicate
    assert plan({**BODY, "having": all_of()}).having == AllColumns(())
    assert plan({**BODY, "having": any_of()}).having == AnyColumn(())


@pytest.mark.parametrize(
    ("operator", "value", "operand"),
    [
        ("eq", 3, 3),
        ("neq", -0.5, -0.5),
        ("in", [1, None, 2.5], (1, None, 2.5)),
        ("notIn", [], ()),
        ("isNull", None, None),
        ("isNotNull", None, None),
    ],
)
def test_operand_of_having(plan: MakePlan, operator: str, value: Any, operand: Any) -> None:
    given = condition("count", operator) if value is None else condition("count", operator, value)
    assert plan({**BODY, "having": given}).having.operand == operand


@pytest.mark.parametrize(
    ("filter_", "pointer", "message"),
    [
        (condition("count", "eq", "3"), "/value", "expected a number, not a string"),
        (condition("count", "gt", True), "/value", "expected a number, not a boolean"),
        (
            condition("count", "eq", None),
            "/value",
            "expected a number, not null; isNull finds rows without a value",
        ),
        (condition("count", "eq", [1]), "/value", "expected a number, not an array"),
        (condition("count", "eq"), "", "'eq' needs a value"),
        (condition("count", "in", 1), "/value", "expected an array, not a number"),
        (condition("count", "in"), "", "'in' needs a value"),
        (
            condition("count", "notIn", [1, "2"]),
            "/value/1",
            "expected a number or null, not a string",
        ),
        (condition("count", "isNull", 1), "/value", "'isNull' takes no value"),
        (
            condition("count", "in", [0] * (MAX_LIST_VALUES + 1)),
            "/value",
            "takes at most 100000 items, not 100001",
        ),
    ],
)
def test_wrong_operand_of_having_is_refused(
    refusals: Refusals, filter_: Any, pointer: str, message: str
) -> None:
    body = {**BODY, "having": negated(all_of(filter_))}
    assert refusals(body) == {f"/having/not/and/0/condition{pointer}": message}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("kind", "'kind' is a group; filter it in where"),
        ("type", "'type' is a group; filter it in where"),
        ("createdAt_day", "'createdAt_day' is a group; filter it in where"),
        ("searchQuery", "'searchQuery' is a field; filter it in where"),
        ("properties.plan", "'properties.plan' is a field; filter it in where"),
        ("hours", "'hours' stands in formulas only; give a formula with it a name"),
        ("compared_count", "'compared_count' needs a compared range"),
        ("usres", "unknown column 'usres'; did you mean 'users'?"),
        ("x" * 101, "unknown column"),
    ],
)
def test_other_name_in_having_is_refused(refusals: Refusals, name: str, says: str) -> None:
    messages = refusals({**BODY, "having": condition(name, "eq", 1)})
    assert says in messages["/having/condition/field"]


def test_group_in_having_is_refused_with_sentence_of_contract(refusals: Refusals) -> None:
    body = {
        "select": [aggregation("count")],
        "groupBy": [group("type")],
        "having": condition("type", "eq", "x"),
    }
    assert refusals(body) == {"/having/condition/field": "'type' is a group; filter it in where"}


def test_start_of_compared_bucket_in_having_is_refused(refusals: Refusals) -> None:
    having = condition("compared_createdAt_day", "eq", 1)
    assert refusals({**BODY, "compare": "previous", "having": having}) == {
        "/having/condition/field": "'compared_createdAt_day' is the start of a bucket;"
        " filter it in where"
    }


@pytest.mark.parametrize("body", [{}, {"select": [field("id")]}])
def test_having_in_raw_query_is_refused(refusals: Refusals, body: Any) -> None:
    assert refusals({**body, "having": condition("id", "eq", "x")}) == {
        "/having": "having needs a query that groups events: with groupBy, or with an aggregation,"
        " time, bucket, formula or rank in select"
    }


def test_operator_of_rows_in_having_is_refused(refusals: Refusals) -> None:
    messages = refusals({**BODY, "having": condition("count", "contains", "1")})
    assert set(messages) == {"/having/condition/operator"}


def test_having_nests_as_deep_as_where(plan: MakePlan, refusals: Refusals) -> None:
    having = condition("count", "gt", 1)
    for _ in range(MAX_FILTER_DEPTH):
        having = negated(having)
    assert plan({**BODY, "having": having}).having
    [(pointer, message)] = refusals({**BODY, "having": negated(having)}).items()
    assert pointer.startswith("/having/not")
    assert message == "filters may nest at most 32 levels deep"


def test_filters_of_query_hold_so_many_conditions_together(
    plan: MakePlan, refusals: Refusals
) -> None:
    def conditions(count: int, one: Any) -> Any:
        return all_of(*[one] * count)

    def body(in_where: int, in_aggregation: int, in_having: int) -> Any:
        only_x = condition("type", "eq", "x")
        return {
            "select": [named("n", aggregation("count", where=conditions(in_aggregation, only_x)))],
            "where": conditions(in_where, only_x),
            "having": conditions(in_having, condition("n", "gt", 1)),
        }

    assert plan(body(500, 300, 200))
    for counts, pointer in (((500, 501, 1), "/select/0/where"), ((500, 300, 201), "/having")):
        assert refusals(body(*counts)) == {
            pointer: "all filters of a query together may hold at most 1000 conditions, not 1001"
        }
    for counts, pointer in (
        ((1001, 0, 0), "/where"),
        ((1, 1001, 0), "/select/0/where"),
        ((0, 5, 1001), "/having"),
    ):
        assert refusals(body(*counts)) == {
            pointer: f"a filter may hold at most {MAX_FILTER_CONDITIONS} conditions, not 1001"
        }

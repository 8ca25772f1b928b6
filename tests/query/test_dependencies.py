"""The rows that an answer depends on: the times of all its ranges, and terms that change."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from support.events import aggregation, all_of, at, condition, group, time

from evsrv.core.fields import Kind
from evsrv.core.sql import sql
from evsrv.core.time_range import TimeRange
from evsrv.core.timestamps import parse_timestamp
from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.terms import Aggregate, Function, Operator
from evsrv.query.column_predicate import ColumnCondition, NotColumn
from evsrv.query.columns import Aggregation, Formula, NumericBucket, Rank, TopValues
from evsrv.query.dependencies import dependencies_of, is_volatile
from evsrv.query.expression import Coalesce, Negative, Number, Operation, Variable
from evsrv.query.plan import Plan
from evsrv.query.predicate import AnyOf, Condition
from evsrv.query.reference import Reference

MakePlan = Callable[[Any], Plan]
COUNT = aggregation("count")
MARCH = "2026-03-01/2026-04-01"


def instant(text: str) -> int:
    parsed = parse_timestamp(text)
    assert parsed is not None
    return parsed


def between(start: str, end: str) -> TimeRange:
    return TimeRange(instant(start), instant(end) - 1)


def times_of(plan: Plan) -> TimeRange:
    dependencies = dependencies_of(plan)
    assert dependencies is not None
    return dependencies.time_range


def test_query_without_a_range_depends_on_all_times(plan: MakePlan) -> None:
    assert times_of(plan({"select": [COUNT]})) == TimeRange()


@pytest.mark.parametrize("body", [{}, {"select": [COUNT]}, {"select": [time("day"), COUNT]}])
def test_range_is_what_an_answer_depends_on(plan: MakePlan, body: Any) -> None:
    assert times_of(plan(body | {"range": MARCH})) == between("2026-03-01", "2026-04-01")


def test_range_and_conditions_are_joined(plan: MakePlan) -> None:
    where = all_of(
        condition("createdAt", "gte", "2026-03-10"), condition("createdAt", "lt", "2026-05-01")
    )
    planned = plan({"select": [COUNT], "range": MARCH, "where": where})
    assert times_of(planned) == between("2026-03-10", "2026-04-01")


def test_compared_range_is_part_of_what_an_answer_depends_on(plan: MakePlan) -> None:
    planned = plan({"select": [COUNT], "range": MARCH, "compare": "1 year"})
    assert times_of(planned) == between("2025-03-01", "2026-04-01")
    later = plan({"select": [COUNT], "range": MARCH, "compare": "2026-06-01/2026-07-01"})
    assert times_of(later) == between("2026-03-01", "2026-07-01")


def test_moving_aggregation_depends_on_the_buckets_before_the_range(plan: MakePlan) -> None:
    moving = {**COUNT, "over": 7, "as": "moving"}
    planned = plan({"select": [time("day"), COUNT, moving], "range": MARCH})
    assert times_of(planned) == between("2026-02-23", "2026-04-01")
    cut = plan({"select": [time("week"), {**COUNT, "over": 2, "as": "m"}], "range": MARCH})
    assert times_of(cut) == between("2026-02-16", "2026-04-01")
    total = {**COUNT, "over": "all", "as": "total"}
    planned = plan({"select": [time("week"), total], "range": MARCH})
    assert times_of(planned) == between("2026-03-01", "2026-04-01")


def test_moving_aggregation_of_compared_range_reads_before_it(plan: MakePlan) -> None:
    moving = {**COUNT, "over": 7, "as": "moving"}
    body = {"select": [time("day"), moving], "range": MARCH, "compare": "previous"}
    assert times_of(plan(body)) == between("2026-01-23", "2026-04-01")


def test_empty_range_depends_on_no_time(plan: MakePlan) -> None:
    body = {"select": [COUNT], "range": "month to date", "now": "2026-04-01"}
    found = times_of(plan(body))
    assert found.start is not None
    assert found.end_inclusive == found.start - 1


def test_extracted_times_are_those_of_range_and_filter(plan: MakePlan) -> None:
    where = all_of(condition("type", "eq", "a"), condition("createdAt", "gte", "2026-03-10"))
    planned = plan({"select": [COUNT], "range": MARCH, "where": where})
    found = planned.times
    assert found.time_range == between("2026-03-10", "2026-04-01")
    assert isinstance(found.rest, Condition)
    assert found.rest.reference.name == "type"
    assert planned.own_times.time_range == TimeRange(instant("2026-03-10"))
    assert planned.own_times.rest == found.rest


def test_condition_on_a_function_of_the_time_field_is_no_range_of_it(plan: MakePlan) -> None:
    where = {
        "condition": {"field": "createdAt", "apply": "hourOfDay", "operator": "gte", "value": 18}
    }
    planned = plan({"select": [COUNT], "where": where})
    assert planned.times.time_range == TimeRange()
    assert times_of(planned) == TimeRange()


CHANGING = Function(
    name="changing",
    summary="changes by the clock",
    takes=Kind.ANY,
    gives=Kind.NUMBER,
    render=lambda value: value.text,
    volatile=True,
)
CHANGING_FIELD = DerivedField(
    name="changing", summary="changes", kind=Kind.NUMBER, render=lambda _: sql("1"), volatile=True
)
CHANGING_OPERATOR = Operator(
    name="changing",
    summary="changes",
    operands={Kind.ANY: None},
    render=lambda *_: sql("1"),
    volatile=True,
)
CHANGING_AGGREGATE = Aggregate(
    name="changing", summary="changes", render=lambda value: value.text, volatile=True
)


@pytest.fixture(scope="session")
def counted(plan: MakePlan) -> Plan:
    return plan({"select": [COUNT], "groupBy": [group("type")], "range": MARCH})


@pytest.fixture(scope="session")
def volatile_reference(counted: Plan) -> Reference:
    return Reference(counted.dataset.fields["createdAt"], function=CHANGING)


@pytest.fixture(scope="session")
def volatile_value(counted: Plan) -> Aggregation:
    return Aggregation(CHANGING_AGGREGATE, None)


def test_query_of_constant_terms_is_not_volatile(counted: Plan) -> None:
    assert not is_volatile(counted)


def test_function_in_any_place_makes_a_query_volatile(
    counted: Plan, volatile_reference: Reference
) -> None:
    count = next(column for column in counted.columns if isinstance(column, Aggregation))
    condition_of = Condition(volatile_reference, CHANGING_OPERATOR, None)
    constant = attrs.evolve(CHANGING_OPERATOR, volatile=False)
    keys = (
        volatile_reference,
        NumericBucket(volatile_reference, width=1),
        TopValues(volatile_reference, 3, count),
    )
    for key in keys:
        assert is_volatile(attrs.evolve(counted, columns=(key, count), groups=(key,)))
        assert is_volatile(attrs.evolve(counted, columns=(count,), groups=(key,)))
    of_reference = attrs.evolve(count, reference=volatile_reference)
    filtered = attrs.evolve(count, where=AnyOf((attrs.evolve(condition_of, operator=constant),)))
    for value in (of_reference, filtered):
        assert is_volatile(attrs.evolve(counted, columns=(value,)))
    where = attrs.evolve(condition_of, operator=constant)
    assert is_volatile(attrs.evolve(counted, where=where))
    assert dependencies_of(attrs.evolve(counted, where=where)) is None


def test_derived_field_can_make_a_query_volatile(counted: Plan) -> None:
    key = Reference(CHANGING_FIELD)
    assert is_volatile(attrs.evolve(counted, groups=(key,)))


def test_column_that_others_are_computed_from_makes_a_query_volatile(
    counted: Plan, volatile_value: Aggregation
) -> None:
    variable: Variable[Any] = Variable(volatile_value)
    for expression in (
        variable,
        Negative(variable),
        Operation("+", Number(1), variable),
        Operation("+", variable, Number(1)),
        Coalesce((Number(1), variable)),
    ):
        formula = Formula("f", expression)
        assert is_volatile(attrs.evolve(counted, columns=(formula,)))
    rank = Rank("r", volatile_value, (), descending=True)
    assert is_volatile(attrs.evolve(counted, columns=(rank,)))
    having = NotColumn(ColumnCondition(volatile_value, "gt", 1))
    assert is_volatile(attrs.evolve(counted, having=having))
    key = counted.columns[0]
    assert isinstance(key, Reference)
    top = TopValues(key, 3, volatile_value)
    assert is_volatile(attrs.evolve(counted, groups=(top,)))


def test_formula_of_formulas_is_examined_in_linear_time(
    plan: MakePlan,
) -> None:
    """Each formula has the one before twice: as a tree they would be 2 ** 150 columns."""
    formulas = [
        {"type": "formula", "formula": f"{name} + {name}", "as": f"f{number}"}
        for number, name in enumerate(["count", *(f"f{number}" for number in range(149))])
    ]
    planned = plan({"select": [COUNT, *formulas], "where": at("properties", "n", "eq", 1)})
    assert not is_volatile(planned)

"""Queries over conversations and feedback agree with the model: numbers, arrays, and the rest."""

from itertools import cycle
from typing import Any

import pytest

from semantics.comparison import check_answer, check_filter
from semantics.engine import Engine, Space
from semantics.model import CONVERSATIONS, FEEDBACK
from semantics.pools import NO_TIMESTAMPS, NUMBERS, STRINGS, TIMESTAMPS

COUNTS = [0, 1, 2, 9, 10, 99, 100, 2**31, 2**53 + 1]
REASONS: list[Any] = [
    None,
    [],
    [{"label": "a", "details": ""}],
    [{"label": "a", "details": "b"}],
    [{"label": "b", "details": ""}, {"label": "a", "details": ""}],
    [{"label": "a", "details": ""}, {"label": "a", "details": ""}],
    *([{"label": text, "details": text}] for text in STRINGS[:12]),
]
LISTS = [*REASONS[1:], [{"label": "a"}], [{}], [[]], ["a"], ["a", 1, None], [[{"label": "a"}]]]
OBJECTS = [{"label": "a"}, {"label": "a", "details": ""}, {"details": ""}, {}, {"label": None}]
SCALARS = ["a", "", "label", 1, True]
ORDERS = ["gt", "gte", "lt", "lte"]
AGGREGATIONS = ["count", "countDistinct", "sum", "avg", "min", "max"]
UNITS = ["hour", "day", "week", "month"]


def common(number: int) -> dict[str, Any]:
    """Return the fields that both datasets have, different for each row."""
    values = [*NUMBERS, *STRINGS, *TIMESTAMPS, *NO_TIMESTAMPS, None, True, [1, "a"], {"a": 1}]
    value = values[number % len(values)]
    return {
        "integrationId": STRINGS[number % 3] or None,
        "properties": None if number % 7 == 6 else {"v": value},
        "userProperties": {} if number % 2 else None,
    }


@pytest.fixture(scope="module")
def conversations(engine: Engine) -> Space:
    times = cycle(["2026-03-02T10:15:00.000Z", "2026-02-28T23:59:59.999Z", "2026-03-02T11:00:00Z"])
    return engine.space_of(
        CONVERSATIONS,
        (
            {
                **common(number),
                "userMessageCount": COUNTS[number % len(COUNTS)],
                "firstMessageTime": time,
                "type": ("openai", "support_ticket", "support_copilot")[number % 3],
            }
            for number, time in zip(range(90), times, strict=False)
        ),
    )


@pytest.fixture(scope="module")
def feedback(engine: Engine) -> Space:
    times = cycle(["2026-03-02T10:15:00.000Z", "2025-12-31T23:59:59.999Z"])
    return engine.space_of(
        FEEDBACK,
        (
            {
                **common(number),
                "type": "negative" if number % 3 else "positive",
                "messageId": f"m{number % 5}",
                "createdAt": time,
                "reasons": REASONS[number % len(REASONS)],
                "conversationId": f"c{number % 4}" if number % 4 else None,
            }
            for number, time in zip(range(90), times, strict=False)
        ),
    )


def condition(field: str, operator: str, *operand: Any) -> Any:
    value = {"value": operand[0]} if operand else {}
    return {"condition": {"field": field, "operator": operator, **value}}


def check_both(space: Space, where: Any) -> None:
    check_filter(space, where)
    check_filter(space, {"not": where})


NUMERIC = [0, 1, 2, 9, 9.0, 9.5, -1, 10, 2**31, 2**53, 2.0**53, 2**53 + 1, 1e300, -1e300, 0.0]


@pytest.mark.parametrize("operator", ["eq", "neq", *ORDERS])
def test_comparisons_of_a_number_field_agree_with_model(
    conversations: Space, operator: str
) -> None:
    for operand in NUMERIC:
        check_both(conversations, condition("userMessageCount", operator, operand))


def test_membership_and_null_tests_of_a_number_field_agree_with_model(
    conversations: Space,
) -> None:
    for operator in ("in", "notIn"):
        for operand in ([], [None], [9], [9.0, None], NUMERIC):
            check_both(conversations, condition("userMessageCount", operator, operand))
    for operator in ("eq", "neq"):
        check_both(conversations, condition("userMessageCount", operator, None))
    for operator in ("isNull", "isNotNull"):
        check_both(conversations, condition("userMessageCount", operator))


@pytest.mark.parametrize("operator", ["eq", "neq", "jsonContains", "jsonContainedBy"])
def test_equality_and_containment_of_an_array_field_agree_with_model(
    feedback: Space, operator: str
) -> None:
    for operand in [*LISTS, *OBJECTS, *SCALARS]:
        check_both(feedback, condition("reasons", operator, operand))


def test_other_operators_of_an_array_field_agree_with_model(feedback: Space) -> None:
    for operand in [*LISTS, *OBJECTS, *SCALARS, None]:
        check_both(feedback, condition("reasons", "in", [operand]))
        check_both(feedback, condition("reasons", "notIn", [operand, []]))
    for scalar in SCALARS:
        check_both(feedback, condition("reasons", "arrayContains", scalar))
        check_both(feedback, condition("reasons", "arrayContains", [scalar, "a"]))
    for wanted in OBJECTS:
        check_both(feedback, condition("reasons", "jsonArrayContainsObject", wanted))
        check_both(feedback, condition("reasons", "jsonArrayContainsObject", [wanted, {}]))
    for name in ("label", "a", ""):
        check_both(feedback, condition("reasons", "jsonHasKey", name))
        check_both(feedback, condition("reasons", "jsonHasAnyKey", [name, "b"]))
        check_both(feedback, condition("reasons", "jsonHasAllKeys", [name]))
    check_both(feedback, condition("reasons", "jsonHasAllKeys", []))
    check_both(feedback, condition("reasons", "arrayContains", []))
    for operator in ("isNull", "isNotNull"):
        check_both(feedback, condition("reasons", operator))


@pytest.fixture(params=["conversations", "feedback"])
def space(request: pytest.FixtureRequest) -> Space:
    found: Space = request.getfixturevalue(request.param)
    return found


def test_filters_of_the_other_fields_agree_with_model(space: Space) -> None:
    time = space.dataset.time_field
    for operand in ("2026-03-02T10:15:00.000Z", "2026-03-02", "2026-03-01T00:59:59.999+01:00"):
        for operator in ("eq", "neq", *ORDERS):
            check_both(space, condition(time, operator, operand))
    for operand in ("openai", "positive", "", "p"):
        for operator in ("eq", "neq", *ORDERS):
            check_both(space, condition("type", operator, operand))
    values: list[Any] = [*NUMBERS, *STRINGS[:12], None, True, [1, "a"], {"a": 1}]
    for value in values:
        check_both(space, condition("properties", "eq", {"path": ["v"], "value": value}))
    check_both(space, condition("properties", "jsonContains", {"v": {"a": 1}}))


@pytest.mark.parametrize("mode", ["text", "native"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_raw_rows_agree_with_model(space: Space, mode: str, direction: str) -> None:
    check_answer(space, {"jsonValues": mode})
    check_answer(space, {"jsonValues": mode, "limit": 7, "offset": 3})
    for field in (*space.dataset.fields, "properties.v"):
        order = [{"field": field, "direction": direction}]
        check_answer(space, {"jsonValues": mode, "orderBy": order})


@pytest.mark.parametrize("mode", ["text", "native"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_groups_and_aggregations_agree_with_model(space: Space, mode: str, direction: str) -> None:
    fields = space.dataset.fields
    aggregations = [
        {"type": "aggregation", "aggregation": name, "field": field}
        for name in AGGREGATIONS
        for field in (*fields[:6], "properties")
    ]
    count = {"type": "aggregation", "aggregation": "count"}
    check_answer(space, {"select": [count, *aggregations]})
    for field in fields:
        order = [{"field": field, "direction": direction}]
        body = {"groupBy": [{"field": field}], "jsonValues": mode, "orderBy": order}
        check_answer(space, {**body, "select": [count, *aggregations]})
        for unit in UNITS:
            units = [{"type": "time", "timeUnit": unit, "field": field}, count]
            check_answer(space, {"select": units, "jsonValues": mode})
    for unit in UNITS:
        check_answer(space, {"select": [{"type": "time", "timeUnit": unit}, count]})

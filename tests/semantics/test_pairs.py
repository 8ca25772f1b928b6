"""All pairs of unusual values, operands and paths, without random selection."""

from typing import Any

import pytest

from semantics.comparison import check_answer, check_filter
from semantics.engine import Engine, Space
from semantics.pools import NAMES, NO_TIMESTAMPS, NUMBERS, STRINGS, TIMESTAMPS

SCALARS = [None, True, False, *NUMBERS, *STRINGS, *TIMESTAMPS[:3], *NO_TIMESTAMPS[:3]]
FEW = [None, True, False, 0, 1, 1.0, 2**53 + 1, 2.0**53, "1", "true", "null", "a", "", "0"]
CONTAINERS = [
    *([], {}, [[]], [{}], {"a": None}, {"a": {}}, {"a": []}, [1, 1], [1, 2, 1], [[1, 2], [3]]),
    *([{"a": 1}, {"b": 2}], [{"a": 1, "b": 2}], {"a": [1, 2]}, {"a": {"b": [True]}}, [None, None]),
    *({"0": 1}, {"-1": "a"}, ["0"], ["a", 1, None], {"a": 1, "b": 1.0}, [2**53 + 1], ["b", "a"]),
    *([value] for value in FEW),
    *({"a": value} for value in FEW),
]
ORDERS = ["gt", "gte", "lt", "lte"]
EQUALITIES = ["eq", "neq", "jsonContains", "jsonContainedBy"]


def search(number: int, properties: Any) -> Any:
    return {
        "entityType": "search",
        "type": "t",
        "searchQuery": (*STRINGS, *TIMESTAMPS, *NO_TIMESTAMPS)[number % 100],
        "createdAt": "2026-03-02T10:15:00.000Z",
        "properties": properties,
    }


@pytest.fixture(scope="module")
def values(engine: Engine) -> Space:
    """Store one event for each value at v; the first has no v, the last no properties."""
    documents = [{}, *({"v": value} for value in [*SCALARS, *CONTAINERS]), None]
    return engine.space(search(number, document) for number, document in enumerate(documents))


@pytest.fixture(scope="module")
def named(engine: Engine) -> Space:
    """Store objects and arrays for the tests of paths."""
    documents = [
        *({name: {name: 1}} for name in NAMES),
        *({"v": {name: name}} for name in NAMES),
        *({"v": list(range(length))} for length in range(4)),
        {"v": {name: name for name in NAMES}},
        {"v": "text"},
        {"v": [["a", "b"], {"0": "c", "-1": "d"}]},
    ]
    return engine.space(search(number, document) for number, document in enumerate(documents))


def at_v(operator: str, *operand: Any) -> Any:
    value = {"path": ["v"], **({"value": operand[0]} if operand else {})}
    return {"condition": {"field": "properties", "operator": operator, "value": value}}


@pytest.mark.parametrize("operator", EQUALITIES)
def test_equality_and_containment_of_all_value_pairs_agree_with_model(
    values: Space, operator: str
) -> None:
    for operand in [*SCALARS, *CONTAINERS]:
        check_filter(values, at_v(operator, operand))


@pytest.mark.parametrize("operator", ["in", "notIn"])
def test_in_and_not_in_of_all_value_pairs_agree_with_model(values: Space, operator: str) -> None:
    for operand in [*SCALARS, *CONTAINERS]:
        check_filter(values, at_v(operator, [operand]))
        check_filter(values, {"not": at_v(operator, [operand, None, "a"])})


@pytest.mark.parametrize("operator", ORDERS)
def test_order_comparisons_of_all_value_pairs_agree_with_model(
    values: Space, operator: str
) -> None:
    for operand in [*NUMBERS, *STRINGS]:
        check_filter(values, at_v(operator, operand))
        check_filter(values, {"not": at_v(operator, operand)})


def test_element_and_key_operators_of_all_value_pairs_agree_with_model(values: Space) -> None:
    for scalar in SCALARS:
        check_filter(values, at_v("arrayContains", scalar))
        check_filter(values, at_v("arrayContains", [scalar, 1]))
    for name in [*STRINGS, *NAMES]:
        check_filter(values, at_v("jsonHasKey", name))
        check_filter(values, at_v("jsonHasAnyKey", [name, "b"]))
        check_filter(values, at_v("jsonHasAllKeys", [name, "a"]))
    for container in CONTAINERS:
        if isinstance(container, dict):
            check_filter(values, at_v("jsonArrayContainsObject", container))
            check_filter(values, at_v("jsonArrayContainsObject", [container, {}]))
        elif not any(isinstance(element, dict | list) for element in container):
            check_filter(values, at_v("arrayContains", container))


@pytest.mark.parametrize("operator", ["eq", "neq", "jsonContains", "jsonContainedBy"])
def test_operators_on_whole_json_field_agree_with_model(values: Space, operator: str) -> None:
    for operand in [None, *CONTAINERS, *({"v": value} for value in [*FEW, *CONTAINERS])]:
        condition = {"field": "properties", "operator": operator, "value": operand}
        check_filter(values, {"condition": condition})


@pytest.mark.parametrize("operator", ["eq", "neq", *ORDERS])
def test_operators_on_text_fields_agree_with_model(values: Space, operator: str) -> None:
    for operand in STRINGS:
        condition = {"field": "searchQuery", "operator": operator, "value": operand}
        check_filter(values, {"condition": condition})
        check_filter(values, {"not": {"condition": {**condition, "field": "messageId"}}})


def test_null_operators_agree_with_model(values: Space) -> None:
    for operator in ("isNull", "isNotNull"):
        check_filter(values, at_v(operator))
        check_filter(values, {"condition": {"field": "properties", "operator": operator}})


def test_paths_of_all_names_agree_with_model(named: Space) -> None:
    for part in NAMES:
        for path in ([part], [part, part], ["v", part], ["v", "0", part]):
            for operator in ("isNotNull", "eq"):
                operand = {"path": path} if operator == "isNotNull" else {"path": path, "value": 1}
                condition = {"field": "properties", "operator": operator, "value": operand}
                check_filter(named, {"condition": condition})
            selected = {"type": "field", "field": "properties", "path": path}
            check_answer(named, {"select": [selected], "jsonValues": "native"})


@pytest.mark.parametrize("mode", ["text", "native"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_groups_and_aggregations_of_all_values_agree_with_model(
    values: Space, mode: str, direction: str
) -> None:
    at = {"field": "properties", "path": ["v"]}
    aggregations = [
        {"type": "aggregation", "aggregation": name, **of}
        for name in ("sum", "avg", "min", "max", "count", "countDistinct")
        for of in (at, {"field": "searchQuery"})
    ]
    units = [{"type": "time", "timeUnit": unit, **at} for unit in ("hour", "day", "week", "month")]
    for select in (aggregations, units, [*units[:1], *aggregations]):
        for grouped in ([], [at]):
            check_answer(
                values,
                {
                    "select": select,
                    "groupBy": grouped,
                    "jsonValues": mode,
                    "orderBy": [{"field": "properties.v", "direction": direction}]
                    if grouped
                    else [],
                },
            )

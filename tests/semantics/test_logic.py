"""and, or and not: every small filter shape over all combinations of true, false and null."""

from itertools import product
from typing import Any

import pytest

from semantics.comparison import check_filter
from semantics.engine import Engine, Space

Json = Any
NAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def truths(engine: Engine) -> Space:
    """Store an event for each combination of members that are 1, 2, null or missing."""
    return engine.space(
        {
            "entityType": "search",
            "type": "t",
            "searchQuery": "q",
            "createdAt": "2026-03-02T10:15:00.000Z",
            "properties": {
                name: value for name, value in zip(NAMES, values, strict=True) if value != "missing"
            },
        }
        for values in product((1, 2, None, "missing"), repeat=3)
    )


def atom(name: str, operator: str = "eq") -> Json:
    operand = {"path": [name], "value": 1}
    return {"condition": {"field": "properties", "operator": operator, "value": operand}}


def shapes(inside: list[Json], other: Json) -> list[Json]:
    """Return each filter joined with another by and and or, on both sides, plain and negated."""
    joined = [
        {join: pair}
        for one in inside
        for join in ("and", "or")
        for pair in ([one, other], [other, one], [{"not": one}, other])
    ]
    return [*joined, *({"not": filter_} for filter_ in joined)]


@pytest.mark.parametrize("operator", ["eq", "neq", "gt"])
def test_every_small_filter_shape_agrees_with_model(truths: Space, operator: str) -> None:
    a, b, c = (atom(name, operator) for name in NAMES)
    for where in shapes(shapes([a], b)[::2], c):
        check_filter(truths, where)


def test_empty_and_single_operand_filters_agree_with_model(truths: Space) -> None:
    for join in ("and", "or"):
        lists: list[list[Json]] = [[], [atom("a")], [{"and": []}, {"or": []}]]
        for operands in lists:
            where = {join: operands}
            check_filter(truths, where)
            check_filter(truths, {"not": where})


def test_deep_filters_agree_with_model(truths: Space) -> None:
    for joins in (["and", "or"], ["or", "and"], ["or", "not"], ["not", "and"]):
        where = atom("a")
        for depth in range(30):
            join = joins[depth % 2]
            name = NAMES[depth % 3]
            where = {"not": where} if join == "not" else {join: [where, atom(name)]}
        check_filter(truths, where)


def test_long_filters_agree_with_model(truths: Space) -> None:
    pairs = [{"and": [atom(one), atom(other, "neq")]} for one, other in product(NAMES, repeat=2)]
    for join in ("and", "or"):
        check_filter(truths, {join: pairs * 50})
        check_filter(truths, {"not": {join: [{"not": pair} for pair in pairs * 50]}})

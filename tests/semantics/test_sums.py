"""Aggregations of few numbers, in which a rounding error is visible."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantics.budget import drawn, examples
from semantics.comparison import check_answer
from semantics.engine import Engine, Space
from semantics.pools import NUMBERS
from semantics.strategies import numbers

AGGREGATIONS = ["sum", "avg", "min", "max", "count", "countDistinct"]


@pytest.fixture(scope="module")
def summands(engine: Engine) -> Space:
    """Store events with one number each, as a number and as text."""
    all_numbers = [*NUMBERS, *drawn(numbers, 60)]
    return engine.space(
        {
            "entityType": "search",
            "type": "t",
            "searchQuery": str(number),
            "createdAt": "2026-03-02T10:15:00.000Z",
            "properties": {"v": number},
        }
        for number in all_numbers
    )


def aggregations_of(ids: list[str]) -> Any:
    return {
        "select": [
            {"type": "aggregation", "aggregation": name, **of}
            for name in AGGREGATIONS
            for of in (
                {"field": "properties", "path": ["v"]},
                {"field": "searchQuery"},
                {"field": "createdAt"},
            )
        ],
        "where": {"condition": {"field": "id", "operator": "in", "value": ids}},
    }


def integers(events: list[Any]) -> list[str]:
    return [event["id"] for event in events if isinstance(event["properties"]["v"], int)]


def test_aggregations_of_two_integers_agree_with_model(summands: Space) -> None:
    for pair in combinations(integers(summands.events[: len(NUMBERS)]), 2):
        check_answer(summands, aggregations_of(list(pair)))


@examples(100)
@given(data=st.data())
def test_aggregations_of_few_numbers_agree_with_model(summands: Space, data: st.DataObject) -> None:
    ids = data.draw(
        st.sampled_from([integers(summands.events), [event["id"] for event in summands.events]])
    )
    check_answer(summands, aggregations_of(data.draw(st.lists(st.sampled_from(ids), max_size=5))))

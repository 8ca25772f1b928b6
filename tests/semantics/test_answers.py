"""Complete answers: columns, values, groups, aggregations, order, pages and totals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantics.budget import examples
from semantics.comparison import check_answer
from semantics.engine import Engine, Space
from semantics.places import Places
from semantics.query_strategies import AGGREGATIONS, UNITS, grouped_queries, raw_queries
from semantics.strategies import events

Queries = st.SearchStrategy[Any]


@pytest.fixture(scope="module")
def raw(corpus: Space) -> Queries:
    return raw_queries(Places(corpus.events))


@pytest.fixture(scope="module")
def grouped(corpus: Space) -> Queries:
    return grouped_queries(Places(corpus.events))


@examples(50)
@given(data=st.data())
def test_raw_query_answers_agree_with_model(
    corpus: Space, raw: Queries, data: st.DataObject
) -> None:
    check_answer(corpus, data.draw(raw))


@examples(90)
@given(data=st.data())
def test_grouped_query_answers_agree_with_model(
    corpus: Space, grouped: Queries, data: st.DataObject
) -> None:
    check_answer(corpus, data.draw(grouped))


@examples(20)
@given(bodies=st.lists(events(), max_size=6), data=st.data())
def test_query_answers_over_random_events_agree_with_model(
    engine: Engine, bodies: Any, data: st.DataObject
) -> None:
    space = engine.space(bodies)
    places = Places(space.events)
    check_answer(space, data.draw(raw_queries(places)))
    strategy = grouped_queries(places)
    for _ in range(2):
        check_answer(space, data.draw(strategy))


@pytest.fixture(scope="module")
def days(engine: Engine) -> Space:
    """Store an event every 17 hours; the values at a and b are unevenly distributed."""
    values = (1, None, "2", "x", 1.5, True, -3)
    return engine.space(
        {
            "entityType": "search",
            "type": "t",
            "searchQuery": "q",
            "createdAt": f"2026-03-{1 + hour // 24:02}T{hour % 24:02}:30:00.000Z",
            "properties": {"a": values[hour % 7], "b": hour // 100},
        }
        for hour in range(0, 24 * 20, 17)
    )


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("unit", UNITS)
def test_each_aggregation_by_time_unit_agrees_with_model(
    days: Space, aggregation: str, unit: str
) -> None:
    def at(name: str, value: Any) -> Any:
        operand = {"path": [name], "value": value}
        return {"condition": {"field": "properties", "operator": "eq", "value": operand}}

    march = [
        {"condition": {"field": "createdAt", "operator": operator, "value": value}}
        for operator, value in (("gte", "2026-03-02T06:00:00Z"), ("lt", "2026-03-19"))
    ]
    for where in (
        [],
        [at("a", "x")],
        [at("b", 2)],
        [at("b", 1), {"not": at("a", 1)}],
        [at("b", 9)],
    ):
        for field in ({}, {"field": "properties", "path": ["a"]}, {"field": "searchQuery"}):
            if not field and aggregation != "count":
                continue
            select = [
                {"type": "time", "timeUnit": unit},
                {"type": "aggregation", "aggregation": aggregation, **field},
            ]
            check_answer(days, {"select": select, "where": {"and": [*march, *where]}})

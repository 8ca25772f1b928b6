"""Whole answers: columns, values, groups, aggregations, order, pages and totals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantics.budget import examples
from semantics.comparison import check_answer
from semantics.engine import Engine, Space
from semantics.places import Places
from semantics.query_strategies import grouped_queries, raw_queries
from semantics.strategies import events


@pytest.fixture(scope="module")
def raw(corpus: Space) -> Any:
    return raw_queries(Places(corpus.events))


@pytest.fixture(scope="module")
def grouped(corpus: Space) -> Any:
    return grouped_queries(Places(corpus.events))


@examples(50)
@given(data=st.data())
def test_raw_queries(corpus: Space, raw: Any, data: st.DataObject) -> None:
    check_answer(corpus, data.draw(raw))


@examples(90)
@given(data=st.data())
def test_grouped_queries(corpus: Space, grouped: Any, data: st.DataObject) -> None:
    check_answer(corpus, data.draw(grouped))


@examples(20)
@given(bodies=st.lists(events(), max_size=6), data=st.data())
def test_queries_over_other_events(engine: Engine, bodies: Any, data: st.DataObject) -> None:
    space = engine.space(bodies)
    places = Places(space.events)
    check_answer(space, data.draw(raw_queries(places)))
    strategy = grouped_queries(places)
    for _ in range(2):
        check_answer(space, data.draw(strategy))

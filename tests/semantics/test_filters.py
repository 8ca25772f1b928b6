"""Filters match the events that the model expects."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantics.budget import examples
from semantics.comparison import check_filter
from semantics.engine import Engine, Space
from semantics.filter_strategies import conditions, filters, siblings
from semantics.model.jsonvalues import walk
from semantics.places import Places, among
from semantics.strategies import events

Filters = st.SearchStrategy[Any]


@pytest.fixture(scope="module")
def places(corpus: Space) -> Places:
    return Places(corpus.events)


@pytest.fixture(scope="module")
def one(places: Places) -> Filters:
    return conditions(places)


@pytest.fixture(scope="module")
def nested(places: Places) -> Filters:
    return filters(places)


@examples(130)
@given(data=st.data())
def test_single_conditions_agree_with_model(
    corpus: Space, one: Filters, data: st.DataObject
) -> None:
    for where in siblings(data.draw(one)):
        check_filter(corpus, where)


@examples(70)
@given(data=st.data())
def test_nested_filters_agree_with_model(
    corpus: Space, nested: Filters, data: st.DataObject
) -> None:
    check_filter(corpus, data.draw(nested))


@examples(20)
@given(bodies=st.lists(events(), min_size=1, max_size=6), data=st.data())
def test_filters_over_random_events_agree_with_model(
    engine: Engine, bodies: Any, data: st.DataObject
) -> None:
    space = engine.space(bodies)
    strategy = filters(Places(space.events))
    for _ in range(4):
        check_filter(space, data.draw(strategy))


@examples(50)
@given(data=st.data())
def test_returned_text_of_value_matches_its_event(
    corpus: Space, places: Places, data: st.DataObject
) -> None:
    place = data.draw(among(places.found))
    selection = {"type": "field", "field": place.field, "path": place.path}
    name = ".".join([place.field, *place.path])
    rows = corpus.ask({"select": [{"type": "field", "field": "id"}, selection]})["result"]
    shown = {row["id"]: row[name] for row in rows}
    for event in corpus.events:
        value = walk(event[place.field], place.path)
        if value is not None and not isinstance(value, list | dict):
            operand = {"path": place.path, "value": shown[event["id"]]}
            where = {"condition": {"field": place.field, "operator": "eq", "value": operand}}
            assert event["id"] in corpus.ids(where), (where, value)
            break

"""Strategies of filters with functions, derived fields and local times."""

from typing import Any

from hypothesis import strategies as st

from semantics.language.rows import NUMBERS, QUERIES, TIMES, TYPES, URLS, VALUES
from semantics.language.time_strategies import When, instants
from semantics.model.events import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from semantics.model.jsonvalues import kind

Json = Any
_ORDERS = ["gt", "gte", "lt", "lte"]
OF_TIMES = ["dayOfWeek", "hourOfDay", "dayOfMonth", "monthOfYear"]
OF_TEXTS = ["lower", "domain", "length"]
_POOLS = {"n": NUMBERS, "v": VALUES, "t": TIMES, "url": URLS}
TEXTS: dict[Dataset, dict[str, list[Json]]] = {
    EVENTS: {
        "type": TYPES,
        "searchQuery": QUERIES,
        "conversationId": ["c1", "c2", "C2", None],
        "integrationId": ["i", "I", None],
    },
    CONVERSATIONS: {"type": ["openai", "support_ticket"], "integrationId": ["i", "I", None]},
    FEEDBACK: {
        "type": ["positive", "negative"],
        "messageId": ["m1", "M1", "m2"],
        "conversationId": ["c1", "c2", None],
        "integrationId": ["i", "I", None],
    },
}
"""The text fields of each dataset that have several values, with these."""


def _condition(field: str, operator: str, *operand: Json, **more: Json) -> Json:
    value = {"value": operand[0]} if operand else {}
    return {"condition": {"field": field, "operator": operator, **value, **more}}


def filters(dataset: Dataset, when: When) -> st.SearchStrategy[Json]:
    """Return a strategy of conditions, most of which hold for many rows, and nested ones."""
    single = conditions(dataset, when)
    return st.one_of(
        single,
        single,
        single.map(lambda one: {"not": one}),
        st.lists(single, max_size=2).map(lambda both: {"and": both}),
        st.lists(single, min_size=1, max_size=3).map(lambda any_: {"or": any_}),
    )


def conditions(dataset: Dataset, when: When) -> st.SearchStrategy[Json]:
    """Return a strategy of single conditions."""
    return st.one_of(
        _of_text(dataset),
        _at_path(),
        _of_time(dataset, when),
        _of_function(dataset),
        _of_user(),
    )


@st.composite
def _of_text(draw: st.DrawFn, dataset: Dataset) -> Json:
    field = draw(st.sampled_from(sorted(TEXTS[dataset])))
    return draw(_tests(field, TEXTS[dataset][field], ["eq", "neq", *_ORDERS]))


@st.composite
def _tests(draw: st.DrawFn, field: str, values: list[Json], operators: list[str]) -> Json:
    present = [value for value in values if value is not None]
    match draw(st.sampled_from([*operators, "in", "notIn", "isNull", "isNotNull"])):
        case "isNull" | "isNotNull" as operator:
            return _condition(field, operator)
        case "in" | "notIn" as operator:
            return _condition(field, operator, draw(st.lists(st.sampled_from(values), max_size=3)))
        case operator:
            return _condition(field, operator, draw(st.sampled_from(present)))


@st.composite
def _at_path(draw: st.DrawFn) -> Json:
    name = draw(st.sampled_from(sorted(_POOLS)))
    operator = draw(st.sampled_from(["eq", "neq", "isNull", "isNotNull", "in", *_ORDERS]))
    at: Json = {"path": [name]}
    values = st.sampled_from(_POOLS[name])
    if operator in _ORDERS:
        at["value"] = draw(values.filter(lambda one: kind(one) in ("number", "string")))
    elif operator == "in":
        at["value"] = draw(st.lists(values, max_size=3))
    elif operator in ("eq", "neq"):
        at["value"] = draw(values)
    return _condition("properties", operator, at)


@st.composite
def _of_time(draw: st.DrawFn, dataset: Dataset, when: When) -> Json:
    operator = draw(st.sampled_from([*_ORDERS, *_ORDERS, "eq", "neq", "in"]))
    times = instants(when.calendar.zone, when.near)
    operand = draw(st.lists(times, max_size=3)) if operator == "in" else draw(times)
    return _condition(dataset.time_field, operator, operand)


@st.composite
def _of_function(draw: st.DrawFn, dataset: Dataset) -> Json:
    numbers = list(range(25))
    if draw(st.booleans()):
        name = draw(st.sampled_from(OF_TIMES))
        inside = draw(_tests(dataset.time_field, numbers, ["eq", "neq", *_ORDERS]))["condition"]
        return {"condition": {**inside, "apply": name}}
    name = draw(st.sampled_from(OF_TEXTS))
    texts = ["api key", "é", "c2", "i", "example.com", "github.com", "closed", "negative"]
    values = numbers[:10] if name == "length" else texts
    if draw(st.booleans()):
        field = draw(st.sampled_from(sorted(TEXTS[dataset])))
        inside = draw(_tests(field, values, ["eq", "neq", *_ORDERS]))["condition"]
        return {"condition": {**inside, "apply": name}}
    inside = draw(_tests("properties", values, ["eq", "neq", *_ORDERS]))["condition"]
    path = [draw(st.sampled_from(["url", "v"]))]
    operand = {"path": path, **({"value": inside["value"]} if "value" in inside else {})}
    return {"condition": {**inside, "value": operand, "apply": name}}


def _of_user() -> st.SearchStrategy[Json]:
    return _tests("user", ["u1", "u2", "7"], ["eq", "neq", *_ORDERS])

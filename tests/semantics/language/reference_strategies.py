"""Strategies of fields, paths and functions of either, and the parts that every query may have."""

from typing import Any

from hypothesis import strategies as st

from semantics.language.filter_strategies import OF_TEXTS, OF_TIMES, TEXTS, filters
from semantics.language.time_strategies import When
from semantics.model.events import CONVERSATIONS, FEEDBACK, Dataset

Json = Any
DIRECTIONS = st.sampled_from(["asc", "desc"])
_PATHS = ["n", "v", "t", "url"]


def derived_name(item: Json) -> str:
    """Return the name that an item has without `as`."""
    name = ".".join([item["field"], *item.get("path", [])]) if "field" in item else ""
    name += f"_{item['apply']}" if "apply" in item else ""
    if "aggregation" in item:
        return f"{item['aggregation']}_{name}" if name else str(item["aggregation"])
    return name


@st.composite
def references(draw: st.DrawFn, dataset: Dataset) -> Json:
    """Draw a field, a path or a function of either."""
    text = st.sampled_from(sorted(TEXTS[dataset]))
    kinds = ["text", "path", "path", "user", "of time", "of text", "of path", "plain", "whole"]
    match draw(st.sampled_from(kinds)):
        case "text":
            return {"field": draw(text)}
        case "path":
            return {"field": "properties", "path": [draw(st.sampled_from(_PATHS))]}
        case "user":
            return {"field": "user"}
        case "of time":
            return {"field": dataset.time_field, "apply": draw(st.sampled_from(OF_TIMES))}
        case "of text":
            return {"field": draw(text), "apply": draw(st.sampled_from(OF_TEXTS))}
        case "whole":
            arrays = ["reasons"] if dataset == FEEDBACK else []
            return {"field": draw(st.sampled_from(["userProperties", "properties", *arrays]))}
        case "plain":
            numbers = ["userMessageCount"] if dataset == CONVERSATIONS else []
            return {"field": draw(st.sampled_from([dataset.time_field, "projectId", *numbers]))}
    name, function = draw(
        st.sampled_from([("url", "domain"), ("v", "lower"), ("v", "length"), ("t", "hourOfDay")])
    )
    return {"field": "properties", "path": [name], "apply": function}


@st.composite
def filtered(draw: st.DrawFn, dataset: Dataset, when: When) -> Json:
    """Draw a query's filter, or none."""
    return {"where": draw(filters(dataset, when))} if draw(st.integers(0, 2)) == 0 else {}


@st.composite
def pages(draw: st.DrawFn) -> Json:
    """Draw the form of values, a limit and an offset, or none of these."""
    page: Json = {}
    if draw(st.integers(0, 3)) == 0:
        page["jsonValues"] = draw(st.sampled_from(["text", "native"]))
    if draw(st.integers(0, 3)) == 0:
        page["limit"] = draw(st.sampled_from([0, 1, 2, 5, 20]))
        page["offset"] = draw(st.sampled_from([0, 1, 3, 10]))
    return page

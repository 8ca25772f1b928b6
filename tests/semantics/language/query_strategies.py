"""Strategies of whole valid queries with all features of the language together."""

import re
from typing import Any

from hypothesis import strategies as st

from semantics.language.drafts import (
    Draft,
    add_aggregation,
    add_groups,
    add_number_bucket,
    add_time,
    add_tops,
)
from semantics.language.reference_strategies import (
    DIRECTIONS,
    derived_name,
    filtered,
    pages,
    references,
)
from semantics.language.time_strategies import times
from semantics.model.events import Dataset

Json = Any
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBERS = [0, 1, 2, 3, 5, 0.5, 10, -1]


def queries(dataset: Dataset) -> st.SearchStrategy[Json]:
    """Return a strategy of queries, most of them grouped."""
    grouped = grouped_queries(dataset)
    return st.one_of(grouped, grouped, grouped, grouped, raw_queries(dataset))


@st.composite
def raw_queries(draw: st.DrawFn, dataset: Dataset) -> Json:
    """Draw a query for rows, with names and functions."""
    when = draw(times())
    names = iter("abcdefgh")
    select: list[Json] = []
    for reference in draw(st.lists(references(dataset), max_size=4)):
        named = {"as": f"field_{next(names)}"} if draw(st.booleans()) else {}
        select.append({"type": "field", **reference, **named})
    words = {name: value for name, value in when.words.items() if name != "compare"}
    labels = [item.get("as") or derived_name(item) for item in select]
    order = draw(st.lists(st.sampled_from([*labels, dataset.time_field, "type", "id"]), max_size=2))
    return {
        "select": select,
        **words,
        **draw(filtered(dataset, when)),
        "orderBy": [{"field": name, "direction": draw(DIRECTIONS)} for name in order],
        **draw(pages()),
    }


@st.composite
def grouped_queries(draw: st.DrawFn, dataset: Dataset) -> Json:
    """Draw a query for groups."""
    draft = Draft(draw, dataset)
    add_time(draft)
    if draft.is_likely(4):
        add_number_bucket(draft)
    add_aggregation(draft)
    add_groups(draft)
    for _ in range(draw(st.integers(0, 2))):
        add_aggregation(draft)
    add_tops(draft)
    for _ in range(draw(st.integers(0, 2))):
        _add_formula(draft)
    if draft.is_likely(3):
        _add_rank(draft)
    query = {
        "select": draft.select,
        "groupBy": draft.groups,
        **draft.when.words,
        **draw(filtered(dataset, draft.when)),
        **draw(pages()),
    }
    if (
        draft.time_label
        and draft.when.range
        and (draft.when.compared is None or draw(st.booleans()))
    ):
        is_filled = draft.when.compared is not None or draw(st.booleans())
        query["fill"] = is_filled
    if draft.is_likely(3):
        query["having"] = _having(draft)
    query["orderBy"] = _order(draft)
    return query


def _add_formula(draft: Draft) -> None:
    names = [name for name in draft.columns if _NAME.fullmatch(name)]
    names += ["hours"] if draft.has_hours else []
    names = [name for name in names if not name.startswith("properties")]
    text = draft.draw(formulas(names or ["count"]))
    named = draft.new_name("formula")
    draft.select.append({"type": "formula", "formula": text, **named})
    draft.computed.append(named["as"])


def formulas(names: list[str]) -> st.SearchStrategy[str]:
    """Return a strategy of formulas over columns."""
    operand = st.one_of(
        st.sampled_from(names),
        st.sampled_from(names),
        st.sampled_from(["2", "0", "0.5", "100", "10.25"]),
    )
    return st.recursive(
        operand,
        lambda inside: st.one_of(
            st.builds("{} {} {}".format, inside, st.sampled_from("+-*/"), inside),
            st.builds("({} {}{})".format, inside, st.sampled_from("-/"), inside),
            inside.map("-{}".format),
            st.builds("coalesce({}, {})".format, inside, inside),
            st.builds("{}/{}".format, inside, inside),
        ),
        max_leaves=5,
    )


def _add_rank(draft: Draft) -> None:
    named = draft.new_name("rank")
    rank: Json = {"type": "rank", "by": draft.draw(st.sampled_from(draft.columns)), **named}
    has_partitions = bool(draft.keys) and draft.draw(st.booleans())
    if has_partitions:
        rank["within"] = draft.draw(st.lists(st.sampled_from(draft.keys), unique=True))
    if draft.draw(st.booleans()):
        rank["direction"] = draft.draw(DIRECTIONS)
    draft.select.append(rank)
    draft.computed.append(named["as"])


def _having(draft: Draft) -> Json:
    def condition() -> Json:
        name = draft.draw(st.sampled_from([*draft.columns, *draft.number_keys]))
        operators = ["eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "isNull", "isNotNull"]
        operator = draft.draw(st.sampled_from(operators))
        inside: Json = {"field": name, "operator": operator}
        if operator in ("in", "notIn"):
            inside["value"] = draft.draw(st.lists(st.sampled_from([*_NUMBERS, None]), max_size=3))
        elif not operator.startswith("is"):
            inside["value"] = draft.draw(st.sampled_from(_NUMBERS))
        return {"condition": inside}

    match draft.draw(st.sampled_from(["one", "one", "not", "and", "or"])):
        case "one":
            return condition()
        case "not":
            return {"not": condition()}
        case "and":
            return {"and": [condition(), {"not": condition()}]}
    return {"or": [condition(), condition()]}


def _order(draft: Draft) -> list[Json]:
    names = [*draft.keys, *draft.columns]
    if draft.time_label is not None and draft.when.compared is not None:
        names.append(f"compared_{draft.time_label}")
    chosen = draft.draw(st.lists(st.sampled_from(names), max_size=2))
    paths = {derived_name(group): group for group in draft.groups if "apply" not in group}
    return [
        {
            **({"field": name} if name not in paths else _by_path(paths[name])),
            "direction": draft.draw(DIRECTIONS),
        }
        for name in chosen
    ]


def _by_path(group: Json) -> Json:
    return {name: group[name] for name in ("field", "path") if name in group}

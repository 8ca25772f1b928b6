"""Strategies of whole valid queries with all features of the language together."""

import re
from typing import Any

from hypothesis import strategies as st

from semantics.language.filter_strategies import OF_TEXTS, OF_TIMES, TEXTS, filters
from semantics.language.time_strategies import When, times
from semantics.model.events import CONVERSATIONS, FEEDBACK, Dataset

Json = Any
_DIRECTIONS = st.sampled_from(["asc", "desc"])
_PATHS = ["n", "v", "t", "url"]
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBERS = [0, 1, 2, 3, 5, 0.5, 10, -1]
OVER = [2, 2, 3, 7, 30, 400, "all", "all"]


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
    for reference in draw(st.lists(_references(dataset), max_size=4)):
        named = {"as": f"field_{next(names)}"} if draw(st.booleans()) else {}
        select.append({"type": "field", **reference, **named})
    words = {name: value for name, value in when.words.items() if name != "compare"}
    labels = [item.get("as") or derived_name(item) for item in select]
    order = draw(st.lists(st.sampled_from([*labels, dataset.time_field, "type", "id"]), max_size=2))
    return {
        "select": select,
        **words,
        **draw(_where(dataset, when)),
        "orderBy": [{"field": name, "direction": draw(_DIRECTIONS)} for name in order],
        **draw(_page()),
    }


def derived_name(item: Json) -> str:
    """Return the name that an item has without `as`."""
    name = ".".join([item["field"], *item.get("path", [])]) if "field" in item else ""
    name += f"_{item['apply']}" if "apply" in item else ""
    if "aggregation" in item:
        return f"{item['aggregation']}_{name}" if name else str(item["aggregation"])
    return name


@st.composite
def _references(draw: st.DrawFn, dataset: Dataset) -> Json:
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
def _where(draw: st.DrawFn, dataset: Dataset, when: When) -> Json:
    return {"where": draw(filters(dataset, when))} if draw(st.integers(0, 2)) == 0 else {}


@st.composite
def _page(draw: st.DrawFn) -> Json:
    page: Json = {}
    if draw(st.integers(0, 3)) == 0:
        page["jsonValues"] = draw(st.sampled_from(["text", "native"]))
    if draw(st.integers(0, 3)) == 0:
        page["limit"] = draw(st.sampled_from([0, 1, 2, 5, 20]))
        page["offset"] = draw(st.sampled_from([0, 1, 3, 10]))
    return page


class _Draft:
    """A grouped query that is being drawn, and the names in it."""

    def __init__(self, draw: st.DrawFn, dataset: Dataset) -> None:
        self.draw = draw
        self.dataset = dataset
        self.when: When = draw(times())
        self.select: list[Json] = []
        self.groups: list[Json] = []
        self.keys: list[str] = []
        self.aggregations: list[str] = []
        self.computed: list[str] = []
        self.number_keys: list[str] = []
        self.time_label: str | None = None

    def is_likely(self, one_of: int) -> bool:
        """Draw true once in so many times."""
        return bool(self.draw(st.integers(1, one_of)) == one_of)

    def new_name(self, kind: str) -> Json:
        """Return a member `as` with a name that is not taken."""
        return {"as": f"{kind}{len(self.select) + 1}"}

    @property
    def has_hours(self) -> bool:
        """Return whether each row has a length: in a range, and not by a time at a path."""
        has_other_time = any(item["type"] == "time" and "path" in item for item in self.select)
        return self.when.range is not None and not has_other_time

    @property
    def compared(self) -> list[str]:
        """The names of compared aggregations."""
        has_any = self.when.compared is not None
        return [f"compared_{name}" for name in self.aggregations] if has_any else []

    @property
    def columns(self) -> list[str]:
        """The names that formulas, ranks and having may use, some of them not selected."""
        unselected = ["count_id", "countDistinct_type"]
        if self.dataset == CONVERSATIONS:
            unselected.append("max_userMessageCount")
        extra = self.draw(st.lists(st.sampled_from(unselected), max_size=1))
        if extra and self.when.compared is not None and self.draw(st.booleans()):
            extra = [f"compared_{extra[0]}"]
        return [*self.aggregations, *self.compared, *self.computed, *extra]


@st.composite
def grouped_queries(draw: st.DrawFn, dataset: Dataset) -> Json:
    """Draw a query for groups."""
    draft = _Draft(draw, dataset)
    _add_time(draft)
    if draft.is_likely(4):
        _add_number_bucket(draft)
    _add_aggregation(draft)
    _add_groups(draft)
    for _ in range(draw(st.integers(0, 2))):
        _add_aggregation(draft)
    _add_tops(draft)
    for _ in range(draw(st.integers(0, 2))):
        _add_formula(draft)
    if draft.is_likely(3):
        _add_rank(draft)
    query = {
        "select": draft.select,
        "groupBy": draft.groups,
        **draft.when.words,
        **draw(_where(dataset, draft.when)),
        **draw(_page()),
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


def _add_time(draft: _Draft) -> None:
    units = draft.when.units()
    if draft.when.range is None or not draft.draw(st.integers(0, 3)):
        if draft.when.compared is None and draft.is_likely(3):
            of_path = {"field": "properties", "path": ["t"]}
            unit = draft.draw(st.sampled_from(["hour", "day", "week", "month", "year"]))
            draft.select.append({"type": "time", "timeUnit": unit, **of_path})
            draft.keys.append(f"properties.t_{unit}")
        return
    if not units:
        return
    # The longest of the units gives few buckets.
    unit = draft.draw(st.sampled_from([*units[:3], units[0]]))
    named = draft.new_name("time") if draft.is_likely(4) else {}
    draft.select.append({"type": "time", "timeUnit": unit, **named})
    draft.time_label = named.get("as", f"{draft.dataset.time_field}_{unit}")
    draft.keys.append(draft.time_label)


def _add_number_bucket(draft: _Draft) -> None:
    of: Json = {"field": "properties", "path": [draft.draw(st.sampled_from(["n", "v"]))]}
    if draft.is_likely(6):
        of = {"field": draft.dataset.time_field}
        shape: Json = {"width": 21_600_000, "offset": draft.draw(st.sampled_from([0, 3_600_000]))}
    elif draft.draw(st.booleans()):
        edges = draft.draw(st.sampled_from([[0], [0, 1, 2.25], [-1, 0.5, 4], [1, 100]]))
        shape = {"edges": edges}
    else:
        shape = {"width": draft.draw(st.sampled_from([0.1, 0.5, 1, 3, 10]))}
        if draft.draw(st.booleans()):
            shape["offset"] = draft.draw(st.sampled_from([0, 1, 0.25, -2]))
    named = draft.new_name("number") if draft.draw(st.booleans()) else {}
    draft.select.append({"type": "bucket", **of, **shape, **named})
    label = named.get("as", f"{derived_name(of)}_bucket")
    draft.keys.append(label)
    draft.number_keys.append(label)


def _add_groups(draft: _Draft) -> None:
    references = draft.draw(
        st.lists(_references(draft.dataset), max_size=2, unique_by=derived_name)
    )
    for reference in references:
        label = derived_name(reference)
        if draft.is_likely(4):
            named = draft.new_name("group")
            draft.select.append({"type": "field", **reference, **named})
            label = named["as"]
        is_hidden = draft.is_likely(6)
        draft.groups.append({**reference, **({"includeInSelect": False} if is_hidden else {})})
        draft.keys.append(label)


def _add_aggregation(draft: _Draft) -> None:
    item: Json = {"type": "aggregation", "aggregation": "count"}
    if draft.draw(st.booleans()):
        item |= _measured(draft)
    if draft.is_likely(3):
        item["where"] = draft.draw(filters(draft.dataset, draft.when))
    if draft.time_label is not None and draft.is_likely(3):
        item["over"] = draft.draw(st.sampled_from(OVER))
    elif draft.is_likely(4):
        item["within"] = draft.draw(
            st.lists(st.sampled_from(draft.keys), unique=True) if draft.keys else st.just([])
        )
    if {"where", "over", "within"} & set(item) or draft.is_likely(3):
        item |= draft.new_name("value")
    label = item.get("as") or derived_name(item)
    if label not in draft.aggregations:
        draft.select.append(item)
        draft.aggregations.append(label)


def _measured(draft: _Draft) -> Json:
    """Return an aggregation of a field whose result is exact."""
    name = draft.draw(st.sampled_from(["count", "countDistinct", "sum", "avg", "min", "max"]))
    if name in ("count", "countDistinct"):
        return {"aggregation": name, **draft.draw(_references(draft.dataset))}
    choices: list[Json] = [{"field": "properties", "path": ["n"]}]
    if draft.dataset == CONVERSATIONS:
        choices.append({"field": "userMessageCount"})
    if name in ("min", "max"):
        choices += [{"field": "properties", "path": ["v"]}, {"field": draft.dataset.time_field}]
    choices.append({"field": draft.dataset.time_field, "apply": "hourOfDay"})
    return {"aggregation": name, **draft.draw(st.sampled_from(choices))}


def _add_tops(draft: _Draft) -> None:
    """Give group keys their top values: all of them with the rest, or one without."""
    rest = draft.draw(st.booleans())
    names = [
        item.get("as") or derived_name(item)
        for item in draft.select
        if item["type"] == "aggregation" and "over" not in item and "within" not in item
    ]
    for group in draft.groups:
        if not draft.is_likely(3):
            continue
        top: Json = {"limit": draft.draw(st.sampled_from([1, 2, 3, 100]))}
        if names and draft.draw(st.booleans()):
            top["by"] = draft.draw(st.sampled_from(names))
        if rest:
            top["other"] = draft.draw(st.sampled_from(["Other", "(other)", "a", ""]))
        group["top"] = top
        if not rest:
            return


def _add_formula(draft: _Draft) -> None:
    names = [name for name in draft.columns if _NAME.fullmatch(name)]
    names += ["hours"] if draft.has_hours else []
    names = [name for name in names if not name.startswith("properties")]
    operand = st.one_of(
        st.sampled_from(names or ["count"]),
        st.sampled_from(names or ["count"]),
        st.sampled_from(["2", "0", "0.5", "100", "10.25"]),
    )
    text = draft.draw(
        st.recursive(
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
    )
    named = draft.new_name("formula")
    draft.select.append({"type": "formula", "formula": text, **named})
    draft.computed.append(named["as"])


def _add_rank(draft: _Draft) -> None:
    named = draft.new_name("rank")
    rank: Json = {"type": "rank", "by": draft.draw(st.sampled_from(draft.columns)), **named}
    if draft.keys and draft.draw(st.booleans()):
        rank["within"] = draft.draw(st.lists(st.sampled_from(draft.keys), unique=True))
    if draft.draw(st.booleans()):
        rank["direction"] = draft.draw(_DIRECTIONS)
    draft.select.append(rank)
    draft.computed.append(named["as"])


def _having(draft: _Draft) -> Json:
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


def _order(draft: _Draft) -> list[Json]:
    names = [*draft.keys, *draft.columns]
    if draft.time_label is not None and draft.when.compared is not None:
        names.append(f"compared_{draft.time_label}")
    chosen = draft.draw(st.lists(st.sampled_from(names), max_size=2))
    paths = {derived_name(group): group for group in draft.groups if "apply" not in group}
    return [
        {
            **({"field": name} if name not in paths else _by_path(paths[name])),
            "direction": draft.draw(_DIRECTIONS),
        }
        for name in chosen
    ]


def _by_path(group: Json) -> Json:
    return {name: group[name] for name in ("field", "path") if name in group}

"""Strategies of complete queries over a corpus."""

from typing import Any

from hypothesis import strategies as st

from semantics.filter_strategies import filters
from semantics.places import JSON_FIELDS, TEXT_FIELDS, Places, among

Json = Any
AGGREGATIONS = ["count", "countDistinct", "sum", "avg", "min", "max"]
UNITS = ["hour", "day", "week", "month"]
_DIRECTIONS = st.sampled_from(["asc", "desc"])


def label(item: Json) -> str:
    """Return the name of a column."""
    name = ".".join([item["field"], *item.get("path", [])]) if "field" in item else ""
    match item.get("type", "field"):
        case "aggregation":
            return f"{item['aggregation']}_{name}" if name else item["aggregation"]
        case "time":
            return f"{name or 'createdAt'}_{item['timeUnit']}"
    return name


def references(places: Places) -> st.SearchStrategy[Json]:
    """Return a strategy of fields and of paths in them."""
    paths = places.paths().map(lambda place: {"field": place.field, "path": place.path})
    fields = st.sampled_from([*TEXT_FIELDS, "createdAt", *JSON_FIELDS])
    return st.one_of(paths, paths, fields.map(lambda field: {"field": field}))


@st.composite
def raw_queries(draw: st.DrawFn, places: Places) -> Json:
    """Draw a query for events."""
    selected = draw(st.lists(references(places), max_size=4))
    ordered = draw(st.lists(references(places).filter(_is_simple), max_size=2))
    names = [*map(label, selected), *map(label, ordered), "createdAt", "id"]
    return {
        "select": [{"type": "field", **reference} for reference in selected],
        **draw(_rest(places, names)),
    }


@st.composite
def grouped_queries(draw: st.DrawFn, places: Places) -> Json:
    """Draw a query for groups, or for one row of aggregations."""
    groups = draw(st.lists(references(places), max_size=2))
    included = [draw(st.booleans()) for _ in groups]
    times = draw(st.lists(_times(places), max_size=1))
    aggregations = draw(st.lists(_aggregations(places), max_size=4))
    if not groups and not times and not aggregations:
        aggregations = [{"type": "aggregation", "aggregation": "count"}]
    shown = [{"type": "field", **group} for group in groups if draw(st.booleans())]
    others = draw(st.lists(_aggregations(places).filter(_is_simple), max_size=1))
    select = draw(st.permutations([*times, *aggregations, *shown]))
    return {
        "select": select,
        "groupBy": [
            {**group, "includeInSelect": is_included}
            for group, is_included in zip(groups, included, strict=True)
        ],
        **draw(_rest(places, [label(item) for item in [*groups, *select, *others]])),
    }


def _is_simple(item: Json) -> bool:
    """Return whether an unselected column can be ordered by, because its name is unambiguous."""
    return "path" not in item or not any("." in part for part in item["path"])


def _times(places: Places) -> st.SearchStrategy[Json]:
    def time(unit: str, where: Json) -> Json:
        return {"type": "time", "timeUnit": unit, **where}

    dated = [
        {"field": place.field, "path": place.path}
        for place in places.found
        if isinstance(place.value, str) and place.value[4:5] == "-"
    ]
    nothing: st.SearchStrategy[Json] = st.just({})
    where = st.one_of(
        nothing,
        st.sampled_from([{"field": "createdAt"}, {"field": "messageId"}, {"field": "properties"}]),
        among(dated) if dated else nothing,
    )
    return st.builds(time, st.sampled_from(UNITS), where)


def _aggregations(places: Places) -> st.SearchStrategy[Json]:
    def aggregation(name: str, reference: Json) -> Json:
        return {"type": "aggregation", "aggregation": name, **reference}

    of = st.builds(aggregation, st.sampled_from(AGGREGATIONS), references(places))
    return st.one_of(of, of, of, st.just({"type": "aggregation", "aggregation": "count"}))


@st.composite
def _rest(draw: st.DrawFn, places: Places, names: list[str]) -> Json:
    query: Json = {}
    if draw(st.booleans()):
        query["where"] = draw(filters(places))
    if draw(st.booleans()):
        query["orderBy"] = [
            {"field": name, "direction": draw(_DIRECTIONS)}
            for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
        ]
    if draw(st.booleans()):
        query["jsonValues"] = draw(st.sampled_from(["text", "native"]))
    if draw(st.booleans()):
        query["limit"] = draw(st.sampled_from([1, 2, 3, 7, 50, 10_000]))
        query["offset"] = draw(st.sampled_from([0, 0, 1, 2, 5, 40, 1000, 10**12]))
    return query

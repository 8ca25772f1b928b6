"""Strategies of filters over a corpus, with operands close to its values."""

from typing import Any

from hypothesis import strategies as st

from semantics.model.jsonvalues import shown
from semantics.places import TEXT_FIELDS, Places, among
from semantics.pools import TIMESTAMPS
from semantics.strategies import documents, names, numbers, scalars, strings, values

Json = Any
_ORDERS = ["gt", "gte", "lt", "lte"]
_PARTS = [
    *("contains", "startsWith", "endsWith"),
    *("containsIgnoreCase", "startsWithIgnoreCase", "endsWithIgnoreCase"),
]
_ORDERED_OPERATORS = ["eq", "neq", "in", "notIn", "isNull", "isNotNull", *_ORDERS]
_DOCUMENT_OPERATORS = [
    *("eq", "neq", "in", "notIn", "isNull", "isNotNull", "jsonContains", "jsonContainedBy"),
    *("jsonHasKey", "jsonHasAnyKey", "jsonHasAllKeys"),
]
_PATH_OPERATORS = [
    *_DOCUMENT_OPERATORS,
    *_ORDERS,
    *_PARTS,
    "arrayContains",
    "jsonArrayContainsObject",
]
_SIBLINGS = [
    *(["eq", "neq"], ["in", "notIn"], ["isNull", "isNotNull"], _ORDERS),
    *(["jsonContains", "jsonContainedBy"], ["jsonHasAnyKey", "jsonHasAllKeys"], ["jsonHasKey"]),
    *(["arrayContains"], ["jsonArrayContainsObject"], _PARTS),
]

timestamps = st.one_of(
    st.sampled_from(TIMESTAMPS),
    st.datetimes().map(lambda time: f"{time.isoformat(timespec='milliseconds')}Z"),
)


def filters(places: Places) -> st.SearchStrategy[Json]:
    """Return a strategy of conditions nested in and, or and not."""
    return st.recursive(
        conditions(places),
        lambda inside: st.one_of(
            st.lists(inside, max_size=3).map(lambda children: {"and": children}),
            st.lists(inside, max_size=3).map(lambda children: {"or": children}),
            inside.map(lambda child: {"not": child}),
        ),
        max_leaves=6,
    )


def conditions(places: Places) -> st.SearchStrategy[Json]:
    """Return a strategy of single conditions, most of them on a path."""
    return st.one_of(
        *[_at_path(places)] * 4,
        _whole_field(places),
        _text_field(places),
        _created_at(),
    )


def siblings(condition: Json) -> list[Json]:
    """Return a condition with each operator of the same operand type, plain and negated."""
    inside = condition["condition"]
    (names,) = [names for names in _SIBLINGS if inside["operator"] in names]
    alike = [{"condition": {**inside, "operator": name}} for name in names]
    return [*alike, *({"not": one} for one in alike)]


def near(value: Json) -> st.SearchStrategy[Json]:
    """Return a strategy of values easily confused with one: its text, neighbors and parts."""
    likely: list[Json] = [value, shown(value)]
    if isinstance(value, bool):
        likely += [int(value), not value]
    elif isinstance(value, int):
        likely += [float(value), min(value + 1, 2**63 - 1), value > 0]
    elif isinstance(value, float) and abs(value) < 2**62:
        likely += [int(value), -value]
    elif isinstance(value, str):
        likely += [value + "a", value[:-1], value.swapcase(), [value]]
    elif isinstance(value, list):
        likely += [value[::-1], value + value[:1], value[:1], *value]
        likely += [{str(index): element} for index, element in enumerate(value)]
    elif isinstance(value, dict):
        likely += [{name: value[name]} for name in value]
        likely += [{**value, "a": 1}, dict.fromkeys(value), {"0": value}]
    return st.one_of(st.sampled_from(likely), st.sampled_from(likely), values)


def _condition(field: str, operator: str, **operand: Json) -> Json:
    return {"condition": {"field": field, "operator": operator, **operand}}


@st.composite
def _at_path(draw: st.DrawFn, places: Places) -> Json:
    place = draw(places.paths())
    operator = draw(st.sampled_from(_PATH_OPERATORS))
    if operator in ("isNull", "isNotNull"):
        return _condition(place.field, operator, value={"path": place.path})
    operand = draw(_json_operand(operator, place.value))
    return _condition(place.field, operator, value={"path": place.path, "value": operand})


@st.composite
def _whole_field(draw: st.DrawFn, places: Places) -> Json:
    place = draw(places.paths())
    operator = draw(st.sampled_from(_DOCUMENT_OPERATORS))
    if operator in ("isNull", "isNotNull"):
        return _condition(place.field, operator)
    whole = {place.path[0]: place.value} if len(place.path) == 1 else draw(documents)
    return _condition(
        place.field, operator, value=draw(_json_operand(operator, whole).filter(_is_plain))
    )


def _is_plain(operand: Json) -> bool:
    """Return whether an operand has no member `path`, which would make it a path operand."""
    return not isinstance(operand, dict) or "path" not in operand


def _json_operand(operator: str, value: Json) -> st.SearchStrategy[Json]:
    elements = value if isinstance(value, list) else [value]
    known = st.sampled_from(elements) if elements else st.none()
    text = (
        st.one_of(strings, names, st.sampled_from(list(value)))
        if value and isinstance(value, dict)
        else st.one_of(strings, names)
    )
    match operator:
        case "eq" | "neq" | "jsonContains" | "jsonContainedBy":
            return near(value)
        case "in" | "notIn":
            return st.lists(near(value), max_size=4)
        case "jsonHasKey":
            return st.one_of(text, _strings_of(elements, text))
        case "jsonHasAnyKey" | "jsonHasAllKeys":
            return st.lists(st.one_of(text, _strings_of(elements, text)), max_size=3)
        case "arrayContains":
            one = known.flatmap(near).filter(lambda one: not isinstance(one, dict | list))
            return st.one_of(
                one, scalars, st.lists(one, max_size=3), st.lists(scalars, max_size=12)
            )
        case "jsonArrayContainsObject":
            one = known.flatmap(near).filter(lambda one: isinstance(one, dict))
            one = one if any(isinstance(element, dict) for element in elements) else documents
            return st.one_of(one, st.lists(one, max_size=2))
        case _ if operator in _PARTS:
            return _parts_of(value) if isinstance(value, str) else strings
    ordered = near(value).filter(
        lambda one: isinstance(one, str | int | float) and not isinstance(one, bool)
    )
    return st.one_of(ordered, strings, numbers) if _is_ordered(value) else strings | numbers


def _parts_of(text: str) -> st.SearchStrategy[str]:
    """Return a strategy of parts of a text, in any case."""
    ends = st.integers(0, len(text))
    parts = st.tuples(ends, ends).map(lambda both: text[min(both) : max(both)])
    return st.one_of(parts, parts.map(str.swapcase), parts.map(str.casefold), strings)


def _strings_of(elements: list[Json], otherwise: st.SearchStrategy[str]) -> Any:
    found = [element for element in elements if isinstance(element, str)]
    return st.sampled_from(found) if found else otherwise


def _is_ordered(value: Json) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


@st.composite
def _text_field(draw: st.DrawFn, places: Places) -> Json:
    field = draw(st.sampled_from(TEXT_FIELDS))
    known = places.texts[field]
    texts = among(known) if known else strings
    if draw(st.booleans()):
        return _condition(
            field, draw(st.sampled_from(_PARTS)), value=draw(texts.flatmap(_parts_of))
        )
    return draw(_ordered_field(field, texts | strings))


def _created_at() -> st.SearchStrategy[Json]:
    return _ordered_field("createdAt", timestamps)


@st.composite
def _ordered_field(draw: st.DrawFn, field: str, operands: st.SearchStrategy[str]) -> Json:
    operator = draw(st.sampled_from(_ORDERED_OPERATORS))
    match operator:
        case "isNull" | "isNotNull":
            return _condition(field, operator)
        case "eq" | "neq":
            return _condition(field, operator, value=draw(st.none() | operands | operands))
        case "in" | "notIn":
            return _condition(
                field, operator, value=draw(st.lists(operands | st.none(), max_size=4))
            )
    return _condition(field, operator, value=draw(operands))

"""JSON values: what they are, whether two are the same, what they contain, how they are shown."""

import json
from typing import Any

import orjson

Json = Any
BLANKS = " \t\n\v\f\r"


def kind(value: Json) -> str:
    """Name a value's JSON type. Python's `True == 1` must never get a say."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "boolean"
    return {int: "number", float: "number", str: "string", list: "array", dict: "object"}[
        type(value)
    ]


def same(one: Json, other: Json) -> bool:
    """Equal as JSON: numbers by value (exactly: Python compares 2**53 + 1 with 2.0**53 right)."""
    if kind(one) != kind(other):
        return False
    if kind(one) == "array":
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if kind(one) == "object":
        return set(one) == set(other) and all(same(one[name], other[name]) for name in one)
    return bool(one == other)


def contains(outer: Json, inner: Json) -> bool:
    """PostgreSQL's `outer @> inner`.

    An object contains one with some of its members, an array one whose elements are all in it,
    in any order and however often; and an array contains a bare scalar, but only at the top.
    """
    if kind(outer) == "array" and kind(inner) not in ("array", "object"):
        return any(same(element, inner) for element in outer)
    return _covers(outer, inner)


def _covers(outer: Json, inner: Json) -> bool:
    if kind(outer) != kind(inner):
        return False
    if kind(outer) == "object":
        return all(name in outer and _covers(outer[name], inner[name]) for name in inner)
    if kind(outer) == "array":
        return all(any(_covers(element, wanted) for element in outer) for wanted in inner)
    return same(outer, inner)


def has_key(value: Json, name: str) -> bool:
    """PostgreSQL's `value ? name`: a member's name, a string in an array, or that string itself."""
    if kind(value) == "object":
        return name in value
    if kind(value) == "array":
        return any(kind(element) == "string" and element == name for element in value)
    return kind(value) == "string" and value == name


def walk(value: Json, path: list[str]) -> Json:
    """PostgreSQL's `value #> path`; None for what is missing and for a JSON null."""
    for part in path:
        if kind(value) == "object" and part in value:
            value = value[part]
        elif kind(value) == "array":
            position = _position(part, len(value))
            if position is None:
                return None
            value = value[position]
        else:
            return None
    return value


def _position(part: str, length: int) -> int | None:
    # What C's strtol reads to its end: blanks, a sign, digits.
    digits = part.lstrip(BLANKS)
    sign = -1 if digits[:1] == "-" else 1
    digits = digits[1:] if digits[:1] in ("+", "-") else digits
    if not digits or not set(digits) <= set("0123456789"):
        return None
    position = sign * int(digits)
    position = position + length if position < 0 else position
    return position if 0 <= position < length else None


def compact(value: Json) -> str:
    """Render compact JSON, members in code point order.

    How a double is spelt (1e22, 1e+22) the contract leaves open, so it is the spelling of the
    library that evsrv documents; that each spelling finds its own rows is tested for itself.
    """
    match kind(value):
        case "array":
            return f"[{','.join(map(compact, value))}]"
        case "object":
            members = (f"{compact(name)}:{compact(value[name])}" for name in sorted(value))
            return "{" + ",".join(members) + "}"
        case "string":
            return json.dumps(value, ensure_ascii=False)
        case "number" if isinstance(value, float):
            return orjson.dumps(value).decode()
    return json.dumps(value)


def shown(value: Json) -> str | None:
    """Return the text of a value inside a JSON field: a string as it is, null not at all."""
    if value is None or isinstance(value, str):
        return value
    return compact(value)

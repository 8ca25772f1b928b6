"""Paths into JSON fields, as settings and options name them."""

import re
from collections.abc import Collection, Iterable
from typing import Any

import orjson

from evsrv.core.errors import clip, unknown

JsonPath = tuple[str, tuple[str, ...]]
"""A JSON field, and the keys below it."""

_INDEX = re.compile(r"[ \t\n\v\f\r]*([+-]?)0*([0-9]{1,18})")
"""An array index as PostgreSQL's #> accepts it, by strtol. No array is longer than 18 digits."""


def parse_json_path(text: str, fields: Collection[str]) -> JsonPath:
    """Parse `properties.plan`, or `["properties", "a.b"]` for keys with dots, of these JSON fields.

    Returns the field and the keys. Raises `ValueError` if the text is no path.
    """
    parts = _parts(text)
    if parts is None:
        raise ValueError(f"{clip(text)} is not a JSON array of strings")
    field, keys = parts[0], tuple(parts[1:])
    if field not in fields:
        raise ValueError(unknown("JSON field", field, fields))
    if not keys:
        raise ValueError(f"{clip(text)} is a whole field; name a path in it, as in properties.plan")
    return field, keys


def value_at(value: Any, keys: Iterable[str]) -> Any:
    """Return the value at a path below a parsed JSON value, as PostgreSQL's #> does; else None."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif (
            isinstance(value, list)
            and (index := array_index(key)) is not None
            and -len(value) <= index < len(value)
        ):
            value = value[index]
        else:
            return None
    return value


def array_index(key: str) -> int | None:
    """Parse a key of a path as an index on arrays; None if it is only a key."""
    found = _INDEX.fullmatch(key)
    return None if found is None else int("".join(found.groups()))


def _parts(text: str) -> list[str] | None:
    if not text.startswith("["):
        return text.split(".")
    try:
        parts = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    # orjson gives a list for an array alone.
    return parts if parts and all(isinstance(part, str) for part in parts) else None

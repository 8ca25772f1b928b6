"""Paths into JSON fields, as settings and options name them."""

from collections.abc import Collection

import orjson

from evsrv.core.errors import clip, unknown


def parse_json_path(text: str, fields: Collection[str]) -> tuple[str, tuple[str, ...]]:
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


def _parts(text: str) -> list[str] | None:
    if not text.startswith("["):
        return text.split(".")
    try:
        parts = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    # orjson gives a list for an array alone.
    return parts if parts and all(isinstance(part, str) for part in parts) else None

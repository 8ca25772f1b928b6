"""JSON text in the form from which jsonb keeps each number with its value and type."""

from typing import Any

import orjson

from evsrv.core.json_text import canonical


def jsonb_text(text: str) -> str:
    """Return canonical JSON text as text from which jsonb keeps each double.

    jsonb has decimal numbers. The shortest digits of a double beyond 2^53 are another decimal than
    the double, and `1e16` would become an integer. So such doubles get all their digits.
    """
    # Only numbers from 1e16 on are written so; a string may hold the same.
    return _exact(orjson.loads(text)) if "e+" in text else text


def is_storable(text: str) -> bool:
    """Return whether PostgreSQL takes a text, also as a parameter: it has no NUL characters."""
    return "\0" not in text


def to_jsonb_text(value: Any) -> str:
    """Render a JSON value as text from which jsonb keeps each number."""
    return jsonb_text(canonical(value))


def _exact(value: Any) -> str:
    match value:
        case float() if "e+" in (digits := canonical(value)):
            return f"{int(float(digits))}.0"
        case dict():
            members = (f"{canonical(name)}:{_exact(value[name])}" for name in sorted(value))
            return f"{{{','.join(members)}}}"
        case list():
            return f"[{','.join(map(_exact, value))}]"
    return canonical(value)

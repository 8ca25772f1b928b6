"""PostgreSQL's values as rows have them."""

from decimal import Decimal
from typing import Any

import orjson

from evsrv.core.json_text import canonical

_INT64 = range(-(2**63), 2**63)


def text_of_jsonb(text: str | None) -> str | None:
    """Return the text of a JSON value in results: a string as it is, others as JSON text.

    `text` is that of a jsonb. A JSON null is None.
    """
    if text is None:
        return None
    value = orjson.loads(text)
    return value if isinstance(value, str) or value is None else canonical(value)


def json_of_jsonb(text: str | None) -> str | None:
    """Return the canonical text of a JSON value; a JSON null is None."""
    if text is None:
        return None
    value = orjson.loads(text)
    return None if value is None else canonical(value)


def number_of_numeric(value: Any) -> int | float | None:
    """Return a number as SQLite has it: an integer of 64 bits, or else a double."""
    if not isinstance(value, Decimal):
        return value  # type: ignore[no-any-return]
    # A fraction of zero tells a double from an integer, as in the text of JSON.
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= 0 and (whole := int(value)) in _INT64:
        return whole
    return float(value)

"""Numbers between PostgreSQL's `numeric` and SQLite's types."""

from collections.abc import Iterable
from decimal import Decimal

from evsrv.core.sql import Sql, bind, join, sql

_INT64 = range(-(2**63), 2**63)
_EXACT_DOUBLE = 2.0**53
"""From here on a double is stored with all its digits."""


def to_number(value: Decimal | None) -> int | float | None:
    """Return a numeric as an integer of 64 bits or a double; one with a fraction is a double."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= 0 and int(value) in _INT64:
        return int(value)
    return float(value)


def bind_numeric(number: float) -> Sql:
    """Return a number of a request as a `numeric`, written as stored numbers are."""
    return sql("{}::text::numeric", bind(_digits(number)))


def numerics(numbers: Iterable[float | None]) -> Sql:
    """Render an array of numbers."""
    items = (Sql("NULL") if one is None else bind_numeric(one) for one in numbers)
    return sql("ARRAY[{}]::numeric[]", join(", ", items))


def _digits(number: float) -> str:
    if isinstance(number, float) and abs(number) >= _EXACT_DOUBLE:
        return f"{int(number)}.0"
    return repr(number)

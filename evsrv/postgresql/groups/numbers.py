"""Numbers of a request as `numeric`."""

from collections.abc import Iterable

from evsrv.core.sql import Sql, bind, join, sql

_EXACT_DOUBLE = 2.0**53
"""From here on a double is stored with all its digits."""


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

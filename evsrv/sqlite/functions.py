"""The SQL functions of compiled queries that SQLite does not have."""

import json
import math
import re
import sqlite3
from fractions import Fraction

import orjson

from evsrv.calendar.local_time import format_local
from evsrv.calendar.offsets import utc_offset
from evsrv.core.json_path import value_at
from evsrv.core.json_text import canonical
from evsrv.core.timestamps import parse_timestamp
from evsrv.sqlite.json_functions import register_json_functions

_INT64 = range(-(2**63), 2**63)
# Zeros in front are kept out of the digits: int() refuses more than 4300 of them. Possessive
# quantifiers, because backtracking takes quadratic time, and no poll can stop it.
_DECIMAL = re.compile(r"(-?)(?=[0-9])0*+([0-9]*+)(\.[0-9]++)?")


def register(connection: sqlite3.Connection) -> None:
    """Register the functions on a connection."""
    connection.create_function("evsrv_json_at", 2, json_at, deterministic=True)
    connection.create_function("evsrv_number", 1, number, deterministic=True)
    connection.create_function("evsrv_mean", 4, mean, deterministic=True)
    connection.create_function("evsrv_instant", 1, instant, deterministic=True)
    connection.create_function("evsrv_local_time", 2, local_time, deterministic=True)
    connection.create_function("evsrv_wall_clock", 2, wall_clock, deterministic=True)
    register_json_functions(connection)


def local_time(instant: int | None, zone: str) -> str | None:
    """Return epoch milliseconds as text: the local time of a zone with its offset from UTC."""
    return None if instant is None else format_local(instant, zone)


def json_at(document: str | None, path: str) -> str | None:
    """Return the value at a path, a JSON array of strings, as PostgreSQL's #> does.

    The result is canonical JSON text, or NULL for a missing value and for a JSON null.
    """
    if document is None:
        return None
    value = value_at(orjson.loads(document), json.loads(path))
    return None if value is None else canonical(value)


def number(text: object) -> int | float | None:
    """Parse a plain decimal number: a minus or none, digits, and a fraction or none."""
    found = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    sign, digits, fraction = found.groups()
    if (
        fraction is None
        and len(digits) <= 19
        and (whole := int(f"{sign}{digits or '0'}")) in _INT64
    ):
        return whole
    value = float(found[0])
    return value if math.isfinite(value) else None


def mean(upper: int | None, lower: int | None, fractions: float | None, count: int) -> float | None:
    """Return the mean of numbers, rounded once, from the sums of their parts (see `avg`)."""
    if upper is None or lower is None or fractions is None:
        return None
    if not math.isfinite(fractions):
        return fractions
    return float((Fraction(fractions) + (upper << 32) + lower) / count)


def instant(text: object) -> int | None:
    """Parse an ISO 8601 timestamp to epoch milliseconds."""
    return parse_timestamp(text) if isinstance(text, str) else None


def wall_clock(instant: int | None, zone: str) -> int | None:
    """Return the local time of an instant in a zone, as epoch milliseconds of the same in UTC."""
    return None if instant is None else instant + utc_offset(zone, instant)

"""The SQL functions that compiled queries need beyond SQLite's own."""

import json
import math
import re
import sqlite3
from fractions import Fraction
from typing import Any

import orjson

from evsrv.core.json_text import canonical
from evsrv.core.timestamps import parse_timestamp
from evsrv.sqlite.compiler.json_path import array_index
from evsrv.sqlite.json_functions import register_json_functions

_INT64 = range(-(2**63), 2**63)
# Zeros in front are kept out of the digits: int() refuses more than 4300 of them.
_DECIMAL = re.compile(r"(-?)0*([0-9]+)(\.[0-9]+)?")


def register(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("evsrv_json_at", 2, json_at, deterministic=True)
    connection.create_function("evsrv_number", 1, number, deterministic=True)
    connection.create_function("evsrv_mean", 4, mean, deterministic=True)
    connection.create_function("evsrv_instant", 1, instant, deterministic=True)
    register_json_functions(connection)


def json_at(document: str | None, path: str) -> str | None:
    """Walk from a JSON document along a JSON array of strings, as PostgreSQL's #> does.

    Gives canonical JSON text; NULL where nothing is there, or a JSON null.
    """
    if document is None:
        return None
    value: Any = orjson.loads(document)
    for part in json.loads(path):
        if isinstance(value, dict):
            value = value.get(part)
        elif (
            isinstance(value, list)
            and (index := array_index(part)) is not None
            and -len(value) <= index < len(value)
        ):
            value = value[index]
        else:
            return None
    return None if value is None else canonical(value)


def number(text: object) -> int | float | None:
    """Read a plain decimal number: digits, perhaps a sign before and a fraction behind them."""
    found = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    sign, digits, fraction = found.groups()
    if fraction is None and len(digits) <= 19 and (whole := int(sign + digits)) in _INT64:
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
    """Read an ISO 8601 timestamp as whole epoch milliseconds, rounded down."""
    found = parse_timestamp(text) if isinstance(text, str) else None
    return None if found is None else math.floor(found)

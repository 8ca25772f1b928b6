"""The SQL functions that compiled queries need beyond SQLite's own."""

import json
import math
import re
import sqlite3
from typing import Any

import orjson

from evsrv.instants import parse_instant
from evsrv.jsontext import canonical

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INDEX = re.compile(r"[ \t\n\v\f\r]*[+-]?[0-9]+")
"""What PostgreSQL's #> reads as an array index: what strtol accepts."""


def register(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("evsrv_json_at", 2, json_at, deterministic=True)
    connection.create_function("evsrv_number", 1, number, deterministic=True)
    connection.create_function("evsrv_instant", 1, instant, deterministic=True)


def is_index(part: str) -> bool:
    """Tell whether a part of a path is an index where it meets an array."""
    return _INDEX.fullmatch(part) is not None


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
        elif isinstance(value, list) and is_index(part) and -len(value) <= int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return None if value is None else canonical(value)


def number(text: object) -> int | float | None:
    """Read a plain decimal number: digits, perhaps a sign before and a fraction behind them."""
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        return None
    value = float(text)
    if "." not in text and abs(value) < 2.0**63:
        return int(text)
    return value if math.isfinite(value) else None


def instant(text: object) -> int | None:
    """Read an ISO 8601 timestamp as whole epoch milliseconds, rounded down."""
    found = parse_instant(text) if isinstance(text, str) else None
    return None if found is None else math.floor(found)

"""JSON equality and containment, as PostgreSQL defines them for jsonb.

Containment: https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT
"""

import sqlite3
from functools import lru_cache
from typing import Any

import orjson

from evsrv.plugin.interruption import checkpoint

_MAX_SHORT_OPERAND = 10_000
"""Characters; a parsed operand takes up to 20 times as many bytes, so few long ones are cached."""

_load_short_operand = lru_cache(maxsize=64)(orjson.loads)
_load_long_operand = lru_cache(maxsize=4)(orjson.loads)


def register_json_functions(connection: sqlite3.Connection) -> None:
    """Register the functions of the JSON operators on a connection."""
    for name, function in (
        ("evsrv_json_equal", lambda value, operand: equal(value, operand)),
        ("evsrv_json_contains", lambda value, operand: contains(value, operand)),
        ("evsrv_json_contained_by", lambda value, operand: contains(operand, value)),
    ):
        connection.create_function(name, 2, _over_text(function), deterministic=True)


def _over_text(function: Any) -> Any:
    def over_text(value: str | None, operand: str) -> bool | None:
        return None if value is None else function(orjson.loads(value), _load_operand(operand))

    return over_text


def _load_operand(operand: str) -> Any:
    """Parse an operand; it is the same for every row of a query."""
    if len(operand) <= _MAX_SHORT_OPERAND:
        return _load_short_operand(operand)
    return _load_long_operand(operand)


def equal(left: Any, right: Any) -> bool:
    """Return whether JSON values are equal: numbers by value, and no number equals a boolean."""
    if isinstance(left, dict | list):
        checkpoint()
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def contains(left: Any, right: Any) -> bool:
    """Return whether `left @> right`. At the top an array also contains a bare scalar."""
    if isinstance(left, list) and not isinstance(right, list | dict):
        return any(equal(member, right) for member in left)
    return _contains(left, right)


def _contains(left: Any, right: Any) -> bool:
    # Once for each pair of containers: an array of n of them and an operand of m make n * m pairs.
    if isinstance(left, dict | list):
        checkpoint()
    if isinstance(left, dict) and isinstance(right, dict):
        return all(name in left and _contains(left[name], right[name]) for name in right)
    if isinstance(left, list) and isinstance(right, list):
        scalars = {_scalar(member) for member in left if not isinstance(member, list | dict)}
        containers = [member for member in left if isinstance(member, list | dict)]
        return all(
            any(_contains(member, wanted) for member in containers)
            if isinstance(wanted, list | dict)
            else _scalar(wanted) in scalars
            for wanted in right
        )
    return equal(left, right)


def _scalar(value: Any) -> tuple[bool, Any]:
    """Return a key that is the same for equal scalars only: in Python, 1 equals true."""
    return isinstance(value, bool), value

"""Text operators: contains, startsWith, endsWith, their IgnoreCase twins, and matches.

They work on text fields and JSON strings; other JSON values never match. `matches` finds a regular
expression anywhere in the text, in RE2's syntax (https://github.com/google/re2/wiki/Syntax). RE2
needs time linear in the text; Python's `re` may need exponential time and cannot be interrupted.
"""

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from evsrv.plugin import Kind, Operator, Sql, Value, bind, hookimpl, sql

MAX_PATTERN_CHARACTERS = 1_000
"""Of a regular expression."""

MAX_PATTERN_BYTES = 1 << 20
"""Memory of a compiled pattern with its cache of states."""

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = MAX_PATTERN_BYTES


@hookimpl
def evsrv_filter_operators() -> list[Operator]:
    """Return the operators."""
    conditions: list[tuple[str, str, Callable[[Sql, str], Sql]]] = [
        ("contains", "holds", _contains),
        ("startsWith", "starts with", _starts_with),
        ("endsWith", "ends with", _ends_with),
    ]
    return [
        *(
            _operator(name, f"{verb} this text", condition, portable=name == "startsWith")
            for name, verb, condition in conditions
        ),
        *(
            _operator(f"{name}IgnoreCase", f"{verb} this text in any case", _folded(condition))
            for name, verb, condition in conditions
        ),
        Operator(
            name="matches",
            summary="a part of the text matches this regular expression (RE2)",
            operands={
                Kind.TEXT | Kind.PATH: {"type": "string", "maxLength": MAX_PATTERN_CHARACTERS}
            },
            check=_check_pattern,
            render=lambda value, pattern: sql("text_matches({}, {})", bind(pattern), value.string),
        ),
    ]


@hookimpl
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register case folding for all scripts, and the matcher."""
    connection.create_function("text_folded", 1, _fold, deterministic=True)
    connection.create_function("text_matches", 2, _matches, deterministic=True)


def _operator(
    name: str, summary: str, condition: Callable[[Sql, str], Sql], *, portable: bool = False
) -> Operator:
    def render(value: Value, operand: Any) -> Sql:
        return condition(value.string, operand)

    operands = {Kind.TEXT | Kind.PATH: {"type": "string"}}
    return Operator(name=name, summary=summary, operands=operands, render=render, portable=portable)


# LIKE would fold ASCII letters, and GLOB has wildcards.
def _contains(text: Sql, part: str) -> Sql:
    return sql("instr({}, {}) > 0", text, bind(part))


def _starts_with(text: Sql, part: str) -> Sql:
    return sql("substr({}, 1, {}) = {}", text, bind(len(part)), bind(part))


def _ends_with(text: Sql, part: str) -> Sql:
    if not part:
        return sql("{} IS NOT NULL", text)
    return sql("substr({}, {}) = {}", text, bind(-len(part)), bind(part))


def _folded(condition: Callable[[Sql, str], Sql]) -> Callable[[Sql, str], Sql]:
    return lambda text, part: condition(sql("text_folded({})", text), part.casefold())


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, _OPTIONS)


def _check_pattern(pattern: str) -> None:
    try:
        _compiled(pattern)
    except re2.error as error:
        raise ValueError(f"not a regular expression: {error.args[0].decode()}") from error


def _matches(pattern: str, text: str | None) -> bool | None:
    return None if text is None else _compiled(pattern).search(text) is not None

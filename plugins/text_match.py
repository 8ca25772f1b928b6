"""Text operators: contains, startsWith, endsWith, their IgnoreCase twins, and matches.

They work on text fields and JSON strings; other JSON values never match. `matches` finds a regular
expression anywhere in the text, in RE2's syntax (https://github.com/google/re2/wiki/Syntax). RE2
needs time linear in the text; Python's `re` may need exponential time and cannot be interrupted. A
pattern with many states on a long text may still take a minute, so such a call runs interruptibly.
"""

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from evsrv.plugin import (
    Kind,
    Operator,
    Sql,
    Value,
    bind,
    call_interruptibly,
    hookimpl,
    sql,
)

MAX_PATTERN_CHARACTERS = 1_000
"""Of a regular expression."""

MAX_PATTERN_BYTES = 1 << 20
"""Memory of a compiled pattern with its cache of states."""

MAX_INSTR_CHARACTERS = 256
"""For a longer operand SQL's instr could take a minute: its time is that of both lengths
multiplied."""

MAX_DIRECT_STEPS = 2_000_000
"""Bytes of a text times instructions of a pattern, for a call without a thread of its own: some
20 ms at worst."""

Condition = Callable[[Sql, str], Sql]
PostgresqlCondition = Callable[[Sql, Sql], Sql]

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
# Only whether there is a match counts; to find its groups can take a thousand times as long.
_OPTIONS.never_capture = True
_OPTIONS.max_mem = MAX_PATTERN_BYTES


@hookimpl
def evsrv_filter_operators() -> list[Operator]:
    """Return the operators."""
    conditions: list[tuple[str, str, str, Condition, PostgresqlCondition]] = [
        ("contains", "holds", "contains", _contains, _contains_in_postgresql),
        ("startsWith", "starts with", "starts with", _starts_with, _starts_with_in_postgresql),
        ("endsWith", "ends with", "ends with", _ends_with, _ends_with_in_postgresql),
    ]
    return [
        *(
            _operator(name, f"{verb} this text", phrase, condition, _typed(in_postgresql))
            for name, verb, phrase, condition, in_postgresql in conditions
        ),
        *(
            _operator(
                f"{name}IgnoreCase",
                f"{verb} this text in any case",
                f"{phrase} (in any case)",
                _folded(condition),
                _folded_in_postgresql(in_postgresql),
            )
            for name, verb, phrase, condition, in_postgresql in conditions
        ),
        Operator(
            name="matches",
            summary="a part of the text matches this regular expression (RE2)",
            phrase="matches",
            operands={
                Kind.TEXT | Kind.PATH: {"type": "string", "maxLength": MAX_PATTERN_CHARACTERS}
            },
            check=_check_pattern,
            render=lambda value, pattern: sql("text_matches({}, {})", bind(pattern), value.string),
            absent_on={
                "postgresql": "its patterns are those of RE2: PostgreSQL's have other classes and"
                " escapes, and no linear limit of time"
            },
        ),
    ]


@hookimpl
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register case folding for all scripts, and the matcher."""
    connection.create_function("text_folded", 1, _fold, deterministic=True)
    connection.create_function("text_contains", 2, _holds, deterministic=True)
    connection.create_function("text_matches", 2, _matches, deterministic=True)


def _operator(
    name: str, summary: str, phrase: str, condition: Condition, in_postgresql: Condition
) -> Operator:
    def render(value: Value, operand: Any) -> Sql:
        return condition(value.string, operand)

    def render_in_postgresql(value: Value, operand: Any) -> Sql:
        return in_postgresql(value.string, operand)

    return Operator(
        name=name,
        summary=summary,
        phrase=phrase,
        operands={Kind.TEXT | Kind.PATH: {"type": "string"}},
        render=render,
        renders={"postgresql": render_in_postgresql},
    )


# LIKE would fold ASCII letters, and GLOB has wildcards.
def _contains(text: Sql, part: str) -> Sql:
    if len(part) > MAX_INSTR_CHARACTERS:
        return sql("text_contains({}, {})", text, bind(part))
    return sql("instr({}, {}) > 0", text, bind(part))


def _starts_with(text: Sql, part: str) -> Sql:
    return sql("substr({}, 1, {}) = {}", text, bind(len(part)), bind(part))


def _ends_with(text: Sql, part: str) -> Sql:
    if not part:
        return sql("{} IS NOT NULL", text)
    return sql("substr({}, {}) = {}", text, bind(-len(part)), bind(part))


def _contains_in_postgresql(text: Sql, part: Sql) -> Sql:
    return sql("strpos({}, {}) > 0", text, part)


def _starts_with_in_postgresql(text: Sql, part: Sql) -> Sql:
    return sql("starts_with({}, {})", text, part)


def _ends_with_in_postgresql(text: Sql, part: Sql) -> Sql:
    return sql("right({}, length({})) = {}", text, part, part)


def _typed(condition: PostgresqlCondition) -> Condition:
    return lambda text, part: condition(text, sql("{}::text", bind(part)))


def _folded_in_postgresql(condition: PostgresqlCondition) -> Condition:
    # Both by one table of Unicode, which may be newer than Python's.
    return lambda text, part: condition(
        sql("evsrv_casefold({})", text), sql("evsrv_casefold({}::text)", bind(part))
    )


def _folded(condition: Condition) -> Condition:
    return lambda text, part: condition(sql("text_folded({})", text), part.casefold())


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _holds(text: str | None, part: str) -> bool | None:
    return None if text is None else part in text


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> tuple[Any, int]:
    """Return a pattern with the number of its instructions."""
    compiled = re2.compile(pattern, _OPTIONS)
    return compiled, compiled.programsize


def _check_pattern(pattern: str) -> None:
    try:
        _compiled(pattern)
    except re2.error as error:
        raise ValueError(f"not a regular expression: {error.args[0].decode()}") from error


def _matches(pattern: str, text: str | None) -> bool | None:
    if text is None:
        return None
    compiled, instructions = _compiled(pattern)
    # As bytes: of a match in a str its place would be counted in characters, in Python.
    data = text.encode()
    if len(data) * instructions <= MAX_DIRECT_STEPS:
        return compiled.search(data) is not None
    return call_interruptibly(compiled.search, data) is not None

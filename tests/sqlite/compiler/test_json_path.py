"""Paths on real SQLite, for whatever keys a request names."""

import json
import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.json_text import canonical
from evsrv.core.sql import sql
from evsrv.sqlite.compiler.json_path import literal_path
from evsrv.sqlite.functions import json_at
from sqlite.compiler.expressions import ask, at

QUICK = settings(max_examples=250, deadline=None, derandomize=True)
AWKWARD = [
    *("a", "b", "0", "-1", "+1", " 1", "01", "", ".", "a.b", "$", "$.a", "[0]", "a[0]", "#-1"),
    *(
        '"',
        "'",
        '"a"',
        "a'b",
        'q"t',
        "\\",
        '\\"',
        "é",
        "😀",
        "a b",
        "-",
        "@",
        "a/b",
        "\x7f",
        "\x01",
    ),
    *("\n", "*", "**", "?", "{}", "--", "/*", ";", "NULL", "_", "_1", "A", "0.5", "\u2028"),
]
keys = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | keys
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
documents = st.dictionaries(keys, values, max_size=4)


@st.composite
def documents_with_paths(draw: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Draw a document and a path, more often than not to something that is there."""
    document = draw(documents)
    path: list[str] = []
    value: Any = document
    for _ in range(draw(st.integers(1, 3))):
        there: list[str] = []
        if isinstance(value, dict):
            there = list(value)
        elif isinstance(value, list):
            there = [str(index) for index in range(-len(value), len(value))]
        part = draw(st.sampled_from(there) | keys) if there else draw(keys)
        path.append(part)
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part in there:
            value = value[int(part)]
        else:
            value = None
    return document, tuple(path)


@QUICK
@given(documents_with_paths())
def test_a_path_finds_the_same_however_it_is_written(
    connection: sqlite3.Connection, drawn: tuple[dict[str, Any], tuple[str, ...]]
) -> None:
    document, path = drawn
    stored = canonical(document)
    expected = json_at(stored, json.dumps(path))
    value = at(*path)
    found, shown, kind, plain, count = ask(
        connection,
        stored,
        value.json,
        value.text,
        value.json_type,
        value.plain,
        sql("(SELECT count(*) FROM {} AS member)", value.elements),
    )
    assert found == expected
    if expected is None:
        assert (shown, plain) == (None, None)
        assert kind in (None, "null")
        return
    native = json.loads(expected)
    assert shown == (native if isinstance(native, str) else expected)
    assert kind == type_of(native)
    if isinstance(native, list | dict):
        assert (plain, count) == (expected, len(native))
    else:
        assert plain == native


def type_of(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return "integer"
        case float():
            return "real"
        case str():
            return "text"
        case list():
            return "array"
    return "object"


@QUICK
@given(st.lists(keys, min_size=1, max_size=3))
def test_a_literal_path_holds_only_what_cannot_end_it(path: list[str]) -> None:
    literal = literal_path(tuple(path))
    if literal is None:
        return
    assert literal.parameters == ()
    inside = literal.text[1:-1]
    assert (literal.text[0], literal.text[-1], "'" in inside, "\\" in inside) == (
        "'",
        "'",
        False,
        False,
    )
    assert inside.isascii()
    assert inside.count('"') % 2 == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("plan",), "'$.plan'"),
        (("_a1",), "'$._a1'"),
        (("a.b",), "'$.\"a.b\"'"),
        (("a b", "c"), "'$.\"a b\".c'"),
        (("$",), "'$.\"$\"'"),
        (("0",), "'$.\"0\"'"),
        (("-1", "a"), "'$.\"-1\".a'"),
        (("a", "0"), None),
        (("a", "-1"), None),
        (("",), None),
        (("é",), None),
        (('a"b',), None),
        (("a'b",), None),
        (("a\\b",), None),
        (("a[0]",), None),
        (("a\n",), None),
        (("a", "b" * 1_000), f"'$.a.{'b' * 1_000}'"),
    ],
)
def test_which_paths_are_written_out(path: tuple[str, ...], text: str | None) -> None:
    literal = literal_path(path)
    assert (literal and literal.text) == text


def test_a_key_that_looks_like_sql_is_a_key(connection: sqlite3.Connection) -> None:
    key = "') OR 1 --"
    assert ask(connection, canonical({key: 1}), at(key).plain) == (1,)
    assert ask(connection, canonical({"a": 1}), at(key).plain) == (None,)

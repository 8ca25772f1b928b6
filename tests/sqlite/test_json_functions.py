"""Containment and equality as PostgreSQL defines them for jsonb; its documentation's examples."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.sqlite.json_functions import contains, equal, register_json_functions

QUICK = settings(max_examples=200, deadline=None, derandomize=True)

# https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT
# https://www.postgresql.org/docs/current/functions-json.html
CONTAINS = [
    ('"foo"', '"foo"', True),
    ("[1, 2, 3]", "[1, 3]", True),
    ("[1, 2, 3]", "[3, 1]", True),
    ("[1, 2, 3]", "[1, 2, 2]", True),
    (
        '{"product": "PostgreSQL", "version": 9.4, "jsonb": true}',
        '{"version": 9.4}',
        True,
    ),
    ("[1, 2, [1, 3]]", "[1, 3]", False),
    ("[1, 2, [1, 3]]", "[[1, 3]]", True),
    ('{"foo": {"bar": "baz"}}', '{"bar": "baz"}', False),
    ('{"foo": {"bar": "baz"}}', '{"foo": {}}', True),
    ('["foo", "bar"]', '"bar"', True),
    ('"bar"', '["bar"]', False),
    ('{"a":1, "b":2}', '{"b":2}', True),
    # What those imply.
    ("[[1, 2]]", "[[2]]", True),
    ("[[1, 2]]", "[1]", False),
    ("[[1, 2]]", "1", False),
    ('[{"a": 1, "b": 2}]', '[{"a": 1}]', True),
    ('[{"a": 1}, {"b": 2}]', '[{"a": 1, "b": 2}]', False),
    ('[{"a": 1}]', '{"a": 1}', False),
    ('{"a": [1, 2]}', '{"a": [2]}', True),
    ('{"a": [1, 2]}', '{"a": 2}', False),
    ('{"a": null}', '{"a": null}', True),
    ("{}", '{"a": null}', False),
    ("[null]", "null", True),
    ("[1]", '{"0": 1}', False),
    ("{}", "[]", False),
    ("[]", "{}", False),
    ("[]", "[]", True),
    ("[1]", "[]", True),
    ("1", "1.0", True),
    ("[1]", "[true]", False),
    ("[true]", "1", False),
    ("[0]", "[false]", False),
    ('["1"]', "[1]", False),
    ("9007199254740993", "9007199254740992", False),
]


@pytest.mark.parametrize(("left", "right", "answer"), CONTAINS)
def test_containment(left: str, right: str, answer: bool) -> None:
    assert contains(json.loads(left), json.loads(right)) is answer


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("1", "1.0", True),
        ("1", "true", False),
        ("0", "false", False),
        ("true", "true", True),
        ("1", '"1"', False),
        ("null", "null", True),
        ("null", "0", False),
        ("null", "false", False),
        ('{"a": 1, "b": [2]}', '{"b": [2.0], "a": 1}', True),
        ('{"a": 1}', '{"a": true}', False),
        ('{"a": 1}', '{"a": 1, "b": null}', False),
        ("[1, 2]", "[2, 1]", False),
        ("[1]", "[1, 1]", False),
        ("[[]]", "[{}]", False),
        ("[]", "{}", False),
        ("1e400", "1e400", True),
        ('"e\\u0301"', '"\\u00e9"', False),
    ],
)
def test_equality(left: str, right: str, answer: bool) -> None:
    assert equal(json.loads(left), json.loads(right)) is answer
    assert equal(json.loads(right), json.loads(left)) is answer


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 0.5, "a", "1", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=6,
)


@QUICK
@given(values, values)
def test_what_contains_each_other_differs_in_order_and_repeats_only(one: Any, other: Any) -> None:
    if equal(one, other):
        assert contains(one, other)
        assert contains(other, one)
    assert contains(one, one)
    assert equal(one, one)


@QUICK
@given(values, values)
def test_the_sql_functions_are_these(one: Any, other: Any) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        register_json_functions(connection)
        found = connection.execute(
            "SELECT evsrv_json_equal(:one, :other), evsrv_json_contains(:one, :other),"
            " evsrv_json_contained_by(:one, :other)",
            {"one": json.dumps(one), "other": json.dumps(other)},
        ).fetchone()
    assert found == (equal(one, other), contains(one, other), contains(other, one))


def test_of_null_nothing_is_known() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        register_json_functions(connection)
        row = connection.execute(
            "SELECT evsrv_json_equal(NULL, '1'), evsrv_json_contains(NULL, '1'),"
            " evsrv_json_contained_by(NULL, '1')"
        ).fetchone()
    assert row == (None, None, None)

import json
import math
import sqlite3
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.sqlite.compiler.json_path import is_index
from evsrv.sqlite.functions import instant, json_at, mean, number

QUICK = settings(max_examples=150, deadline=None, derandomize=True)
DOCUMENT = json.dumps(
    {"a": {"b": [10, [20], {"c": None}], "0": "zero", "-1": "minus"}, "": {"": 1}, "n": None}
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (["a", "b", "0"], "10"),
        (["a", "b", "-3"], "10"),
        (["a", "b", "1", "0"], "20"),
        (["a", "b", "1", "-1"], "20"),
        (["a", "b", "+1"], "[20]"),
        (["a", "b", " 1"], "[20]"),
        (["a", "b", "01"], "[20]"),
        (["a", "b", "-0"], "10"),
        (["a", "b", "3"], None),
        (["a", "b", "-4"], None),
        (["a", "b", "x"], None),
        (["a", "b", ""], None),
        (["a", "b", "1 "], None),
        (["a", "b", "1.0"], None),
        (["a", "b", "1_0"], None),
        (["a", "b", "\u0660"], None),
        (["a", "b", "0", "0"], None),
        (["a", "b", "2"], '{"c":null}'),
        (["a", "b", "2", "c"], None),
        (["a", "0"], '"zero"'),
        (["a", "-1"], '"minus"'),
        (["a", "00"], None),
        (["", ""], "1"),
        (["n"], None),
        (["n", "x"], None),
        (["A"], None),
    ],
)
def test_a_path_is_walked_as_postgresql_does(path: list[str], found: str | None) -> None:
    assert json_at(DOCUMENT, json.dumps(path)) == found


def test_nothing_is_found_in_nothing() -> None:
    assert json_at(None, '["a"]') is None
    assert json_at("{}", '["a"]') is None


@pytest.mark.parametrize("part", ["9" * 5_000, "-" + "9" * 5_000, "0" * 5_000])
def test_an_index_may_be_of_any_length(part: str) -> None:
    """Python refuses to read integers of more than 4300 digits; a request may hold one."""
    assert json_at('{"a":[1]}', json.dumps(["a", part])) == ("1" if part[0] == "0" else None)


@pytest.mark.parametrize("part", ["0", "-1", "+7", " 1", "\t01", "007"])
def test_what_is_an_index(part: str) -> None:
    assert is_index(part)


@pytest.mark.parametrize("part", ["", "-", "a", "1a", "1 ", "0x1", "1e3", "٣", "--1", "1\n", "1.0"])
def test_what_is_none(part: str) -> None:
    assert not is_index(part)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("007", 7),
        ("0.5", 0.5),
        ("-0.25", -0.25),
        ("12.0", 12.0),
        ("9007199254740993", 9007199254740993),
        ("-9223372036854774784", -9223372036854774784),
        ("9" * 30, 1e30),
        ("1" + "0" * 400, None),
    ],
)
def test_plain_decimal_numbers(text: str, value: float | None) -> None:
    assert number(text) == value
    assert type(number(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "1 ", " 1", "1\n", "+1", ".5", "5.", "1e3", "1E3", "0x10", "1,5", "1_000", "NaN",
     "Infinity", "-", "--1", "1.2.3", "٣", "²", "true", "twelve", "12px"],
)  # fmt: skip
def test_what_is_no_plain_decimal_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize("value", [None, 12, 1.5, b"12"])
def test_only_text_is_read(value: object) -> None:
    assert number(value) is None
    assert instant(value) is None


@pytest.mark.parametrize("text", ["0" * 5_000, "-" + "0" * 4_999 + "7", "0" * 5_000 + ".5"])
def test_a_number_may_have_any_number_of_zeros(text: str) -> None:
    """Else one event with such a string would make every sum over its property fail."""
    assert number(text) == float(text)


@QUICK
@given(st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,12})?", fullmatch=True))
def test_a_number_is_what_its_digits_say(text: str) -> None:
    if text.isascii():
        value = number(text)
        assert value is not None
        assert math.isclose(value, Decimal(text), rel_tol=1e-15)
        if "." not in text and abs(int(text)) < 2**62:
            assert value == int(text)


def test_an_instant_is_rounded_down_to_the_millisecond() -> None:
    assert instant("1970-01-01T00:00:00.0019Z") == 1
    assert instant("1969-12-31T23:59:59.9989Z") == -2
    assert instant("soon") is None


@QUICK
@given(
    st.dictionaries(st.text(max_size=3), st.lists(st.integers(), max_size=3), max_size=3),
    st.lists(st.text(max_size=3), min_size=1, max_size=3),
)
def test_no_path_makes_it_fail(document: Any, path: list[str]) -> None:
    found = json_at(json.dumps(document), json.dumps(path))
    assert found is None or json.loads(found) is not None


def test_the_functions_are_known_to_a_connection(database: sqlite3.Connection) -> None:
    row = database.execute(
        """SELECT evsrv_json_at('{"a":[1]}', '["a","-1"]'), evsrv_number('1.5'), evsrv_number(1),
        evsrv_instant('1970-01-02')"""
    ).fetchone()
    assert row == ("1", 1.5, None, 86_400_000)


@QUICK
@given(
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20),
    st.integers(1, 10_000_000),
)
def test_mean_of_many_integers_is_rounded_once(integers: list[int], times: int) -> None:
    upper, lower = (
        times * sum(half)
        for half in ([one >> 32 for one in integers], [one & 0xFFFFFFFF for one in integers])
    )
    assert -(2**63) <= upper <= 2**63 - 1
    assert lower <= 2**63 - 1
    expected = float(Fraction(sum(integers), len(integers)))
    assert mean(upper, lower, 0, times * len(integers)) == expected


@pytest.mark.parametrize("beyond", [math.inf, -math.inf])
def test_mean_beyond_doubles_is_infinite(beyond: float) -> None:
    assert mean(1, 1, beyond, 2) == beyond


def test_mean_of_nothing_is_null() -> None:
    assert mean(None, None, None, 0) is None

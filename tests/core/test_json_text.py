import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.errors import BadRequest, Unprocessable
from evsrv.core.json_text import (
    canonical,
    parse_object,
    read_object,
    reject_unstorable,
    stored_text,
    unstorable,
)
from evsrv.core.limits import MAX_ISSUES

QUICK = settings(max_examples=150, deadline=None, derandomize=True)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts
documents = st.recursive(
    scalars,
    lambda members: st.lists(members, max_size=3) | st.dictionaries(texts, members, max_size=3),
    max_leaves=8,
)


TOO_SMALL = [
    *("1e-400", "-1e-400", "1.5E-400", "2e-324", "0.0001e-321", "9e-0999"),
    f"0.{'0' * 400}1",
    f"{'9' * 18}.{'9' * 18}e-400",
    f"-{'1' * 18}.{'1' * 18}E-400",
]


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def pointers(document: Any, max_depth: int = 64) -> list[str]:
    return sorted(issue.pointer for issue in unstorable(document, max_depth=max_depth))


@QUICK
@given(st.dictionaries(texts, documents, max_size=4))
def test_what_is_read_survives_being_written(document: dict[str, Any]) -> None:
    text = canonical(document)
    assert parse_object(text.encode()) == document
    assert pointers(document) == []
    assert canonical(parse_object(json.dumps(document).encode())) == text


@QUICK
@given(st.dictionaries(texts, scalars, max_size=6))
def test_members_are_written_in_code_point_order(document: dict[str, Any]) -> None:
    names = [name for name, _ in json.loads(canonical(document), object_pairs_hook=list)]
    assert names == sorted(names)


def test_canonical_text_is_compact_and_unescaped() -> None:
    assert canonical({"é": [1, 1.0, True], "a/b": "😀"}) == '{"a/b":"😀","é":[1,1.0,true]}'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": 1,}', "not JSON"),
        (b'{"a": 01}', "not JSON"),
        (b'{"a": 1} {}', "not JSON"),
        (b'\xef\xbb\xbf\xef\xbb\xbf{"a": 1}', "not JSON"),
        (b'{"a": "\n"}', "line 1"),
        (b'{"a": "\xff"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b"[]", "an array"),
        (b"null", "null"),
        (b'"a"', "a string"),
        (b"1", "a number"),
        (b"true", "a boolean"),
    ],
)
def test_a_body_that_is_no_json_object_is_a_bad_request(body: bytes, says: str) -> None:
    with pytest.raises(BadRequest, match=says):
        parse_object(body)


def test_the_message_says_what_could_not_be_read() -> None:
    with pytest.raises(BadRequest, match="line 3 is not JSON"):
        parse_object(b"{", "line 3")


def test_of_duplicate_members_the_last_one_wins() -> None:
    assert parse_object(b'{"a": 1, "a": 2}') == {"a": 2}


def test_endless_nesting_is_refused_and_does_not_crash() -> None:
    with pytest.raises(Unprocessable, match="nested too deeply"):
        parse_object(b'{"a":' * 200_000)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_numbers_that_are_not_finite_are_unfit(text: str) -> None:
    document = parse_object(f'{{"a": [{text}]}}'.encode())
    assert pointers(document) == ["/a/0"]


@pytest.mark.parametrize("text", TOO_SMALL)
def test_number_too_small_for_double_is_unstorable(text: str) -> None:
    assert pointers(parse_object(f'{{"a": [{text}]}}'.encode())) == ["/a/0"]


@pytest.mark.parametrize(
    "text",
    [
        *("9223372036854775807", "-9223372036854775808", "0", "-0", "1e308", "5e-324"),
        *("0.0", "-0.0", "0e-400", "0.000e-999", "-0E-400", "2.5e-308"),
    ],
)
def test_numbers_at_the_edge_fit(text: str) -> None:
    assert pointers(parse_object(f'{{"a": {text}}}'.encode())) == []


@pytest.mark.parametrize(
    "text",
    ["9223372036854775808", "-9223372036854775809", "1" * 21, "1" * 5_000, "-" + "9" * 5_000],
)
def test_integers_beyond_64_bits_are_unfit(text: str) -> None:
    assert pointers(parse_object(f'{{"a": {text}}}'.encode())) == ["/a"]


def test_lone_surrogates_and_nul_are_unfit_in_values_and_in_names() -> None:
    document = {"ok\ud83d": 1, "a/b": {"~": "\udc00"}, "n\0": 1, "v": ["x", "a\0b"]}
    assert pointers(document) == sorted(["/ok\ud83d", "/a~1b/~0", "/n\0", "/v/1"])


def test_a_surrogate_pair_is_text() -> None:
    assert parse_object(rb'{"a": "\ud83d\ude00"}') == {"a": "😀"}
    assert pointers(parse_object(rb'{"a": "\ud83d\ude00"}')) == []
    assert pointers(parse_object(rb'{"a": "\ud83d"}')) == ["/a"]


def test_depth_is_counted_in_arrays_and_objects_alike() -> None:
    assert pointers(nested(64)) == []
    assert pointers(nested(65)) == ["/0" * 64]
    assert pointers({"a": {"b": {}}}, max_depth=3) == []
    assert pointers({"a": {"b": {}}}, max_depth=2) == ["/a/b"]
    assert pointers(1, max_depth=0) == []


def test_a_refusal_names_each_flaw_up_to_a_limit() -> None:
    reject_unstorable({"a": 1}, max_depth=1)
    with pytest.raises(Unprocessable) as refused:
        reject_unstorable({"a": math.nan, "b": "\0"}, max_depth=1)
    assert {issue.pointer for issue in refused.value.issues} == {"/a", "/b"}
    with pytest.raises(Unprocessable) as refused:
        reject_unstorable({"a": [math.nan] * (MAX_ISSUES + 1)}, max_depth=2)
    assert len(refused.value.issues) == MAX_ISSUES


def outcome(read: Callable[[], Any]) -> Any:
    """What was read, told apart by type too, or what was refused and how."""
    try:
        return repr(read())
    except (BadRequest, Unprocessable) as refusal:
        return type(refusal), refusal.detail, refusal.issues


def slowly(data: bytes, max_depth: int) -> Any:
    document = parse_object(data)
    reject_unstorable(document, max_depth=max_depth)
    return document


@pytest.mark.parametrize(
    "text",
    [
        *('{"a": NaN}', '{"a": -Infinity}', '{"a": 1e400}', '{"a": -1e400}'),
        *(
            '{"a": 9223372036854775807}',
            '{"a": 9223372036854775808}',
            '{"a": -9223372036854775809}',
        ),
        *('{"a": 18446744073709551616}', '{"a": 123456789012345678901234567890.5}'),
        *(r'{"a": "\ud83d"}', r'{"\udc00": 1}', r'{"a": "\ud83d\ude00"}', r'{"a": "\u0000"}'),
        *(
            r'{"a": "\\u0000"}',
            '{"a": "\0"}',
            '{"a": [[[]]]}',
            '{"a": "[[[{{{"}',
            '{"a": 1, "a": 2}',
        ),
        *(f'{{"a": {number}}}' for number in TOO_SMALL),
        *('{"a": 0e-400}', '{"a":[1,2e-400]}', '{"a":"b5e-400"}', '{"a":": 1e-400"}'),
        '{"a": "0fca525e-4123-4e5e-9012-1234567890ab"}',
        *("[]", "1", "{", "", "\ufeff{}", '{"a": -0.0}', '{"a": -0}', '{"a": 1E5}', '{"a": 01}'),
    ],
)
def test_reading_fast_is_reading(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert outcome(lambda: read_object(data, max_depth=3)) == outcome(lambda: slowly(data, 3))


@QUICK
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.floats()
        | st.text(st.characters(exclude_categories=[])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_reading_fast_is_reading_whatever_it_is(value: Any, escaped: bool) -> None:
    text = json.dumps({"a": value}, ensure_ascii=escaped)
    data = text.encode("utf-8", "surrogatepass")
    assert outcome(lambda: read_object(data, max_depth=4)) == outcome(lambda: slowly(data, 4))


@given(documents)
@QUICK
def test_stored_text_is_canonical_text_with_zero_for_negative_zero(document: Any) -> None:
    stored = json.loads(stored_text(document))
    assert stored == json.loads(canonical(document))
    assert stored_text(stored) == stored_text(document)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0, "0.0"),
        ({"b": [-0.0, {"c": -0.0}], "a": -0.05}, '{"a":-0.05,"b":[0.0,{"c":0.0}]}'),
        (["-0.0", -0.0, -0, -1e-7], '["-0.0",0.0,0,-1e-7]'),
        ({"-0.0": "[-0.0]"}, '{"-0.0":"[-0.0]"}'),
    ],
)
def test_negative_zero_is_stored_as_zero(value: Any, text: str) -> None:
    assert stored_text(value) == text

"""Section 2, Operators: JSON fields.

Each event holds one value at `v`, in both JSON fields; an event is named after its value.
"""

import pytest
import pytest_asyncio
from support.events import at, message, negated
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

VALUES = {
    "zero": 0,
    "int": 1,
    "half": 2.5,
    "nine": 9,
    "no": False,
    "yes": True,
    "nothing": None,
    "empty-text": "",
    "digit": "1",
    "ten": "10",
    "word": "pro",
    "true-text": "true",
    "array-text": '["a","b"]',
    "empty-array": [],
    "list": ["a", "b"],
    "numbers": [1, 2],
    "mixed": [1, "1", True, None],
    "nested": [[1, 3], 2],
    "objects": [{"a": 1, "b": 2}, {"a": 2}],
    "empty-object": {},
    "object": {"a": 1, "b": {"c": "x"}},
    "null-member": {"a": None},
}
NULL = {"nothing", "missing", "none"}
"""Events whose value is null: a JSON null, a missing member, or a missing object."""

ALL = {*VALUES, "missing", "none"}
NOT_NULL = ALL - NULL
ARRAYS = {"empty-array", "list", "numbers", "mixed", "nested", "objects"}

EVENTS = [
    *(message(name, properties={"v": v}, userProperties={"v": v}) for name, v in VALUES.items()),
    message("missing", properties={"w": 1}, userProperties={}),
    message("none"),
]

EQUAL = [
    ("number", 1, {"int"}),
    ("a-number-equal-in-value", 1.0, {"int"}),
    ("decimal", 2.5, {"half"}),
    ("zero-is-not-false", 0, {"zero"}),
    ("a-number-is-no-text", 10, set()),
    ("true", True, {"yes"}),
    ("false", False, {"no"}),
    ("text", "pro", {"word"}),
    ("empty-text", "", {"empty-text"}),
    ("the-text-of-a-number", "1", {"int", "digit"}),
    ("the-text-of-a-decimal", "2.5", {"half"}),
    ("the-text-of-a-boolean", "true", {"yes", "true-text"}),
    ("the-text-of-false", "false", {"no"}),
    ("text-by-case", "Pro", set()),
    ("text-is-not-an-array", '["a","b"]', {"array-text"}),
    ("text-is-not-an-object", "{}", set()),
    ("text-is-not-null", "null", set()),
    ("array", ["a", "b"], {"list"}),
    ("array-in-order", ["b", "a"], set()),
    ("array-of-all", ["a"], set()),
    ("empty-array", [], {"empty-array"}),
    ("numbers", [1, 2], {"numbers"}),
    ("numbers-are-not-texts", ["1", "2"], set()),
    ("nested-array", [[1, 3], 2], {"nested"}),
]
COMPARED = [
    ("gt", "number", 1, {"half", "nine"}),
    ("gt", "decimal", 2.4, {"half", "nine"}),
    ("gte", "number", 1, {"int", "half", "nine"}),
    ("lt", "number", 1, {"zero"}),
    ("lt", "nothing-below", 0, set()),
    ("lte", "number", 1, {"zero", "int"}),
    ("gt", "text-10-is-not-above-9", "9", {"word", "true-text", "array-text"}),
    ("gt", "number-9-not-below-text", 9, set()),
    ("gte", "text", "pro", {"word", "true-text"}),
    ("lt", "text", "2", {"empty-text", "digit", "ten"}),
    ("lte", "empty-text", "", {"empty-text"}),
    ("lt", "text-by-code-point", "Pro", {"empty-text", "digit", "ten"}),
]
LISTS = [
    ("in", "several-types", [1, "pro", True], {"int", "word", "yes"}),
    ("in", "the-text-of-a-number", ["1"], {"int", "digit"}),
    ("in", "numbers", [9, 2.5, 77], {"nine", "half"}),
    ("in", "null", [None, "pro"], {"word"} | NULL),
    ("in", "null-alone", [None], NULL),
    ("in", "nothing", [], set()),
    ("in", "an-array", [["a", "b"], 9], {"list", "nine"}),
    ("notIn", "several-types", [1, "pro", True], NOT_NULL - {"int", "word", "yes"}),
    ("notIn", "the-text-of-a-number", ["1"], NOT_NULL - {"int", "digit"}),
    ("notIn", "nothing-matches-even-null", [], ALL),
]
CONTAINS = [
    ("arrayContains", "text", "a", {"list"}),
    ("arrayContains", "all-of", ["b", "a"], {"list"}),
    ("arrayContains", "not-all-of", ["a", "z"], set()),
    ("arrayContains", "number", 1, {"numbers", "mixed"}),
    ("arrayContains", "text-is-no-number", "1", {"mixed"}),
    ("arrayContains", "true-is-not-1", True, {"mixed"}),
    ("arrayContains", "not-in-an-inner-array", 3, set()),
    ("arrayContains", "beside-an-inner-array", 2, {"numbers", "nested"}),
    ("arrayContains", "a-scalar-holds-nothing", "pro", set()),
    ("arrayContains", "a-key-is-no-element", "c", set()),
    ("arrayContains", "numbers", [1, 2], {"numbers"}),
    ("arrayContains", "types-apart", [1, "1", True], {"mixed"}),
    # PostgreSQL, 8.14.3 jsonb containment and existence.
    ("jsonContains", "scalar", "pro", {"word"}),
    ("jsonContains", "an-array-may-hold-the-scalar", "a", {"list"}),
    ("jsonContains", "number", 1, {"int", "numbers", "mixed"}),
    ("jsonContains", "a-number-equal-in-value", 1.0, {"int", "numbers", "mixed"}),
    ("jsonContains", "true", True, {"yes", "mixed"}),
    ("jsonContains", "text-is-no-number", "1", {"digit", "mixed"}),
    ("jsonContains", "part-of-an-array", ["a"], {"list"}),
    ("jsonContains", "in-any-order", ["b", "a"], {"list"}),
    ("jsonContains", "as-often-as-you-like", ["a", "a", "a"], {"list"}),
    ("jsonContains", "a-scalar-does-not-hold-an-array", ["pro"], set()),
    ("jsonContains", "array-of-a-number", [1], {"numbers", "mixed"}),
    ("jsonContains", "empty-array", [], ARRAYS),
    ("jsonContains", "empty-object", {}, {"empty-object", "object", "null-member"}),
    ("jsonContains", "not-from-an-inner-array", [1, 3], set()),
    ("jsonContains", "inner-array", [[1]], {"nested"}),
    ("jsonContains", "inner-array-in-any-order", [[3, 1]], {"nested"}),
    ("jsonContains", "null-in-an-array", [None], {"mixed"}),
    ("jsonContains", "member", {"a": 1}, {"object"}),
    ("jsonContains", "member-text-is-no-number", {"a": "1"}, set()),
    ("jsonContains", "member-true-is-not-1", {"a": True}, set()),
    ("jsonContains", "null-member", {"a": None}, {"null-member"}),
    ("jsonContains", "no-null-member", {"zz": None}, set()),
    ("jsonContains", "inner-empty-object", {"b": {}}, {"object"}),
    ("jsonContains", "inner-object", {"b": {"c": "x"}}, {"object"}),
    ("jsonContains", "not-from-an-inner-object", {"c": "x"}, set()),
    ("jsonContains", "object-in-an-array", [{"a": 1}], {"objects"}),
    ("jsonContains", "two-objects-in-an-array", [{"a": 1}, {"a": 2}], {"objects"}),
    ("jsonContains", "members-of-one-element", [{"a": 2, "b": 2}], set()),
    ("jsonContains", "array-of-an-empty-object", [{}], {"objects"}),
    ("jsonContainedBy", "scalar", "pro", {"word"}),
    ("jsonContainedBy", "number", 1, {"int"}),
    ("jsonContainedBy", "array", ["a", "b", "c"], {"list", "empty-array"}),
    ("jsonContainedBy", "array-with-scalars", [2, 1, "pro"]
        , {"int", "word", "numbers", "empty-array"}),
    ("jsonContainedBy", "types-apart", [1, "1", True], {"int", "digit", "yes", "empty-array"}),
    ("jsonContainedBy", "inner-array", [[1, 3, 5], 2], {"nested", "empty-array"}),
    ("jsonContainedBy", "empty-array", [], {"empty-array"}),
    ("jsonContainedBy", "empty-object", {}, {"empty-object"}),
    ("jsonContainedBy", "object", {"a": 1, "b": {"c": "x", "d": 2}, "z": 0}
        , {"object", "empty-object"}),
    ("jsonContainedBy", "a-member-short", {"a": 1}, {"empty-object"}),
    ("jsonContainedBy", "null-member", {"a": None}, {"null-member", "empty-object"}),
    ("jsonContainedBy", "objects", [{"a": 1, "b": 2, "c": 3}, {"a": 2}]
        , {"objects", "empty-array"}),
    ("jsonHasKey", "member-or-element", "a", {"object", "null-member", "list"}),
    ("jsonHasKey", "a-text-itself", "pro", {"word"}),
    ("jsonHasKey", "a-number-is-no-key", "1", {"digit", "mixed"}),
    ("jsonHasKey", "not-an-inner-key", "c", set()),
    ("jsonHasKey", "a-boolean-is-no-key", "true", {"true-text"}),
    ("jsonHasKey", "empty", "", {"empty-text"}),
    ("jsonHasAnyKey", "two", ["b", "pro"], {"object", "list", "word"}),
    ("jsonHasAnyKey", "unknown", ["zz"], set()),
    ("jsonHasAnyKey", "none-given", [], set()),
    ("jsonHasAllKeys", "two", ["b", "a"], {"object", "list"}),
    ("jsonHasAllKeys", "one", ["a"], {"object", "null-member", "list"}),
    ("jsonHasAllKeys", "one-unknown", ["a", "zz"], set()),
    ("jsonHasAllKeys", "none-given", [], NOT_NULL),
    ("jsonArrayContainsObject", "one", {"a": 1}, {"objects"}),
    ("jsonArrayContainsObject", "another-element", {"a": 2}, {"objects"}),
    ("jsonArrayContainsObject", "two-members", {"b": 2, "a": 1}, {"objects"}),
    ("jsonArrayContainsObject", "members-of-one-element", {"b": 2, "a": 2}, set()),
    ("jsonArrayContainsObject", "one-for-each", [{"a": 2}, {"b": 2}], {"objects"}),
    ("jsonArrayContainsObject", "one-missing", [{"a": 1}, {"a": 9}], set()),
    ("jsonArrayContainsObject", "empty", {}, {"objects"}),
    ("jsonArrayContainsObject", "types-apart", {"a": "1"}, set()),
]  # fmt: skip
CASES = [
    *(("eq", *case) for case in EQUAL),
    *(("neq", name, operand, NOT_NULL - found) for name, operand, found in EQUAL),
    ("eq", "null", None, NULL),
    ("neq", "null", None, NOT_NULL),
    *COMPARED,
    *LISTS,
    *CONTAINS,
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("json", EVENTS)


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        pytest.param(operator, operand, found, id=f"{operator}-{name}")
        for operator, name, operand, found in CASES
    ],
)
async def test_operator_at_json_path_matches_expected_events_and_not_the_others(
    space: Server, operator: str, operand: object, expected: set[str]
) -> None:
    """The negated filter matches all other events, including those whose value is null."""
    filter_ = at("properties", "v", operator, operand)
    assert await space.ids(filter_) == sorted(expected)
    assert await space.ids(negated(filter_)) == sorted(ALL - expected)
    assert await space.ids(at("userProperties", "v", operator, operand)) == sorted(expected)


@pytest.mark.parametrize("name", ["properties", "userProperties"])
async def test_is_null_at_json_path_matches_json_null_and_missing_values(
    space: Server, name: str
) -> None:
    assert await space.ids(at(name, "v", "isNull")) == sorted(NULL)
    assert await space.ids(at(name, "v", "isNotNull")) == sorted(NOT_NULL)

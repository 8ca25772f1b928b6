"""Section 2, Operators: whole JSON fields, and invalid operands."""

import pytest
import pytest_asyncio
from support.events import condition, message, negated
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


DOCUMENTS = {
    "a": {"plan": "pro", "n": 1},
    "b": {"plan": "free"},
    "c": {},
    "e": {"path": "x", "value": 1},
    "f": {"path": ["p"], "value": 2, "more": 3},
    "g": {"plan": {"name": "pro"}, "tags": ["x", 1]},
}
WHOLE = [
    ("eq", "members-in-any-order", {"n": 1, "plan": "pro"}, "a"),
    ("eq", "empty", {}, "c"),
    ("eq", "not-a-part", {"plan": "pro"}, ""),
    ("eq", "types-apart", {"n": "1", "plan": "pro"}, ""),
    ("eq", "path-that-is-a-text", {"path": "x", "value": 1}, "e"),
    ("eq", "path-and-value-and-more", {"path": ["p"], "value": 2, "more": 3}, "f"),
    ("eq", "nested", {"tags": ["x", 1], "plan": {"name": "pro"}}, "g"),
    ("eq", "nested-in-order", {"tags": [1, "x"], "plan": {"name": "pro"}}, ""),
    ("eq", "null", None, "d"),
    ("neq", "object", {"plan": "free"}, "acefg"),
    ("neq", "empty", {}, "abefg"),
    ("neq", "null", None, "abcefg"),
    ("isNull", "no-value", ..., "d"),
    ("isNotNull", "no-value", ..., "abcefg"),
    ("jsonContains", "member", {"plan": "pro"}, "a"),
    ("jsonContains", "empty", {}, "abcefg"),
    ("jsonContains", "path-that-is-a-text", {"path": "x", "value": 1}, "e"),
    ("jsonContains", "inner-object", {"plan": {}}, "g"),
    ("jsonContains", "inner-array", {"tags": [1]}, "g"),
    ("jsonContains", "an-array", [], ""),
    ("jsonContains", "a-text", "plan", ""),
    ("jsonContainedBy", "object", {"plan": "pro", "n": 1, "z": 2}, "ac"),
    ("jsonContainedBy", "empty", {}, "c"),
    ("jsonHasKey", "key", "plan", "abg"),
    ("jsonHasKey", "not-an-inner-key", "name", ""),
    ("jsonHasAnyKey", "keys", ["n", "more"], "af"),
    ("jsonHasAllKeys", "keys", ["plan", "n"], "a"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def documents(shared_server: Server) -> Server:
    events = [
        message(name, properties=document, userProperties=document)
        for name, document in DOCUMENTS.items()
    ]
    return await shared_server.space("documents", [*events, message("d")])


@pytest.mark.parametrize("name", ["properties", "userProperties"])
@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        pytest.param(operator, operand, found, id=f"{operator}-{name}")
        for operator, name, operand, found in WHOLE
    ],
)
async def test_operator_on_whole_json_field_matches_expected_events_and_not_the_others(
    documents: Server, name: str, operator: str, operand: object, expected: str
) -> None:
    value = {} if operand is ... else {"value": operand}
    filter_ = {"condition": {"field": name, "operator": operator, **value}}
    assert await documents.ids(filter_) == list(expected)
    assert await documents.ids(negated(filter_)) == sorted(set("abcdefg") - set(expected))


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        *(
            pytest.param(operator, 1, id=f"{operator}-has-no-whole-field")
            for operator in ("gt", "gte", "lt", "lte", "arrayContains")
        ),
        pytest.param("jsonArrayContainsObject", {"a": 1}, id="array-has-no-whole-field"),
        pytest.param("jsonHasKey", 1, id="key-number"),
        pytest.param("jsonHasKey", {"path": ["v"], "value": ["a"]}, id="key-array"),
        pytest.param("jsonHasAnyKey", "a", id="any-text"),
        pytest.param("jsonHasAnyKey", {"path": ["v"], "value": "a"}, id="any-text-at-a-path"),
        pytest.param("jsonHasAllKeys", {"path": ["v"], "value": [1]}, id="all-numbers"),
        pytest.param("jsonArrayContainsObject", {"path": ["v"], "value": "a"}, id="object-text"),
        pytest.param("jsonArrayContainsObject", {"path": ["v"], "value": [1]}, id="object-number"),
        pytest.param("arrayContains", {"path": ["v"], "value": {"a": 1}}, id="contains-object"),
        pytest.param("gt", {"path": ["v"], "value": ["a"]}, id="gt-array"),
        pytest.param("lte", {"path": ["v"], "value": {"a": 1}}, id="lte-object"),
        pytest.param("in", {"path": ["v"], "value": "a"}, id="in-text"),
        pytest.param("notIn", {"path": ["v"], "value": 1}, id="notIn-number"),
        pytest.param("gt", {"path": ["v"]}, id="gt-no-value"),
    ],
)
async def test_invalid_operand_of_json_operator_is_refused(
    documents: Server, operator: str, value: object
) -> None:
    problem = await documents.refused({"where": condition("properties", operator, value)})
    assert all(issue["pointer"].startswith("/where/condition") for issue in problem["errors"])

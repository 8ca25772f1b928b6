from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Issue
from evsrv.core.limits import MAX_ISSUES
from evsrv.plugin.vocabulary import collect
from evsrv.query.schema import Schemas, vocabulary_schema

QUICK = settings(max_examples=200, deadline=None, derandomize=True)
SCHEMAS = Schemas.load(collect({}))


def issues(schema: Any, value: Any, at: str = "") -> list[tuple[str, str]]:
    found = SCHEMAS.checker_of(schema).issues(value, at)
    assert all(isinstance(issue, Issue) for issue in found)
    return [(issue.pointer, issue.message) for issue in found]


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "string"}, 1, "expected a string, not a number"),
        ({"type": "array"}, {}, "expected an array, not an object"),
        ({"type": ["object", "null"]}, [], "expected an object or null, not an array"),
        ({"type": "integer"}, 1.5, "expected an integer, not a number"),
        ({"type": "integer"}, True, "expected an integer, not a boolean"),
        ({"type": "number"}, None, "expected a number, not null"),
        ({"type": "boolean"}, "x", "expected a boolean, not a string"),
        ({"enum": ["asc", "desc"]}, "dsc", "unknown value 'dsc'; did you mean 'desc'?"),
        ({"enum": ["asc", "desc"]}, 7, "unknown value 7; expected one of asc, desc"),
        ({"enum": []}, "x", "unknown value 'x'; there is none here"),
        ({"minItems": 1}, [], "needs at least 1 item"),
        ({"minItems": 2}, [1], "needs at least 2 items"),
        ({"maxItems": 1}, [1, 2], "takes at most 1 items, not 2"),
        ({"minLength": 1}, "", "needs at least 1 character"),
        ({"minLength": 2}, "", "needs at least 2 characters"),
        ({"maxLength": 2}, "abc", "takes at most 2 characters, not 3"),
        ({"minimum": 1}, 0, "must be 1 or more, not 0"),
        ({"maximum": 1}, 2, "must be 1 or less, not 2"),
        ({"minProperties": 1, "properties": {"a": {}, "b": {}}}, {}, "expected one of a, b"),
        (
            {"maxProperties": 1, "properties": {"a": {}, "b": {}}},
            {"a": 1, "b": 2},
            "expected only one of a, b",
        ),
    ],
)
def test_each_rule_has_its_sentence(schema: Any, value: Any, message: str) -> None:
    assert issues(schema, value) == [("", message)]


def test_a_rule_without_a_sentence_of_ours_says_what_the_library_does() -> None:
    [(where, message)] = issues({"multipleOf": 2}, 3, "/where")
    assert where == "/where"
    assert "multiple of 2" in message


def test_an_unknown_member_is_pointed_at_with_the_nearest_name() -> None:
    schema = {"properties": {"select": {}, "limit": {}}, "additionalProperties": False}
    assert issues(schema, {"selct": 1}) == [
        ("/selct", "unknown member 'selct'; did you mean 'select'?")
    ]
    assert [where for where, _ in issues(schema, {"a/b": 1, "~": 2, "limit": 3})] == [
        "/a~1b",
        "/~0",
    ]


def test_each_missing_member_is_named() -> None:
    schema = {"required": ["field", "fields", "it's"]}
    assert sorted(message for _, message in issues(schema, {})) == [
        '"it\'s" is missing',
        "'field' is missing",
        "'fields' is missing",
    ]


def test_issues_point_into_the_value_from_where_it_stands() -> None:
    schema = {"items": {"properties": {"n": {"type": "integer"}}}}
    assert issues(schema, [{"n": 1}, {"n": "x"}], "/where/condition/value") == [
        ("/where/condition/value/1/n", "expected an integer, not a string")
    ]


def test_an_unknown_name_is_called_by_what_it_should_be() -> None:
    checker = SCHEMAS.checker("query")
    [issue] = checker.issues({"select": [{"type": "time", "timeUnit": "week"}]})
    assert issue.message == "unknown time unit 'week'; there is none here"
    [issue] = checker.issues({"select": [{"type": "field", "field": "Type"}]})
    assert (issue.pointer, "unknown field 'Type'; did you mean" in issue.message) == (
        "/select/0/field",
        True,
    )


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("timestamp", "2026-03-02", True),
        ("timestamp", "2026-03-02T10:15:00Z", True),
        ("timestamp", "yesterday", False),
        ("timestamp", 1, True),
        ("timestamp-with-offset", "2026-03-02T10:15:00+01:00", True),
        ("timestamp-with-offset", "2026-03-02T10:15:00", False),
        ("timestamp-with-offset", "2026-03-02", False),
        ("timestamp-with-offset", "yesterday", False),
        ("timestamp-with-offset", None, True),
    ],
)
def test_the_formats(name: str, value: Any, fits: bool) -> None:
    found = issues({"format": name}, value)
    assert (found == []) is fits
    assert all(message.startswith("expected an ISO 8601 timestamp") for _, message in found)
    assert all(("with an offset" in message) is ("offset" in name) for _, message in found)


def test_there_is_a_most_of_issues() -> None:
    assert len(issues({"items": {"type": "string"}}, [1] * (MAX_ISSUES + 5))) == MAX_ISSUES


def test_the_terms_of_the_vocabulary_are_in_its_schema_sorted() -> None:
    from evsrv import builtin

    definitions = vocabulary_schema(collect(builtin.PLUGINS))["$defs"]
    assert definitions["timeUnit"] == {"enum": ["day", "hour", "month", "week"]}
    assert definitions["aggregation"]["enum"] == sorted(definitions["aggregation"]["enum"])


def test_the_fields_of_the_schema_files_are_the_fields_there_are() -> None:
    schema = {"$ref": "urn:evsrv:events:fields#/$defs/field"}
    assert all(issues(schema, name) == [] for name in EVENTS.fields)
    [(_, message)] = issues(schema, "zzzzzzzzzz")
    assert set(message.partition("expected one of ")[2].split(", ")) == set(EVENTS.fields)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, -1, 1.0, 5.0, 1e300, 9.3e18, "", "asc", "type", "2026-03-02", "x" * 81]),
    lambda members: (
        st.lists(members, max_size=3)
        | st.dictionaries(st.sampled_from(["field", "type", "path", "a"]), members, max_size=3)
    ),
    max_leaves=6,
)
RULES = [
    {"type": "integer"},
    {"type": "integer", "minimum": 0},
    {"type": ["string", "null"], "format": "timestamp"},
    {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
    {"enum": ["asc", 1, True, None]},
    {"type": "string", "maxLength": 80, "minLength": 1},
    {"$ref": "urn:evsrv:events:query#/$defs/selection"},
    {"$ref": "urn:evsrv:events:filter"},
    {"$ref": "urn:evsrv:event"},
    {"$ref": "urn:evsrv:stored-event"},
]


@QUICK
@given(st.sampled_from(RULES), json_values)
def test_the_fast_library_and_the_one_that_explains_agree(schema: Any, value: Any) -> None:
    """Were a bad value to pass the fast one, it would fail later and not as a refusal."""
    checker = SCHEMAS.checker_of(schema)
    assert checker._gate.is_valid(value) == checker._explainer().is_valid(value)

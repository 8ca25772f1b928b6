"""Section 2, Operators: text fields, compared by code point."""

import operator

import pytest
import pytest_asyncio
from support.events import condition, conversation, message, negated, search
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYPES = ["apple", "Zebra", "éclair", "zz", "日本", "\uffee", "😀", "a_b", "aXb", "a%b", "A_B"]
TYPES += ["10", "9", " apple", "apple ", "it's", 'say "hi"', "back\\slash", "null"]

EVENTS = [
    *(message(f"t{index:02}", type=type_) for index, type_ in enumerate(TYPES)),
    message("m", messageId="Mike", projectId="north", integrationId="web"),
    conversation("n", conversationId="november", projectId="south"),
    search("s", searchQuery="sierra", integrationId="app"),
    search("S", searchQuery="Sierra", projectId="north"),
]
STORED = {
    event["id"]: {**event, "organizationId": "texts", "eventType": event["entityType"]}
    for event in EVENTS
}
FIELDS = {
    "id": ["m", "zz"],
    "organizationId": ["texts", "a"],
    "projectId": ["north", "p"],
    "integrationId": ["web", "b"],
    "eventType": ["message", "n"],
    "type": ["apple", "😀", "\uffee", "9", "a_b", "it's", 'say "hi"', "null", "APPLE"],
    "messageId": ["Mike", "m-t03"],
    "conversationId": ["november", "z"],
    "searchQuery": ["sierra", "Sierra"],
}
COMPARISONS = {
    "eq": operator.eq,
    "neq": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("texts", EVENTS, project=None)


def nulls(field: str) -> list[str]:
    return sorted(key for key, event in STORED.items() if event.get(field) is None)


def others(ids: list[str]) -> list[str]:
    return sorted(set(STORED) - set(ids))


@pytest.mark.parametrize(
    ("field", "name", "operand"),
    [
        pytest.param(field, name, operand, id=f"{field}-{name}-{operand}")
        for field, operands in FIELDS.items()
        for name in COMPARISONS
        for operand in operands
    ],
)
async def test_text_comparisons_use_code_points_and_never_match_null(
    space: Server, field: str, name: str, operand: str
) -> None:
    """The expected ids rely on Python, which also compares strings by code point."""
    expected = sorted(
        key
        for key, event in STORED.items()
        if event.get(field) is not None and COMPARISONS[name](event[field], operand)
    )
    assert await space.ids(condition(field, name, operand)) == expected
    assert await space.ids(negated(condition(field, name, operand))) == others(expected)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("isNull", ..., id="isNull"),
        pytest.param("eq", None, id="eq-null-is-isNull"),
        pytest.param("in", [None], id="null-in-in-matches-null"),
    ],
)
async def test_null_operands_match_null_text_fields(
    space: Server, field: str, name: str, value: object
) -> None:
    filter_ = condition(field, name) if value is ... else condition(field, name, value)
    assert await space.ids(filter_) == nulls(field)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("isNotNull", ..., id="isNotNull"),
        pytest.param("neq", None, id="neq-null-is-isNotNull"),
    ],
)
async def test_negated_null_operands_match_non_null_text_fields(
    space: Server, field: str, name: str, value: object
) -> None:
    filter_ = condition(field, name) if value is ... else condition(field, name, value)
    assert await space.ids(filter_) == others(nulls(field))


@pytest.mark.parametrize("field", FIELDS)
async def test_in_matches_listed_texts_and_listed_null(space: Server, field: str) -> None:
    operand = [*FIELDS[field], "no such"]
    expected = sorted(key for key, event in STORED.items() if event.get(field) in operand)
    assert await space.ids(condition(field, "in", operand)) == expected
    assert await space.ids(condition(field, "in", [*operand, None])) == sorted(
        expected + nulls(field)
    )


@pytest.mark.parametrize("field", FIELDS)
async def test_not_in_never_matches_null_text(space: Server, field: str) -> None:
    operand = [*FIELDS[field], "no such"]
    expected = sorted(
        key for key, event in STORED.items() if event.get(field) not in [*operand, None]
    )
    assert await space.ids(condition(field, "notIn", operand)) == expected


@pytest.mark.parametrize("field", [*FIELDS, "createdAt"])
async def test_in_with_empty_list_matches_no_event(space: Server, field: str) -> None:
    assert await space.ids(condition(field, "in", [])) == []


@pytest.mark.parametrize("field", [*FIELDS, "createdAt"])
async def test_not_in_with_empty_list_matches_every_event(space: Server, field: str) -> None:
    assert await space.ids(condition(field, "notIn", [])) == sorted(STORED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            pytest.param(name, value, id=f"{name}-{what}")
            for name in COMPARISONS
            for what, value in {
                "number": 1,
                "boolean": True,
                "array": ["a"],
                "object": {"a": "b"},
                "path": {"path": ["a"], "value": "b"},
            }.items()
        ),
        *(
            pytest.param(name, value, id=f"{name}-{what}")
            for name in ("in", "notIn")
            for what, value in {
                "string": "a",
                "number": 1,
                "numbers": ["a", 1],
                "booleans": [True],
                "arrays": [["a"]],
                "object": {"a": "b"},
            }.items()
        ),
        *(
            pytest.param(name, value, id=f"{name}-is-for-json")
            for name, value in {
                "arrayContains": "a",
                "jsonContains": {"a": "b"},
                "jsonContainedBy": {"a": "b"},
                "jsonHasKey": "a",
                "jsonHasAnyKey": ["a"],
                "jsonHasAllKeys": ["a"],
                "jsonArrayContainsObject": {"a": "b"},
            }.items()
        ),
        pytest.param("gt", ..., id="gt-without-a-value"),
        pytest.param("in", ..., id="in-without-a-value"),
    ],
)
async def test_invalid_text_operator_or_operand_is_refused(
    space: Server, name: str, value: object
) -> None:
    filter_ = condition("type", name) if value is ... else condition("type", name, value)
    problem = await space.refused({"where": filter_})
    assert all(issue["pointer"].startswith("/where/condition") for issue in problem["errors"])

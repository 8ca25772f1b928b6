"""Section 2, where: and, or, not; a condition is true or false, never unknown."""

from collections.abc import Callable

import pytest
import pytest_asyncio
from support.events import all_of, any_of, ascending, at, condition, field, message, negated, search
from support.server import Json, Server, points_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENTS = [
    message("a", type="x", properties={"n": 1}),
    message("b", type="y", properties={"n": 2}),
    message("c", type="x"),
    search("d", type="y", properties={"n": None}),
]

X = condition("type", "eq", "x")
N1 = at("properties", "n", "eq", 1)
TRUE = all_of()
FALSE = any_of()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("logic", EVENTS)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        pytest.param(X, "ac", id="condition"),
        pytest.param(all_of(), "abcd", id="empty-and-is-true"),
        pytest.param(any_of(), "", id="empty-or-is-false"),
        pytest.param(negated(TRUE), "", id="not-true"),
        pytest.param(negated(FALSE), "abcd", id="not-false"),
        pytest.param(negated(negated(X)), "ac", id="not-not"),
        pytest.param(negated(negated(negated(X))), "bd", id="not-not-not"),
        pytest.param(all_of(X), "ac", id="and-of-one"),
        pytest.param(any_of(X), "ac", id="or-of-one"),
        pytest.param(all_of(X, N1), "a", id="and"),
        pytest.param(any_of(X, at("properties", "n", "eq", 2)), "abc", id="or"),
        pytest.param(all_of(X, TRUE), "ac", id="and-true"),
        pytest.param(all_of(X, FALSE), "", id="and-false"),
        pytest.param(any_of(X, TRUE), "abcd", id="or-true"),
        pytest.param(any_of(X, FALSE), "ac", id="or-false"),
        pytest.param(negated(X), "bd", id="not"),
        pytest.param(negated(N1), "bcd", id="not-also-where-null"),
        pytest.param(negated(at("properties", "n", "neq", 1)), "acd", id="not-neq-also-where-null"),
        pytest.param(negated(at("properties", "n", "gt", 1)), "acd", id="not-gt-also-where-null"),
        pytest.param(
            negated(at("properties", "n", "notIn", [1])), "acd", id="not-notIn-also-where-null"
        ),
        pytest.param(negated(condition("messageId", "eq", "m-a")), "bcd", id="not-of-a-text-field"),
        pytest.param(
            negated(condition("searchQuery", "neq", "z")), "abc", id="not-neq-of-a-text-field"
        ),
        pytest.param(negated(condition("messageId", "isNull")), "abc", id="not-isNull"),
        pytest.param(negated(condition("messageId", "isNotNull")), "d", id="not-isNotNull"),
        pytest.param(negated(all_of(X, N1)), "bcd", id="not-and"),
        pytest.param(negated(any_of(X, N1)), "bd", id="not-or"),
        pytest.param(negated(all_of(negated(N1), negated(X))), "ac", id="de-morgan-with-nulls"),
        pytest.param(any_of(all_of(X, N1), all_of(negated(X), negated(N1))), "abd", id="nested"),
        pytest.param(all_of(any_of(X, N1), any_of(negated(X), N1)), "a", id="nested-other-way"),
        pytest.param(all_of(all_of(all_of(X))), "ac", id="nested-alone"),
        pytest.param(any_of(*[N1] * 50, X), "ac", id="fifty"),
    ],
)
async def test_boolean_filters_use_two_valued_logic(
    space: Server, where: object, expected: str
) -> None:
    assert await space.ids(where) == list(expected)


@pytest.mark.parametrize("levels", [5, 12, 16, 20])
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda inner: all_of(inner, TRUE), id="and"),
        pytest.param(lambda inner: any_of(FALSE, inner), id="or"),
        pytest.param(lambda inner: negated(negated(inner)), id="not-not"),
        pytest.param(lambda inner: all_of(X, any_of(N1, inner)), id="and-or"),
    ],
)
async def test_deeply_nested_filter_matches_expected_events(
    space: Server, wrap: Callable[[Json], Json], levels: int
) -> None:
    where = X
    for _ in range(levels // 2):
        where = wrap(where)
    assert await space.ids(where) == ["a", "c"]


@pytest.mark.parametrize("make", [all_of, any_of])
@pytest.mark.parametrize("count", [100, 900, 5000])
async def test_filter_with_many_operands_is_answered_or_refused_with_limit(
    space: Server, make: Callable[..., Json], count: int
) -> None:
    status, answer = await space.query(
        {"select": [field("id")], "where": make(*[X] * count), "orderBy": ascending("id")}
    )
    if status == 200:
        assert [row["id"] for row in answer["data"]["result"]] == ["a", "c"]
    else:
        assert (status, answer["code"]) == (422, "unprocessable_entity")
        assert count > 900
        assert any(character.isdigit() for character in answer["detail"])


@pytest.mark.parametrize(
    ("where", "pointer"),
    [
        pytest.param({}, "/where", id="empty"),
        pytest.param([], "/where", id="array"),
        pytest.param("type", "/where", id="text"),
        pytest.param({"and": X}, "/where", id="and-of-an-object"),
        pytest.param({"or": [1]}, "/where", id="or-of-a-number"),
        pytest.param({"not": [X]}, "/where", id="not-of-an-array"),
        pytest.param({"xor": [X]}, "/where", id="unknown"),
        pytest.param({"condition": {}}, "/where", id="empty-condition"),
        pytest.param({"condition": {"field": "type"}}, "/where", id="no-operator"),
        pytest.param({"condition": {"operator": "eq", "value": "x"}}, "/where", id="no-field"),
        pytest.param({"and": [X, {"condition": {"field": "type"}}]}, "/where/and/1", id="inner"),
        pytest.param(
            {"not": {"or": [condition("tpye", "eq", "x")]}},
            "/where/not/or/0/condition/field",
            id="inner-field",
        ),
    ],
)
async def test_malformed_filter_is_refused_with_pointer(
    space: Server, where: object, pointer: str
) -> None:
    assert points_at(await space.refused({"where": where}), pointer)

"""Section 2, Operators: createdAt."""

import operator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from support.events import condition, message, negated
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

INSTANTS = {
    "a": "1969-12-31T23:59:59.999Z",
    "b": "1970-01-01T00:00:00.000Z",
    "c": "2026-03-01T23:59:59.999Z",
    "d": "2026-03-02T00:00:00.000Z",
    "e": "2026-03-02T10:15:00.000Z",
    "f": "2026-03-02T10:15:00.001Z",
    "g": "2026-03-02T23:30:00.000Z",
}
OPERANDS = {
    "zulu": "2026-03-02T10:15:00.000Z",
    "no-fraction": "2026-03-02T10:15:00Z",
    "milliseconds": "2026-03-02T10:15:00.001Z",
    "east": "2026-03-02T15:45:00+05:30",
    "west": "2026-03-01T16:00:00-08:00",
    "zero-offset": "2026-03-02T10:15:00+00:00",
    "finer-is-cut": "2026-03-02T10:15:00.001999Z",
    "nanoseconds-before-1970": "1969-12-31T23:59:59.999999999Z",
    "a-date-is-its-midnight": "2026-03-02",
    "before-1970": "1969-12-31T23:59:59.999Z",
    "the-epoch": "1970-01-01",
    "long-ago": "1066-10-14",
    "far-ahead": "2999-01-01T00:00:00Z",
}
COMPARISONS = {
    "eq": operator.eq,
    "neq": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    read = read.replace(microsecond=read.microsecond // 1000 * 1000)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space(
        "created", [message(key, createdAt=at) for key, at in INSTANTS.items()]
    )


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("operand", OPERANDS)
async def test_created_at_comparisons_match_python_datetimes(
    space: Server, name: str, operand: str
) -> None:
    text = OPERANDS[operand]
    expected = [
        key for key, at in INSTANTS.items() if COMPARISONS[name](instant(at), instant(text))
    ]
    assert await space.ids(condition("createdAt", name, text)) == expected
    assert await space.ids(negated(condition("createdAt", name, text))) == [
        key for key in INSTANTS if key not in expected
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("in", ["2026-03-02", "1970-01-01T01:00:00+01:00"], "bd", id="in"),
        pytest.param("in", ["2026-03-02", None], "d", id="in-with-null"),
        pytest.param("in", [None], "", id="in-null"),
        pytest.param("notIn", ["2026-03-02", "1970-01-01"], "acefg", id="notIn"),
        pytest.param("eq", None, "", id="eq-null"),
        pytest.param("neq", None, "abcdefg", id="neq-null"),
        pytest.param("isNull", ..., "", id="isNull"),
        pytest.param("isNotNull", ..., "abcdefg", id="isNotNull"),
    ],
)
async def test_created_at_list_and_null_operators_match_expected_events(
    space: Server, name: str, value: object, expected: str
) -> None:
    filter_ = condition("createdAt", name) if value is ... else condition("createdAt", name, value)
    assert await space.ids(filter_) == list(expected)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            pytest.param(name, value, id=f"{name}-{what}")
            for name in ("eq", "gt", "lte")
            for what, value in {
                "words": "yesterday",
                "empty": "",
                "digits": "1772446500000",
                "no-such-month": "2026-13-01",
                "no-such-day": "2026-02-30T00:00:00Z",
                "no-such-hour": "2026-03-02T25:00:00Z",
                "no-such-offset": "2026-03-02T10:00:00+24:00",
                "number": 1772446500000,
                "boolean": True,
                "array": ["2026-03-02"],
                "object": {"from": "2026-03-02"},
            }.items()
        ),
        pytest.param("in", ["2026-03-02", "soon"], id="in-words"),
        pytest.param("in", "2026-03-02", id="in-string"),
        pytest.param("notIn", [1], id="notIn-number"),
        pytest.param("jsonContains", {"a": 1}, id="jsonContains"),
        pytest.param("jsonHasKey", "a", id="jsonHasKey"),
        pytest.param("arrayContains", "a", id="arrayContains"),
    ],
)
async def test_invalid_created_at_operand_is_refused(
    space: Server, name: str, value: object
) -> None:
    problem = await space.refused({"where": condition("createdAt", name, value)})
    assert all(issue["pointer"].startswith("/where/condition") for issue in problem["errors"])

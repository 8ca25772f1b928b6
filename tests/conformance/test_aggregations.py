"""Section 2, Aggregations: which values are counted, read as numbers, or skipped."""

from datetime import UTC, datetime

import pytest
import pytest_asyncio
from support.events import aggregation, condition, group, message, search
from support.server import Json, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Event type → the values of property `v` of its events.
VALUES: dict[str, list[Json]] = {
    "integers": [3, 1, 2],
    "decimals": [0.5, 2.25],
    "negative": [-5, 3],
    "zero": [0],
    "plain": ["12.50", "7", "-3", "007"],
    "mixed": [10, "20", 0.5],
    "text-and-number": ["10", 9],
    "skipped": [5, "abc", "", "12abc", "1e3", "0x10", "1,000", "1_000", " 4", "4 ", "--1", "1.2.3"],
    "not-finite": [5, "NaN", "nan", "Infinity", "-inf", "inf"],
    "booleans": [5, True, False],
    "containers": [5, [7], {"a": 8}, None],
    "no-number": ["abc", True, None, [1]],
    "huge": [9223372036854775807, 9223372036854775807],
    "huge-negative": [-9223372036854775808, -9223372036854775808, -1],
    "cancelling": [*[9223372036854775807] * 3, *[-9223372036854775808] * 3],
    "cancelling-text": [*["9223372036854775807"] * 3, *["-9223372036854775808"] * 3],
    "cancelling-and-fraction": [9223372036854775807, -9223372036854775808, 0.25],
    "beyond-2^53": [9007199254740993, 9007199254740993, 9007199254740994],
    "long-text": ["9223372036854775807", "9223372036854775807"],
    "distinct": ["a", "a", "b", None],
    "one": [1, "1", "one"],
    "true": [True, "true", False],
    "empty-text": ["", "x"],
}

CREATED = ["2026-03-02T10:15:00.250Z", "1969-12-31T23:59:59.999Z", "2000-02-29T00:00:00.000Z"]
EVENTS = [
    *(
        message(f"{name} {index}", type=name, properties={"v": value})
        for name, values in VALUES.items()
        for index, value in enumerate(values)
    ),
    *(search(str(index), type="created", createdAt=at) for index, at in enumerate(CREATED, 5)),
    message("100", type="created", messageId="1.5", createdAt=CREATED[0]),
]


def milliseconds(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("aggregations", EVENTS, project=None)


NUMERIC = [
    # values, sum, avg, min, max
    ("integers", 6, 2, 1, 3),
    ("decimals", 2.75, 1.375, 0.5, 2.25),
    ("negative", -2, -1, -5, 3),
    ("zero", 0, 0, 0, 0),
    ("plain", 23.5, 5.875, -3, 12.5),
    ("mixed", 30.5, 30.5 / 3, 0.5, 20),
    ("text-and-number", 19, 9.5, 9, 10),
    ("skipped", 5, 5, 5, 5),
    ("not-finite", 5, 5, 5, 5),
    ("booleans", 5, 5, 5, 5),
    ("containers", 5, 5, 5, 5),
    ("no-number", None, None, None, None),
    ("huge", 2**64 - 2, 2**63 - 1, 2**63 - 1, 2**63 - 1),
    ("huge-negative", -(2**64) - 1, -(2**64 + 1) / 3, -(2**63), -1),
    ("long-text", 2**64 - 2, 2**63 - 1, 2**63 - 1, 2**63 - 1),
]


@pytest.mark.parametrize(
    ("name", "function", "expected"),
    [
        pytest.param(name, function, value, id=f"{function}-of-{name}")
        for name, *values in NUMERIC
        for function, value in zip(("sum", "avg", "min", "max"), values, strict=True)
    ],
)
async def test_numeric_aggregation_skips_values_that_are_not_numbers(
    space: Server, name: str, function: str, expected: float | None
) -> None:
    (row,) = await space.rows(
        {
            "select": [aggregation(function, "properties", "v")],
            "where": condition("type", "eq", name),
        }
    )
    if expected is None:
        assert row == {}
    else:
        assert row == {f"{function}_properties.v": pytest.approx(expected, rel=1e-12)}


@pytest.mark.parametrize(
    ("name", "count", "distinct"),
    [
        pytest.param("integers", 3, 3, id="numbers"),
        pytest.param("distinct", 3, 2, id="null-does-not-count"),
        pytest.param("one", 3, 2, id="distinct-by-text-number"),
        pytest.param("true", 3, 2, id="distinct-by-text-boolean"),
        pytest.param("containers", 3, 3, id="arrays-and-objects"),
        pytest.param("empty-text", 2, 2, id="empty-text-is-not-null"),
    ],
)
async def test_count_of_path_skips_null_and_distinct_count_compares_text(
    space: Server, name: str, count: int, distinct: int
) -> None:
    rows = await space.rows(
        {
            "select": [
                aggregation("count", "properties", "v"),
                aggregation("countDistinct", "properties", "v"),
            ],
            "where": condition("type", "eq", name),
        }
    )
    assert rows == [{"count_properties.v": count, "countDistinct_properties.v": distinct}]


INSTANTS = [milliseconds(text) for text in (*CREATED, CREATED[0])]

CREATED_CASES = [
    pytest.param(aggregation("count"), {"count": 4}, id="count-counts-rows"),
    pytest.param(aggregation("count", "id"), {"count_id": 4}, id="count-of-id"),
    pytest.param(
        aggregation("count", "searchQuery"), {"count_searchQuery": 3}, id="count-skips-null"
    ),
    pytest.param(aggregation("count", "messageId"), {"count_messageId": 1}, id="count-of-one"),
    pytest.param(
        aggregation("count", "conversationId"), {"count_conversationId": 0}, id="count-of-none"
    ),
    pytest.param(aggregation("count", "properties"), {"count_properties": 0}, id="count-of-json"),
    pytest.param(
        aggregation("countDistinct", "eventType"), {"countDistinct_eventType": 2}, id="distinct"
    ),
    pytest.param(
        aggregation("countDistinct", "conversationId"),
        {"countDistinct_conversationId": 0},
        id="distinct-of-none",
    ),
    pytest.param(
        aggregation("countDistinct", "createdAt"),
        {"countDistinct_createdAt": 3},
        id="distinct-createdAt",
    ),
    pytest.param(aggregation("count", "createdAt"), {"count_createdAt": 4}, id="count-createdAt"),
    pytest.param(
        aggregation("sum", "createdAt"), {"sum_createdAt": sum(INSTANTS)}, id="sum-createdAt"
    ),
    pytest.param(
        aggregation("avg", "createdAt"),
        {"avg_createdAt": pytest.approx(sum(INSTANTS) / 4, rel=1e-12)},
        id="avg-createdAt",
    ),
    pytest.param(
        aggregation("min", "createdAt"), {"min_createdAt": -1}, id="min-createdAt-before-1970"
    ),
    pytest.param(
        aggregation("max", "createdAt"), {"max_createdAt": 1772446500250}, id="max-createdAt"
    ),
    pytest.param(aggregation("sum", "id"), {"sum_id": 118}, id="sum-of-a-text-field"),
    pytest.param(aggregation("max", "id"), {"max_id": 100}, id="max-is-numeric"),
    pytest.param(aggregation("min", "id"), {"min_id": 5}, id="min-is-numeric"),
    pytest.param(aggregation("avg", "messageId"), {"avg_messageId": 1.5}, id="a-decimal-in-text"),
    pytest.param(aggregation("sum", "type"), {}, id="text-that-is-no-number"),
    pytest.param(aggregation("max", "conversationId"), {}, id="nulls-only"),
]


@pytest.mark.parametrize(("select", "expected"), CREATED_CASES)
async def test_aggregation_of_plain_field_skips_null_and_non_numeric_values(
    space: Server, select: object, expected: object
) -> None:
    body = {"select": [select], "where": condition("type", "eq", "created")}
    assert await space.rows(body) == [expected]


@pytest.mark.parametrize(
    ("name", "mean"),
    [
        ("cancelling", -0.5),
        ("cancelling-text", -0.5),
        ("cancelling-and-fraction", -0.25),
        ("beyond-2^53", 9007199254740994.0),
        ("decimals", 1.375),
        ("huge-negative", -6148914691236517205.0),
    ],
)
async def test_mean_of_integers_is_exact_before_it_is_rounded(
    space: Server, name: str, mean: float
) -> None:
    (row,) = await space.rows(
        {
            "select": [aggregation("avg", "properties", "v")],
            "where": condition("type", "eq", name),
        }
    )
    assert row == {"avg_properties.v": mean}


async def test_sum_is_omitted_from_group_without_numbers(space: Server) -> None:
    rows = await space.rows(
        {
            "select": [aggregation("sum", "properties", "v"), aggregation("count")],
            "groupBy": [group("type")],
            "where": condition("type", "in", ["zero", "no-number"]),
        }
    )
    assert rows == [
        {"type": "no-number", "count": 4},
        {"type": "zero", "sum_properties.v": 0, "count": 1},
    ]


async def test_native_json_values_do_not_change_sum(space: Server) -> None:
    rows = await space.rows(
        {
            "select": [aggregation("sum", "properties", "v")],
            "where": condition("type", "eq", "plain"),
            "jsonValues": "native",
        }
    )
    assert rows == [{"sum_properties.v": 23.5}]

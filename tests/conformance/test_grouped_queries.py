"""Section 2: grouped queries."""

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    all_of,
    ascending,
    condition,
    conversation,
    descending,
    field,
    group,
    message,
    search,
    time,
)
from support.server import Server, points_at, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENTS = [
    message("1", type="b", createdAt="2026-03-02T09:00:00Z", properties={"plan": "pro", "n": 1}),
    message("2", type="b", createdAt="2026-03-02T10:00:00Z", properties={"plan": "free", "n": 2}),
    message("3", type="a", createdAt="2026-03-03T10:00:00Z", properties={"plan": "pro", "n": 3}),
    search("4", type="c", createdAt="2026-03-03T11:00:00Z", properties={"flag": True}),
    search("5", type="b", createdAt="2026-03-09T11:00:00Z", properties={"flag": 1}),
    conversation("6", type="b", createdAt="2026-04-01T11:00:00Z"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("grouped", EVENTS)


COUNT = aggregation("count")
NONE = all_of(condition("id", "eq", "no such"))

CASES = [
    pytest.param({"select": [COUNT]}, [{"count": 6}], id="no-group-is-one-row"),
    pytest.param({"select": [COUNT], "where": NONE}, [{"count": 0}], id="no-group-over-no-events"),
    pytest.param(
        {
            "select": [COUNT, aggregation("count", "id"), aggregation("countDistinct", "type")],
            "where": NONE,
        },
        [{"count": 0, "count_id": 0, "countDistinct_type": 0}],
        id="counts-over-no-events",
    ),
    pytest.param(
        {"select": [aggregation("sum", "properties", "n")], "where": NONE},
        [{}],
        id="a-sum-over-no-events-is-null",
    ),
    pytest.param(
        {"select": [COUNT], "groupBy": [group("type")], "where": NONE}, [], id="no-groups"
    ),
    pytest.param(
        {"groupBy": [group("type")]},
        [{"type": "a"}, {"type": "b"}, {"type": "c"}],
        id="groupBy-alone-gives-the-distinct-groups",
    ),
    pytest.param(
        {"groupBy": [group("type"), group("eventType")]},
        [
            {"type": "a", "eventType": "message"},
            {"type": "b", "eventType": "conversation"},
            {"type": "b", "eventType": "message"},
            {"type": "b", "eventType": "search"},
            {"type": "c", "eventType": "search"},
        ],
        id="two-groups-ascending",
    ),
    pytest.param(
        {"select": [COUNT], "groupBy": [group("type")]},
        [{"type": "a", "count": 1}, {"type": "b", "count": 4}, {"type": "c", "count": 1}],
        id="a-group-is-in-the-result-without-being-selected",
    ),
    pytest.param(
        {"select": [field("type"), COUNT], "groupBy": [group("type")]},
        [{"type": "a", "count": 1}, {"type": "b", "count": 4}, {"type": "c", "count": 1}],
        id="a-group-selected-too-is-one-column",
    ),
    pytest.param(
        {"select": [COUNT], "groupBy": [group("type", includeInSelect=True)]},
        [{"type": "a", "count": 1}, {"type": "b", "count": 4}, {"type": "c", "count": 1}],
        id="includeInSelect-true",
    ),
    pytest.param(
        {"select": [COUNT], "groupBy": [group("type", includeInSelect=False)]},
        [{"count": 1}, {"count": 4}, {"count": 1}],
        id="includeInSelect-false-hides-the-group",
    ),
    pytest.param(
        {
            "select": [COUNT],
            "groupBy": [group("type", includeInSelect=False)],
            "orderBy": descending("count", "type"),
        },
        [{"count": 4}, {"count": 1}, {"count": 1}],
        id="a-hidden-group-orders",
    ),
    pytest.param(
        {
            "select": [COUNT, aggregation("min", "properties", "n")],
            "groupBy": [group("type", includeInSelect=False)],
            "orderBy": descending("type"),
        },
        [{"count": 1}, {"count": 4, "min_properties.n": 1}, {"count": 1, "min_properties.n": 3}],
        id="a-hidden-group-orders-alone",
    ),
    pytest.param(
        {"groupBy": [group("type")], "orderBy": descending("type")},
        [{"type": "c"}, {"type": "b"}, {"type": "a"}],
        id="a-group-orders",
    ),
    pytest.param(
        {"groupBy": [group("type")], "orderBy": [*descending("count_id"), *ascending("type")]},
        [{"type": "b"}, {"type": "a"}, {"type": "c"}],
        id="an-aggregation-orders-without-being-selected",
    ),
    pytest.param(
        {
            "select": [aggregation("count", "id")],
            "groupBy": [group("type")],
            "orderBy": [*descending("count_id"), *descending("type")],
        },
        [
            {"type": "b", "count_id": 4},
            {"type": "c", "count_id": 1},
            {"type": "a", "count_id": 1},
        ],
        id="a-selected-aggregation-orders",
    ),
    pytest.param(
        {
            "groupBy": [group("eventType")],
            "orderBy": descending("countDistinct_properties.plan", "count", "eventType"),
        },
        [{"eventType": "message"}, {"eventType": "search"}, {"eventType": "conversation"}],
        id="an-aggregation-of-a-path-orders-without-being-selected",
    ),
    pytest.param(
        {"groupBy": [group("eventType")], "orderBy": descending("max_createdAt")},
        [{"eventType": "conversation"}, {"eventType": "search"}, {"eventType": "message"}],
        id="an-aggregation-of-createdAt-orders",
    ),
    pytest.param(
        {"select": [COUNT], "groupBy": [group("properties", "plan")]},
        [
            {"properties.plan": "free", "count": 1},
            {"properties.plan": "pro", "count": 2},
            {"properties.plan": None, "count": 3},
        ],
        id="a-path-group-nulls-last",
    ),
    pytest.param(
        {
            "select": [COUNT],
            "groupBy": [group("properties", "plan")],
            "orderBy": descending("properties.plan"),
        },
        [
            {"properties.plan": "pro", "count": 2},
            {"properties.plan": "free", "count": 1},
            {"properties.plan": None, "count": 3},
        ],
        id="a-path-group-descending-nulls-last",
    ),
    pytest.param(
        {"select": [field("properties", "plan"), COUNT], "groupBy": [group("properties", "plan")]},
        [
            {"properties.plan": "free", "count": 1},
            {"properties.plan": "pro", "count": 2},
            {"properties.plan": None, "count": 3},
        ],
        id="a-selected-path-group",
    ),
    pytest.param(
        {
            "select": [COUNT],
            "groupBy": [group("properties", "flag")],
            "where": condition("eventType", "eq", "search"),
        },
        [{"properties.flag": "1", "count": 1}, {"properties.flag": "true", "count": 1}],
        id="1-and-true-are-two-groups",
    ),
    pytest.param(
        {"select": [time("day"), COUNT], "where": condition("eventType", "eq", "message")},
        [
            {"createdAt_day": "2026-03-02T00:00:00.000Z", "count": 2},
            {"createdAt_day": "2026-03-03T00:00:00.000Z", "count": 1},
        ],
        id="a-time-selection-is-a-group",
    ),
    pytest.param(
        {"select": [time("month")]},
        [
            {"createdAt_month": "2026-03-01T00:00:00.000Z"},
            {"createdAt_month": "2026-04-01T00:00:00.000Z"},
        ],
        id="a-time-selection-alone",
    ),
    pytest.param(
        {"select": [time("month"), COUNT], "orderBy": descending("createdAt_month")},
        [
            {"createdAt_month": "2026-04-01T00:00:00.000Z", "count": 1},
            {"createdAt_month": "2026-03-01T00:00:00.000Z", "count": 5},
        ],
        id="a-time-selection-orders",
    ),
    pytest.param(
        {"select": [time("week"), COUNT], "groupBy": [group("eventType")]},
        [
            {"createdAt_week": "2026-03-02T00:00:00.000Z", "eventType": "message", "count": 3},
            {"createdAt_week": "2026-03-02T00:00:00.000Z", "eventType": "search", "count": 1},
            {"createdAt_week": "2026-03-09T00:00:00.000Z", "eventType": "search", "count": 1},
            {"createdAt_week": "2026-03-30T00:00:00.000Z", "eventType": "conversation", "count": 1},
        ],
        id="a-time-and-a-group",
    ),
    pytest.param(
        {"select": [COUNT], "groupBy": [group("createdAt")], "where": condition("type", "eq", "a")},
        [{"createdAt": "2026-03-03T10:00:00.000Z", "count": 1}],
        id="createdAt-as-a-group",
    ),
    pytest.param(
        {
            "select": [field("userProperties"), field("properties"), COUNT],
            "groupBy": [group("properties"), group("userProperties")],
            "where": condition("type", "eq", "a"),
        },
        [{"properties": {"plan": "pro", "n": "3"}, "userProperties": None, "count": 1}],
        id="whole-json-fields-as-groups",
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
async def test_grouped_query_returns_expected_groups_in_order(
    space: Server, body: dict[str, object], expected: list[object]
) -> None:
    data = await space.data(body)
    assert data["result"] == expected
    assert (data["total"], data["count"]) == (len(expected), len(expected))


@pytest.mark.parametrize(
    ("body", "pointer", "name"),
    [
        pytest.param(
            {"select": [field("type"), COUNT]}, "/select/0", "type", id="beside-an-aggregation"
        ),
        pytest.param(
            {"select": [time("day"), field("type")]}, "/select/1", "type", id="beside-a-time"
        ),
        pytest.param(
            {"select": [field("type")], "groupBy": [group("eventType")]},
            "/select/0",
            "type",
            id="beside-another-group",
        ),
        pytest.param(
            {"select": [field("createdAt"), time("day")]},
            "/select/0",
            "createdAt",
            id="the-field-of-a-time",
        ),
        pytest.param(
            {
                "select": [field("properties", "plan"), COUNT],
                "groupBy": [group("properties", "n")],
            },
            "/select/0",
            "properties.plan",
            id="another-path",
        ),
        pytest.param(
            {"select": [field("properties"), COUNT], "groupBy": [group("properties", "n")]},
            "/select/0",
            "properties",
            id="the-whole-of-a-path",
        ),
    ],
)
async def test_selected_field_outside_group_by_is_refused(
    space: Server, body: object, pointer: str, name: str
) -> None:
    problem = await space.refused(body)
    assert points_at(problem, pointer)
    assert says(problem, name)


@pytest.mark.parametrize(
    "column",
    [
        pytest.param("messageId", id="a-field-that-is-no-group"),
        pytest.param("properties.plan", id="a-path-that-is-no-group"),
        pytest.param("sum", id="an-aggregation-that-needs-a-field"),
        pytest.param("tpye", id="an-unknown-name"),
    ],
)
async def test_order_of_groups_by_unrelated_column_is_refused(space: Server, column: str) -> None:
    problem = await space.refused(
        {"select": [COUNT], "groupBy": [group("type")], "orderBy": ascending(column)}
    )
    assert points_at(problem, "/orderBy/0")


@pytest.mark.parametrize("name", ["sum", "countDistinct", "avg", "min", "max"])
async def test_aggregation_without_required_field_is_refused(space: Server, name: str) -> None:
    problem = await space.refused({"select": [aggregation(name)]})
    assert points_at(problem, "/select/0")

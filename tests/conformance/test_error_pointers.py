"""Section 6: pointers of errors, and the nearest valid name."""

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    all_of,
    any_of,
    ascending,
    at,
    condition,
    field,
    group,
    message,
    search,
    time,
)
from support.server import Server, points_at, says

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("errors", [message("a"), search("b")])


NAMES = [
    # body, pointer, nearest valid name
    pytest.param({"selct": []}, "", "select", id="member"),
    pytest.param({"groupby": []}, "", "groupBy", id="member-by-case"),
    pytest.param({"order_by": []}, "", "orderBy", id="member-by-underline"),
    pytest.param(
        {"select": [{"type": "field", "feild": "id"}]}, "/select/0", "field", id="select-member"
    ),
    pytest.param(
        {"groupBy": [{"field": "id", "includeInSelct": True}]},
        "/groupBy/0",
        "includeInSelect",
        id="groupBy-member",
    ),
    pytest.param({"select": [field("typ")]}, "/select/0/field", "type", id="field"),
    pytest.param({"select": [field("created_at")]}, "/select/0/field", "createdAt", id="column"),
    pytest.param({"select": [field("entityType")]}, "/select/0/field", "eventType", id="entity"),
    pytest.param(
        {"select": [{"type": "feild", "field": "id"}]}, "/select/0/type", "field", id="selection"
    ),
    pytest.param(
        {"select": [aggregation("cuont")]}, "/select/0/aggregation", "count", id="aggregation"
    ),
    pytest.param(
        {"select": [aggregation("count_distinct", "id")]},
        "/select/0/aggregation",
        "countDistinct",
        id="aggregation-by-underline",
    ),
    pytest.param(
        {"select": [aggregation("count", "idd")]}, "/select/0/field", "id", id="aggregated-field"
    ),
    pytest.param({"select": [time("weeks")]}, "/select/0/timeUnit", "week", id="unit"),
    pytest.param({"select": [time("day", "createdat")]}, "/select/0/field", "createdAt", id="time"),
    pytest.param({"groupBy": [group("tipe")]}, "/groupBy/0/field", "type", id="group"),
    pytest.param(
        {"where": condition("tpye", "eq", "a")}, "/where/condition/field", "type", id="filter-field"
    ),
    pytest.param(
        {"where": condition("type", "notin", ["a"])},
        "/where/condition/operator",
        "notIn",
        id="operator",
    ),
    pytest.param(
        {"where": condition("properties", "jsonContain", {})},
        "/where/condition/operator",
        "jsonContains",
        id="json-operator",
    ),
    pytest.param(
        {"where": all_of(condition("type", "eq", "a"), condition("type", "equ", "a"))},
        "/where/and/1/condition/operator",
        "eq",
        id="inner-operator",
    ),
    pytest.param({"orderBy": ascending("createdat")}, "/orderBy/0/field", "createdAt", id="order"),
    pytest.param(
        {"select": [aggregation("count", "id")], "orderBy": ascending("count_idd")},
        "/orderBy/0/field",
        "count_id",
        id="order-by-a-column",
    ),
    pytest.param(
        {"orderBy": [{"field": "id", "direction": "ascending"}]},
        "/orderBy/0/direction",
        "asc",
        id="direction",
    ),
    pytest.param({"jsonValues": "nativ"}, "/jsonValues", "native", id="jsonValues"),
    pytest.param(
        {"select": [{**field("properties"), "mode": "jsn"}]}, "/select/0/mode", "json", id="mode"
    ),
]


@pytest.mark.parametrize(("body", "pointer", "nearest"), NAMES)
async def test_unknown_name_is_reported_with_pointer_and_nearest_name(
    space: Server, body: object, pointer: str, nearest: str
) -> None:
    reply = await space.send("POST", "/query/events", body)
    assert_problem(reply, 422, "/query/events")
    assert points_at(reply.json, pointer)
    assert says(reply.json, nearest)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"select": {}}, "/select", id="select-object"),
        pytest.param({"select": None}, "/select", id="select-null"),
        pytest.param({"select": ["id"]}, "/select/0", id="selection-text"),
        pytest.param({"select": [{}]}, "/select/0", id="selection-empty"),
        pytest.param({"select": [{"type": "field"}]}, "/select/0", id="no-field"),
        pytest.param({"select": [{"type": "aggregation"}]}, "/select/0", id="no-aggregation"),
        pytest.param({"select": [{"type": "time"}]}, "/select/0", id="no-unit"),
        pytest.param({"select": [field("id"), {"field": "id"}]}, "/select/1", id="no-type"),
        pytest.param({"groupBy": ["type"]}, "/groupBy/0", id="group-text"),
        pytest.param(
            {"groupBy": [group("id", includeInSelect="no")]}, "/groupBy/0", id="includeInSelect"
        ),
        pytest.param({"orderBy": {}}, "/orderBy", id="orderBy-object"),
        pytest.param({"notes": 1}, "/notes", id="notes-number"),
        pytest.param({"notes": "n" * 81}, "/notes", id="notes-of-81"),
        pytest.param({"limit": -1}, "/limit", id="limit"),
        pytest.param({"offset": -1}, "/offset", id="offset"),
        pytest.param(
            {"where": condition("type", "eq", 1)}, "/where/condition/value", id="operand-of-text"
        ),
        pytest.param(
            {"where": condition("createdAt", "gt", "soon")},
            "/where/condition/value",
            id="operand-of-createdAt",
        ),
        pytest.param(
            {"where": at("properties", "v", "jsonHasAnyKey", "a")},
            "/where/condition/value",
            id="operand-at-a-path",
        ),
        pytest.param(
            {"where": condition("type", "in", ["a", 1])}, "/where/condition/value", id="in-a-list"
        ),
        pytest.param(
            {"where": any_of({"not": condition("type", "eq", [])})},
            "/where/or/0/not/condition/value",
            id="inner-operand",
        ),
        pytest.param(
            {"select": [field("type"), aggregation("count")]}, "/select/0", id="ungrouped"
        ),
        pytest.param({"select": [field("id", "a")]}, "/select/0", id="a-path-into-text"),
        pytest.param({"where": {"and": [], "xor": []}}, "/where", id="filter-member"),
        pytest.param(
            {"where": {"condition": {"field": "id", "operator": "isNull", "valeu": 1}}},
            "/where/condition",
            id="condition-member",
        ),
    ],
)
async def test_invalid_query_member_is_reported_with_pointer(
    space: Server, body: object, pointer: str
) -> None:
    reply = await space.send("POST", "/query/events", body)
    assert_problem(reply, 422, "/query/events")
    assert points_at(reply.json, pointer)


async def test_all_errors_of_query_are_reported_at_once(space: Server) -> None:
    problem = await space.refused({"notes": "n" * 81, "limit": -1})
    assert points_at(problem, "/notes")
    assert points_at(problem, "/limit")

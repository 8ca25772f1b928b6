"""Section 2: values at a path sort as numbers first, then as text; nulls come last."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import aggregation, ascending, condition, descending, field, group, message
from support.exports import export_rows
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBERS = [
    *(-(2**63), "-10", -1, "-0.5", 0, 1e-7, 2, "09", 9, "9.0", "10", 10.5, 100),
    *(2**53, "9007199254740992.0", 2**53 + 1, 2.0**53 + 2, 2**63 - 2, 2**63 - 1, 1e19, 1e22),
]
TEXTS = ["", " 1", "1,5", "1e3", "NaN", [1], "abc", True, {"a": 1}, "Ä"]
RANKED = [*NUMBERS, *TEXTS]
# The ids are in another order than the values, and so is the time, which is the same.
VALUES = {f"{index * 7 % 100:02}": value for index, value in enumerate([*RANKED, None])}
PATH = ("properties", "v")
COLUMN = "properties.v"
ORDERS = [
    pytest.param(ascending(COLUMN), [*RANKED, None], id="ascending"),
    pytest.param(descending(COLUMN), [*reversed(RANKED), None], id="descending"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    events = [message(name, properties={"v": value}) for name, value in VALUES.items()]
    return await shared_server.space("order of values", events)


async def column(server: Server, body: Any) -> list[Any]:
    rows = await server.rows({"jsonValues": "native", **body})
    return [row[COLUMN] for row in rows]


def exactly(values: list[Any]) -> list[tuple[str, Any]]:
    """Distinguish 1, 1.0 and true."""
    return [(type(value).__name__, value) for value in values]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
async def test_events_sort_by_numbers_then_texts(
    space: Server, order: Any, expected: list[Any]
) -> None:
    found = await column(space, {"select": [field(*PATH)], "orderBy": order})
    assert exactly(found) == exactly(expected)


@pytest.mark.parametrize(("order", "expected"), ORDERS)
async def test_events_sort_by_path_that_is_not_selected(
    space: Server, order: Any, expected: list[Any]
) -> None:
    rows = await space.rows({"select": [field("id")], "orderBy": order})
    assert exactly([VALUES[row["id"]] for row in rows]) == exactly(expected)


@pytest.mark.parametrize(("order", "expected"), ORDERS)
async def test_native_groups_sort_by_numbers_then_texts(
    space: Server, order: Any, expected: list[Any]
) -> None:
    found = await column(space, {"groupBy": [group(*PATH)], "orderBy": order})
    assert exactly(found) == exactly(expected)


@pytest.mark.parametrize(("order", "expected"), ORDERS)
async def test_text_groups_sort_as_events_do(
    space: Server, order: Any, expected: list[Any]
) -> None:
    shown = await column(space, {"select": [field(*PATH)], "orderBy": order, "jsonValues": "text"})
    groups = await column(
        space, {"groupBy": [group(*PATH)], "orderBy": order, "jsonValues": "text"}
    )
    assert groups == shown
    assert len(groups) == len(expected)


@pytest.mark.parametrize("mode", ["text", "native"])
async def test_default_order_of_groups_sorts_by_numbers(space: Server, mode: str) -> None:
    by_default = {
        "select": [aggregation("count")],
        "groupBy": [group(*PATH)],
        "jsonValues": mode,
    }
    in_order = {**by_default, "orderBy": ascending(COLUMN)}
    rows = await space.rows(by_default)
    assert rows == await space.rows(in_order)
    assert [row[COLUMN] for row in rows[-2:]] == ["Ä", None]


async def test_hidden_group_sorts_by_numbers(space: Server) -> None:
    body = {
        "select": [aggregation("min", "createdAt"), aggregation("sum", *PATH)],
        "groupBy": [group(*PATH, includeInSelect=False)],
        "where": condition("properties", "in", {"path": ["v"], "value": [100, 9, -1, 2]}),
    }
    rows = await space.rows({**body, "orderBy": descending(COLUMN)})
    assert [row["sum_properties.v"] for row in rows] == [100, 9, 2, -1]


async def test_text_group_with_exponent_is_number_if_any_value_is(shared_server: Server) -> None:
    space = await shared_server.space(
        "order of exponents",
        [
            message(name, type=type_, properties={"v": value})
            for name, type_, value in (
                ("a", "text", "1e+22"),
                ("b", "number", 1e22),
                ("c", "text", "1e-7"),
                ("d", "text", "0.5"),
                ("e", "text", "-3"),
                ("f", "text", "2026-03-02"),
            )
        ],
    )
    body = {"groupBy": [group(*PATH)], "jsonValues": "text"}
    of_all = ["-3", "0.5", "1e+22", "1e-7", "2026-03-02"]
    assert await column(space, body) == of_all
    assert await column(space, {**body, "orderBy": descending(COLUMN)}) == of_all[::-1]
    of_texts = {**body, "where": condition("type", "eq", "text")}
    assert await column(space, of_texts) == ["-3", "0.5", "1e+22", "1e-7", "2026-03-02"]


@pytest.mark.parametrize("order", [ascending, descending])
@pytest.mark.parametrize("mode", ["text", "native"])
async def test_pages_in_order_of_values_add_up(
    shared_server: Server, order: Any, mode: str
) -> None:
    values = [1, "1", 1.0, True, "true", None, "x", 1, "1.0", "01", None, [1], "[1]"]
    space = await shared_server.space(
        f"order of ties {mode} {order.__name__}",
        [message(f"{number:02}", properties={"v": value}) for number, value in enumerate(values)],
    )
    raw = {"select": [field("id"), field(*PATH)]}
    grouped = {"select": [aggregation("count")], "groupBy": [group(*PATH)]}
    for body in (raw, grouped):
        whole = {**body, "orderBy": order(COLUMN), "jsonValues": mode}
        rows = await space.rows(whole)
        pages = [
            await space.rows({**whole, "limit": 2, "offset": offset})
            for offset in range(0, len(rows), 2)
        ]
        assert [row for page in pages for row in page] == rows
        assert rows[-1][COLUMN] is None


async def test_equally_frequent_property_values_sort_by_numbers(space: Server) -> None:
    asked = {"field": "properties", "key": "v"}
    reply = await space.send("POST", "/query/property-values", asked)
    assert reply.json["results"] == await column(
        space,
        {
            "select": [field(*PATH)],
            "where": condition("properties", "isNotNull", {"path": ["v"]}),
            "orderBy": ascending(COLUMN),
            "jsonValues": "text",
        },
    )


async def test_export_sorts_by_numbers(space: Server) -> None:
    body = {"select": [field("id")], "orderBy": ascending(COLUMN)}
    assert await export_rows(space, body) == await space.rows(body)

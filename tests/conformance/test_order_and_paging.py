"""Section 2: orderBy, limit and offset; total, pageSize and count of a result."""

from collections.abc import Callable

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    condition,
    descending,
    field,
    group,
    message,
    search,
)
from support.server import Json, Server, Start, points_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = {"a": "pear", "b": None, "c": "Apple", "d": "fig", "e": None, "f": "fig"}
EVENTS = [
    *(
        (search(name, searchQuery=word) if word else message(name)) | {"properties": {"w": word}}
        for name, word in WORDS.items()
    ),
    *(message(f"{index:02}", type="tied", properties={"g": index // 2}) for index in range(20)),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("order", EVENTS)


LETTERS = condition("id", "gte", "a")
TIED = condition("type", "eq", "tied")


@pytest.mark.parametrize(
    ("select", "order", "expected"),
    [
        pytest.param([], ascending("id"), "abcdef", id="ascending"),
        pytest.param([], descending("id"), "fedcba", id="descending"),
        pytest.param([], ascending("searchQuery", "id"), "cdfabe", id="nulls-last"),
        pytest.param([], descending("searchQuery", "id"), "afdceb", id="descending-nulls-last"),
        pytest.param(
            [field("properties", "w")],
            ascending("properties.w", "id"),
            "cdfabe",
            id="path-nulls-last",
        ),
        pytest.param(
            [field("properties", "w")],
            descending("properties.w", "id"),
            "afdceb",
            id="path-descending-nulls-last",
        ),
        pytest.param(
            [],
            [*ascending("searchQuery"), *descending("id")],
            "cfdaeb",
            id="two-directions",
        ),
        pytest.param([], [*ascending("eventType"), *ascending("id")], "beacdf", id="two-columns"),
    ],
)
async def test_order_by_sorts_rows_with_nulls_last(
    space: Server, select: list[object], order: object, expected: str
) -> None:
    rows = await space.rows({"select": [field("id"), *select], "where": LETTERS, "orderBy": order})
    assert "".join(row["id"] for row in rows) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(ascending, ["Apple", "fig", "pear", None], id="ascending"),
        pytest.param(descending, ["pear", "fig", "Apple", None], id="descending"),
    ],
)
async def test_null_groups_sort_last(
    space: Server, order: Callable[..., Json], expected: list[str | None]
) -> None:
    for column, groups in (
        ("searchQuery", [group("searchQuery")]),
        ("properties.w", [group("properties", "w")]),
    ):
        rows = await space.rows({"groupBy": groups, "where": LETTERS, "orderBy": order(column)})
        assert [row.get(column) for row in rows] == expected


@pytest.mark.parametrize("order", [ascending, descending])
async def test_null_aggregates_sort_last(space: Server, order: Callable[..., Json]) -> None:
    rows = await space.rows(
        {
            "select": [aggregation("max", "properties", "g")],
            "groupBy": [group("type")],
            "orderBy": order("max_properties.g"),
        }
    )
    assert rows[0] == {"type": "tied", "max_properties.g": 9}
    assert {row["type"] for row in rows[1:]} == {"searched", "sent"}


ORDERS = [
    pytest.param({}, id="default"),
    pytest.param({"orderBy": ascending("type")}, id="one-tie"),
    pytest.param({"orderBy": descending("searchQuery")}, id="nulls-tie"),
    pytest.param({"select": [field("type")]}, id="rows-alike"),
    pytest.param(
        {"select": [aggregation("count")], "groupBy": [group("properties", "g")]}, id="groups"
    ),
    pytest.param(
        {
            "select": [aggregation("count")],
            "groupBy": [group("properties", "g")],
            "orderBy": descending("count"),
        },
        id="groups-tie",
    ),
    pytest.param(
        {
            "select": [aggregation("min", "id")],
            "groupBy": [group("id", includeInSelect=False)],
            "orderBy": ascending("count"),
        },
        id="hidden-groups-tie",
    ),
]


@pytest.mark.parametrize("size", [1, 3, 7])
@pytest.mark.parametrize("body", ORDERS)
async def test_consecutive_pages_add_up_to_unpaged_result(
    space: Server, body: dict[str, object], size: int
) -> None:
    whole = await space.data({**body, "where": TIED})
    pages = [
        await space.data({**body, "where": TIED, "limit": size, "offset": offset})
        for offset in range(0, whole["total"], size)
    ]
    assert [row for page in pages for row in page["result"]] == whole["result"]
    assert {page["total"] for page in pages} == {whole["total"]}
    assert {page["pageSize"] for page in pages} == {size}
    assert all(page["count"] == len(page["result"]) for page in pages)


ROWS = {"where": TIED, "orderBy": ascending("id"), "select": [field("id")]}


@pytest.mark.parametrize(
    ("members", "params", "expected"),
    [
        pytest.param({}, {}, (20, 1000, 20, "00"), id="default"),
        pytest.param({"limit": 5}, {}, (20, 5, 5, "00"), id="limit"),
        pytest.param({"offset": 5}, {}, (20, 1000, 15, "05"), id="offset"),
        pytest.param({"limit": 5, "offset": 18}, {}, (20, 5, 2, "18"), id="the-last-page"),
        pytest.param({"limit": 5, "offset": 20}, {}, (20, 5, 0, None), id="beyond-the-end"),
        pytest.param({"limit": 1, "offset": 10**9}, {}, (20, 1, 0, None), id="far-beyond"),
        pytest.param({"limit": 10000}, {}, (20, 10000, 20, "00"), id="the-maximum"),
        pytest.param({}, {"limit": "5"}, (20, 5, 5, "00"), id="limit-in-the-url"),
        pytest.param({}, {"offset": "5"}, (20, 1000, 15, "05"), id="offset-in-the-url"),
        pytest.param({}, {"limit": "5", "offset": "7"}, (20, 5, 5, "07"), id="both-in-the-url"),
        pytest.param({"limit": 5}, {"offset": "7"}, (20, 5, 5, "07"), id="one-in-each"),
        pytest.param({"limit": 5}, {"limit": "5"}, (20, 5, 5, "00"), id="the-same-in-both"),
        pytest.param({"limit": 0}, {}, (20, 0, 0, None), id="the-total-alone"),
        pytest.param({"offset": 7}, {"limit": "0"}, (20, 0, 0, None), id="the-total-alone-by-url"),
        pytest.param({"offset": 0}, {"offset": "0"}, (20, 1000, 20, "00"), id="the-same-zero"),
    ],
)
async def test_limit_and_offset_select_rows_and_set_counts(
    space: Server, members: dict[str, object], params: dict[str, str], expected: object
) -> None:
    data = await space.data({**ROWS, **members}, params=params)
    first = data["result"][0]["id"] if data["result"] else None
    assert (data["total"], data["pageSize"], data["count"], first) == expected


@pytest.mark.parametrize(
    ("members", "params"),
    [
        pytest.param({"limit": -1}, {}, id="limit-negative"),
        pytest.param({"limit": 10001}, {}, id="limit-over-the-maximum"),
        pytest.param({"limit": "5"}, {}, id="limit-text"),
        pytest.param({"limit": 1.5}, {}, id="limit-decimal"),
        pytest.param({"limit": True}, {}, id="limit-boolean"),
        pytest.param({"offset": -1}, {}, id="offset-negative"),
        pytest.param({"offset": "0"}, {}, id="offset-text"),
        pytest.param({}, {"limit": "-1"}, id="url-limit-negative"),
        pytest.param({}, {"limit": "10001"}, id="url-limit-over-the-maximum"),
        pytest.param({}, {"limit": "many"}, id="url-limit-text"),
        pytest.param({}, {"limit": ""}, id="url-limit-empty"),
        pytest.param({}, {"offset": "-1"}, id="url-offset-negative"),
        pytest.param({}, {"offset": "1e3"}, id="url-offset-text"),
        pytest.param({}, {"jsonValues": "raw"}, id="url-jsonValues"),
        pytest.param({"jsonValues": "raw"}, {}, id="jsonValues"),
        pytest.param({"limit": 5}, {"limit": "6"}, id="two-limits"),
        pytest.param({"offset": 5}, {"offset": "6"}, id="two-offsets"),
        pytest.param({"jsonValues": "text"}, {"jsonValues": "native"}, id="two-jsonValues"),
    ],
)
async def test_invalid_or_conflicting_page_parameters_are_refused(
    space: Server, members: dict[str, object], params: dict[str, str]
) -> None:
    await space.refused({**ROWS, **members}, params=params)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param({"field": "id"}, id="no-direction"),
        pytest.param({"direction": "asc"}, id="no-field"),
        pytest.param({"field": "id", "direction": "up"}, id="unknown-direction"),
        pytest.param({"field": "id", "direction": "ASC"}, id="capitals"),
        pytest.param({"field": "idd", "direction": "asc"}, id="unknown-field"),
        pytest.param({"field": 1, "direction": "asc"}, id="number"),
        pytest.param("id", id="text"),
    ],
)
async def test_invalid_order_by_is_refused_with_pointer(space: Server, order: object) -> None:
    assert points_at(await space.refused({"orderBy": [order]}), "/orderBy/0")


async def test_total_of_grouped_query_counts_groups(space: Server) -> None:
    data = await space.data({"groupBy": [group("properties", "g")], "where": TIED, "limit": 4})
    assert (data["total"], data["pageSize"], data["count"]) == (10, 4, 4)


async def test_limit_zero_gives_total_of_groups_alone(space: Server) -> None:
    grouped = {"groupBy": [group("properties", "g")], "where": TIED, "limit": 0}
    data = await space.data(grouped)
    assert data == {"result": [], "total": 10, "pageSize": 0, "count": 0}
    data = await space.data({"select": [aggregation("count")], "where": TIED, "limit": 0})
    assert data == {"result": [], "total": 1, "pageSize": 0, "count": 0}


async def test_total_of_ungrouped_aggregation_is_one(space: Server) -> None:
    data = await space.data({"select": [aggregation("count")], "where": TIED})
    assert (data["total"], data["pageSize"], data["count"]) == (1, 1000, 1)


@pytest.mark.asyncio(loop_scope="function")
async def test_default_and_maximum_page_size_follow_settings(start: Start) -> None:
    server = await start(page_size=2, max_page_size=3)
    for name in "abcde":
        assert (await server.post_event(message(name)))[0] == 200
    data = await server.data({})
    assert (data["total"], data["pageSize"], data["count"]) == (5, 2, 2)
    data = await server.data({"limit": 3})
    assert (data["total"], data["pageSize"], data["count"]) == (5, 3, 3)
    await server.refused({"limit": 4})
    await server.refused({}, params={"limit": "4"})

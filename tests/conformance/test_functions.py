"""The second language, section 11: functions of values over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

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
    negated,
    search,
)
from support.exports import export_csv
from support.server import Server

from conformance.datasets import refusal_of, rows_of, space_with_rows
from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = aggregation("count")
ZONES = ("UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
PARTS: dict[str, Callable[[datetime], int]] = {
    "dayOfWeek": datetime.isoweekday,
    "hourOfDay": lambda local: local.hour,
    "dayOfMonth": lambda local: local.day,
    "monthOfYear": lambda local: local.month,
}
INSTANTS = (
    "1969-12-31T23:59:59.999Z",
    "2024-02-29T23:30:00.000Z",
    "2025-12-31T23:00:00.000Z",
    # Berlin's clocks go forward, and back.
    "2026-03-29T00:59:59.999Z",
    "2026-03-29T01:00:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-10-25T01:30:00.000Z",
    # New York's.
    "2026-03-08T06:59:59.999Z",
    "2026-03-08T07:00:00.000Z",
    "2026-11-01T05:30:00.000Z",
    "2026-11-01T06:30:00.000Z",
    # Lord Howe's, by half an hour.
    "2026-04-04T14:59:59.999Z",
    "2026-04-04T15:00:00.000Z",
)
TEXTS = {
    "q1": ("API key", {"url": "https://GitHub.com/a", "n": 12}),
    "q2": ("api KEY", {"url": "http://docs.github.com:80", "n": 7}),
    "q3": ("Übung", {"url": "github.com", "n": 100}),
    "q4": ("z", {"url": None, "n": "12"}),
}
TIMES = [
    message(f"t{number:02}", createdAt=at, properties={"at": at})
    for number, at in enumerate(INSTANTS)
]
SEARCHES = [
    search(name, createdAt="2020-01-01T00:00:00Z", searchQuery=text, properties=properties)
    for name, (text, properties) in TEXTS.items()
]
OF_TIMES = condition("eventType", "eq", "message")
OF_TEXTS = condition("eventType", "eq", "search")


def applied(function: str, name: str, *path: str, **members: Any) -> dict[str, Any]:
    """Return a selection of a function of a field, or of the value at a path in it."""
    return {**field(name, *path), "apply": function, **members}


def local(at: str, zone: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(UTC).astimezone(ZoneInfo(zone))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("functions", [*TIMES, *SEARCHES])


@pytest.mark.parametrize("range_", [None, "1960-01-01/2030-01-01", "2023-06-01/2026-12-31"])
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("function", "part"), PARTS.items())
async def test_part_of_a_time_is_local_in_the_zone(
    space: Server, function: str, part: Callable[[datetime], int], zone: str, range_: str | None
) -> None:
    selected = [
        field("id"),
        applied(function, "createdAt"),
        applied(function, "properties", "at"),
    ]
    body = {"select": selected, "where": OF_TIMES, "timezone": zone, "orderBy": ascending("id")}
    rows = await space.rows(body if range_ is None else {**body, "range": range_})
    first = 1 if range_ and range_.startswith("2023") else 0
    assert rows == [
        {
            "id": f"t{number:02}",
            f"createdAt_{function}": part(local(at, zone)),
            f"properties.at_{function}": part(local(at, zone)),
        }
        for number, at in enumerate(INSTANTS)
        if number >= first
    ]


@pytest.mark.parametrize("zone", ZONES)
async def test_groups_by_hour_are_in_the_order_of_numbers(space: Server, zone: str) -> None:
    body = {
        "select": [COUNT],
        "groupBy": [group("createdAt", apply="hourOfDay")],
        "where": OF_TIMES,
        "timezone": zone,
    }
    hours = [local(at, zone).hour for at in INSTANTS]
    assert await space.rows(body) == [
        {"createdAt_hourOfDay": hour, "count": hours.count(hour)} for hour in sorted(set(hours))
    ]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Europe/Berlin"])
@pytest.mark.parametrize(
    ("operator", "operand", "holds"),
    [
        ("eq", 2, lambda hour: hour == 2),
        ("neq", 2, lambda hour: hour != 2),
        ("gt", 7, lambda hour: hour > 7),
        ("gte", 8, lambda hour: hour >= 8),
        ("lt", 2.5, lambda hour: hour < 2.5),
        ("lte", 3, lambda hour: hour <= 3),
        ("in", [0, 1, 9], lambda hour: hour in (0, 1, 9)),
        ("notIn", [0, 1, 9], lambda hour: hour not in (0, 1, 9)),
        ("isNull", None, lambda _: False),
        ("isNotNull", None, lambda _: True),
    ],
)
async def test_numbers_take_the_operators_of_having(
    space: Server, zone: str, operator: str, operand: Any, holds: Callable[[int], bool]
) -> None:
    where = {"condition": {"field": "createdAt", "apply": "hourOfDay", "operator": operator}}
    if operand is not None:
        where["condition"]["value"] = operand
    body = {"select": [field("id")], "timezone": zone, "orderBy": ascending("id")}
    expected = [f"t{n:02}" for n, at in enumerate(INSTANTS) if holds(local(at, zone).hour)]
    rows = await space.rows({**body, "where": {"and": [OF_TIMES, where]}})
    assert [row["id"] for row in rows] == expected
    rest = await space.rows({**body, "where": {"and": [OF_TIMES, negated(where)]}})
    assert sorted([*(row["id"] for row in rest), *expected]) == [event["id"] for event in TIMES]


async def test_condition_applies_to_the_value_at_the_path_of_its_operand(space: Server) -> None:
    value = {"path": ["url"], "value": "github.com"}
    where = condition("properties", "eq", value)
    where["condition"]["apply"] = "domain"
    assert await space.ids(where) == ["q1"]
    where["condition"] |= {"operator": "isNull", "value": {"path": ["url"]}}
    assert await space.ids({"and": [OF_TEXTS, where]}) == ["q3", "q4"]


async def test_texts_take_the_operators_of_texts(space: Server) -> None:
    for operator, value, expected in (
        ("eq", "api key", ["q1", "q2"]),
        ("in", ["übung", "Z", "z"], ["q3", "q4"]),
        ("startsWith", "api", ["q1", "q2"]),
        ("gt", "api", ["q1", "q2", "q3", "q4"]),
    ):
        where = condition("searchQuery", operator, value)
        where["condition"]["apply"] = "lower"
        assert await space.ids(where) == expected


async def test_groups_by_text_are_in_the_order_of_code_points(space: Server) -> None:
    body = {
        "select": [COUNT],
        "groupBy": [group("searchQuery", apply="lower")],
        "where": OF_TEXTS,
    }
    assert await space.rows(body) == [
        {"searchQuery_lower": "api key", "count": 2},
        {"searchQuery_lower": "z", "count": 1},
        {"searchQuery_lower": "übung", "count": 1},
    ]
    body["orderBy"] = descending("searchQuery_lower")
    assert [row["searchQuery_lower"] for row in await space.rows(body)] == ["übung", "z", "api key"]


@pytest.mark.parametrize("json_values", ["text", "native"])
async def test_path_with_a_function_is_shown_as_null_and_a_field_is_left_out(
    space: Server, json_values: str
) -> None:
    selected = [
        applied("domain", "properties", "url"),
        applied("length", "properties", "n"),
        applied("domain", "searchQuery"),
    ]
    body = {"select": selected, "where": OF_TEXTS, "orderBy": ascending("searchQuery")}
    rows = await space.rows({**body, "jsonValues": json_values})
    assert rows == [
        {"properties.url_domain": "github.com", "properties.n_length": None},
        {"properties.url_domain": "docs.github.com", "properties.n_length": None},
        {"properties.url_domain": None, "properties.n_length": 2},
        {"properties.url_domain": None, "properties.n_length": None},
    ]


async def test_aggregations_are_of_what_a_function_gives(space: Server) -> None:
    selected = [
        {**aggregation(name, "searchQuery"), "apply": "length"}
        for name in ("count", "countDistinct", "sum", "avg", "min", "max", "median")
    ]
    selected.append({**aggregation("countDistinct", "searchQuery"), "apply": "lower"})
    assert await space.rows({"select": selected, "where": OF_TEXTS}) == [
        {
            "count_searchQuery_length": 4,
            "countDistinct_searchQuery_length": 3,
            "sum_searchQuery_length": 20,
            "avg_searchQuery_length": 5,
            "min_searchQuery_length": 1,
            "max_searchQuery_length": 7,
            "median_searchQuery_length": 6,
            "countDistinct_searchQuery_lower": 3,
        }
    ]


async def test_rows_are_sorted_by_a_selected_function(space: Server) -> None:
    selected = [field("id"), applied("length", "searchQuery", **{"as": "size"})]
    body = {"select": selected, "where": OF_TEXTS, "orderBy": descending("size")}
    rows = await space.rows(body)
    assert [row["size"] for row in rows] == [7, 7, 5, 1]


@pytest.mark.parametrize("function", [*PARTS, "length", "lower", "domain"])
async def test_every_function_is_in_an_export(space: Server, function: str) -> None:
    name = "createdAt" if function in PARTS else "searchQuery"
    body = {"select": [field("id"), applied(function, name)], "where": condition("id", "eq", "q1")}
    assert (await export_csv(space, body))[0] == ["id", f"{name}_{function}"]


@pytest.mark.parametrize("dataset", [CONVERSATIONS, FEEDBACK], ids=str)
async def test_other_datasets_have_functions(shared_server: Server, dataset: Dataset) -> None:
    space = await space_with_rows(shared_server, f"functions-of-{dataset.name}")
    time = dataset.time_field.name
    body = {
        "select": [COUNT],
        "groupBy": [group(time, apply="dayOfWeek")],
        "timezone": "Asia/Tokyo",
    }
    days = {"conversations": {7: 1, 1: 2}, "feedback": {1: 1, 2: 1, 3: 1}}[dataset.name]
    assert await rows_of(space, dataset, body) == [
        {f"{time}_dayOfWeek": day, "count": count} for day, count in sorted(days.items())
    ]


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        (
            {"groupBy": [group("createdAt", apply="dayOfWek")]},
            "/groupBy/0/apply",
            "unknown function 'dayOfWek'; did you mean 'dayOfWeek'?",
        ),
        (
            {"groupBy": [group("createdAt", apply="weekday")]},
            "/groupBy/0/apply",
            "unknown function 'weekday'; did you mean 'dayOfWeek'?",
        ),
        (
            {"select": [applied("length", "createdAt")]},
            "/select/0/apply",
            "'length' cannot be applied to 'createdAt'; expected one of dayOfMonth, dayOfWeek,"
            " hourOfDay, monthOfYear",
        ),
        (
            {"select": [applied("length", "properties")]},
            "/select/0/apply",
            "'length' needs a path into 'properties'",
        ),
        (
            {"select": [{**COUNT, "apply": "length"}]},
            "/select/0/apply",
            "a function needs a field to be applied to",
        ),
        (
            {
                "where": {
                    "condition": {
                        "field": "type",
                        "apply": "hourOfDay",
                        "operator": "eq",
                        "value": 1,
                    }
                }
            },
            "/where/condition/apply",
            "'hourOfDay' cannot be applied to 'type'; expected one of domain, length, lower",
        ),
        (
            {
                "where": {
                    "condition": {
                        "field": "createdAt",
                        "apply": "hourOfDay",
                        "operator": "eq",
                        "value": "2026-01-01",
                    }
                }
            },
            "/where/condition/value",
            "expected a number or null, not a string",
        ),
        (
            {
                "where": {
                    "condition": {
                        "field": "createdAt",
                        "apply": "hourOfDay",
                        "operator": "contains",
                        "value": "1",
                    }
                }
            },
            "/where/condition/operator",
            "'contains' does not work on 'createdAt_hourOfDay'",
        ),
    ],
)
async def test_wrong_function_is_refused(
    space: Server, body: Any, pointer: str, message: str
) -> None:
    assert (await refusal_of(space, EVENTS, body))[pointer] == message

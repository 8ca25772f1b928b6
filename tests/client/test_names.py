"""Every field, unit, aggregation and order that the client has a name for."""

import json

import pytest
import pytest_asyncio
from support.events import aggregation, conversation, field, group, message, search, time

from client.conftest import Client
from client.node import Json

pytestmark = pytest.mark.asyncio(loop_scope="session")

GROUPS = range(1, 4)
KINDS = [(message, "messageId"), (conversation, "conversationId"), (search, "searchQuery")]


def events_of(texts: list[str], ids: str) -> list[Json]:
    """Return n events of each kind for the n-th text; all their free texts are that text.

    Ids must differ: `ids` formats them from the number of the text and a running number.
    """
    return [
        make(
            ids.format(number, 3 * copy + place),
            **{own: text},
            createdAt=f"2026-0{number}-02T10:15:00.000Z",
            type=text,
            projectId=text,
            integrationId=text,
            properties={"userId": text},
            userProperties={"userId": text},
        )
        for number, text in zip(GROUPS, texts, strict=True)
        for copy in range(number)
        for place, (make, own) in enumerate(KINDS)
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def numbers(client: Client) -> Client:
    """Create an organization in which all texts are numbers."""
    events = events_of([str(number) for number in GROUPS], "{}.{}")
    return await client.space("7", events, project=None)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def instants(client: Client) -> Client:
    """Create an organization in which all texts are timestamps."""
    texts = [f"2026-0{number}-04T10:15:00.000Z" for number in GROUPS]
    events = events_of(texts, "2026-0{}-04T10:15:00.00{}Z")
    return await client.space("2026-01-04T10:15:00.000Z", events, project=None)


def camel(name: str) -> str:
    """Return the client's name of a column."""
    first, *rest = name.replace(".", "_").split("_")
    return first + "".join(part[0].upper() + part[1:] for part in rest)


def is_ordered(values: list[Json], direction: str) -> bool:
    """Return whether values are in order, with missing ones last."""
    there = [
        json.dumps(value, sort_keys=True) if isinstance(value, dict) else value
        for value in values
        if value is not None
    ]
    rest = values[len(there) :]
    return there == sorted(there, reverse=direction == "desc") and not any(rest)


async def test_client_can_select_every_field(numbers: Client):
    fields = numbers.words["fields"]
    rows = await numbers.query({"select": [field(name) for name in fields]})
    assert len(rows) == 18
    assert {name for row in rows for name in row} == set(fields)


async def test_client_can_select_every_time_unit_of_every_field(instants: Client):
    for name in instants.words["fields"]:
        units = instants.words["timeUnits"]
        rows = await instants.query({"select": [time(unit, name) for unit in units]})
        shown = {camel(f"{name}_{unit}") for unit in units}
        # An entity type is never a timestamp, nor is an object.
        never = name in ("eventType", "properties", "userProperties")
        assert {column for row in rows for column in row} == (set() if never else shown), name


async def test_client_can_select_every_aggregation_of_every_field(numbers: Client):
    for aggregate in numbers.words["aggregations"]:
        fields = numbers.words["fields"]
        (row,) = await numbers.query({"select": [aggregation(aggregate, name) for name in fields]})
        assert all(isinstance(value, int | float) for value in row.values())
        if aggregate in ("count", "countDistinct"):
            assert len(row) == len(fields), aggregate
        else:
            # An entity type is never a number, nor is an object.
            numeric = set(fields) - {"eventType", "properties", "userProperties"}
            assert set(row) == {camel(f"{aggregate}_{name}") for name in numeric}


async def test_client_can_select_every_aggregation_of_every_named_path(numbers: Client):
    paths = [
        (name, key)
        for name in ("properties", "userProperties")
        for key in ("userId", "supportAgentName")
    ]
    for aggregate in numbers.words["aggregations"]:
        select = [aggregation(aggregate, *path) for path in paths]
        (row,) = await numbers.query({"select": select})
        counts = aggregate in ("count", "countDistinct")
        assert set(row) == {
            camel(f"{aggregate}_{'.'.join(path)}")
            for path in paths
            # No event has an agent: the count is 0, and a sum of no values is null.
            if counts or path[1] == "userId"
        }


@pytest.mark.parametrize("direction", ["asc", "desc"])
async def test_client_can_order_by_every_named_column(
    numbers: Client, instants: Client, direction: str
):
    names = numbers.words["orderBy"]
    assert len(names) > 100
    varied = set()
    for name in names:
        values = await ordered(numbers, instants, name, direction)
        assert is_ordered(values, direction), (name, values)
        if len({str(value) for value in values}) > 1:
            varied.add(name)
    assert set(names) - varied == {name for name in names if has_one_value(name)}


async def ordered(numbers: Client, instants: Client, name: str, direction: str) -> list[Json]:
    """Run a query that fits an order and return the values of the ordered column."""
    order = [{"field": name, "direction": direction}]
    first, _, rest = name.partition("_")
    if not rest:
        space, query = numbers, {"select": [field(name)]}
    elif rest in instants.words["timeUnits"]:
        space, query = instants, {"select": [time(rest, first)]}
    else:
        space, query = numbers, {"select": [aggregation(first, rest)], "groupBy": [group("type")]}
    rows = await space.query({**query, "orderBy": order})
    if rest and space is numbers:
        # The order must not depend on whether the aggregation is selected.
        hidden = await space.query({"groupBy": [group("type")], "orderBy": order})
        assert [row["type"] for row in hidden] == [row["type"] for row in rows]
    return [row.get(camel(name)) for row in rows]


def has_one_value(name: str) -> bool:
    """Return whether all rows have one value in a column: the organization, or null."""
    first, _, rest = name.partition("_")
    if not rest:
        return name == "organizationId"
    if rest in ("hour", "day", "week", "month"):
        return first in ("organizationId", "eventType", "properties", "userProperties")
    if first == "count":
        return False
    return rest in ("eventType", "properties", "userProperties") or (
        rest == "organizationId" and first != "sum"
    )

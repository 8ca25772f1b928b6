"""Every field, unit, aggregation and order that the client has a name for, in each dataset."""

import json

import pytest
import pytest_asyncio
from support.events import aggregation, field, group, time
from support.node import Json

from client import samples
from client.conftest import QUERIES, Client
from client.samples import Sample

pytestmark = pytest.mark.asyncio(loop_scope="session")

ORDERS = {"events": 120, "conversations": 90, "feedback": 110}
"""The number of names in the client's `orderBy`."""


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=QUERIES)
async def sample(client: Client, request: pytest.FixtureRequest) -> Sample:
    return await samples.make(client, request.param)


def camel(name: str) -> str:
    """Return the client's name of a column."""
    first, *rest = name.replace(".", "_").split("_")
    return first + "".join(part[0].upper() + part[1:] for part in rest)


def is_ordered(values: list[Json], direction: str) -> bool:
    """Return whether values are in order, with missing ones last."""
    there = [
        json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
        for value in values
        if value is not None
    ]
    rest = values[len(there) :]
    return there == sorted(there, reverse=direction == "desc") and not any(rest)


async def test_client_can_select_every_field(sample: Sample) -> None:
    select = [field(name) for name in sample.fields]
    rows = await sample.query(sample.numbers, {"select": select})
    assert len(rows) == sample.rows
    assert {name for row in rows for name in row} == set(sample.fields)


async def test_client_can_select_every_time_unit_of_every_field(sample: Sample) -> None:
    units = sample.instants.words["timeUnits"]
    for name in sample.fields:
        select = [time(unit, name) for unit in units]
        rows = await sample.query(sample.instants, {"select": select})
        shown = {camel(f"{name}_{unit}") for unit in units}
        never = name in sample.opaque | sample.untimed
        assert {column for row in rows for column in row} == (set() if never else shown), name


async def test_client_can_select_every_aggregation_of_every_field(sample: Sample) -> None:
    for aggregate in sample.numbers.words["aggregations"]:
        select = [aggregation(aggregate, name) for name in sample.fields]
        (row,) = await sample.query(sample.numbers, {"select": select})
        assert all(isinstance(value, int | float) for value in row.values())
        if aggregate in ("count", "countDistinct"):
            assert len(row) == len(sample.fields), aggregate
        else:
            numeric = set(sample.fields) - sample.opaque
            assert set(row) == {camel(f"{aggregate}_{name}") for name in numeric}


async def test_client_can_select_every_aggregation_of_every_named_path(sample: Sample) -> None:
    paths = [
        (name, key)
        for name in ("properties", "userProperties")
        for key in ("userId", "supportAgentName")
    ]
    for aggregate in sample.numbers.words["aggregations"]:
        select = [aggregation(aggregate, *path) for path in paths]
        (row,) = await sample.query(sample.numbers, {"select": select})
        counts = aggregate in ("count", "countDistinct")
        assert set(row) == {
            camel(f"{aggregate}_{'.'.join(path)}")
            for path in paths
            # No row has an agent: the count is 0, and a sum of no values is null.
            if counts or path[1] == "userId"
        }


@pytest.mark.parametrize("direction", ["asc", "desc"])
async def test_client_can_order_by_every_named_column(sample: Sample, direction: str) -> None:
    assert len(sample.order) == ORDERS[sample.dataset]
    varied = set()
    for name in sample.order:
        values = await ordered(sample, name, direction)
        assert is_ordered(values, direction), (name, values)
        if len({str(value) for value in values}) > 1:
            varied.add(name)
    assert set(sample.order) - varied == {
        name for name in sample.order if has_one_value(sample, name)
    }


async def ordered(sample: Sample, name: str, direction: str) -> list[Json]:
    """Run a query that fits an order and return the values of the ordered column."""
    order = [{"field": name, "direction": direction}]
    groups = [group(sample.group)]
    first, _, rest = name.partition("_")
    if not rest:
        space, query = sample.numbers, {"select": [field(name)]}
    elif rest in sample.instants.words["timeUnits"]:
        space, query = sample.instants, {"select": [time(rest, first)]}
    else:
        space, query = sample.numbers, {"select": [aggregation(first, rest)], "groupBy": groups}
    rows = await sample.query(space, {**query, "orderBy": order})
    if rest and space is sample.numbers:
        # The order must not depend on whether the aggregation is selected.
        hidden = await sample.query(space, {"groupBy": groups, "orderBy": order})
        assert [row[sample.group] for row in hidden] == [row[sample.group] for row in rows]
    return [row.get(camel(name)) for row in rows]


def has_one_value(sample: Sample, name: str) -> bool:
    """Return whether all rows have one value in a column: the organization, or null."""
    first, _, rest = name.partition("_")
    if not rest:
        return name == "organizationId"
    if rest in ("hour", "day", "week", "month"):
        return first == "organizationId" or first in sample.opaque | sample.untimed
    if first == "count":
        return False
    return rest in sample.opaque or (rest == "organizationId" and first != "sum")

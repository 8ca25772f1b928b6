"""Section 2: every documented column can be selected, has its type, and can order rows.

The names come from `data/response-columns.tsv`, the published reference of the response's rows.
"""

import csv
from pathlib import Path

import pytest
import pytest_asyncio
from support.events import (
    aggregation,
    ascending,
    conversation,
    descending,
    field,
    group,
    message,
    search,
    time,
)
from support.server import Json, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

with (Path(__file__).parent / "data" / "response-columns.tsv").open() as file:
    COLUMNS = [
        (line["column"], line["json_type"], line["nullable"] == "yes")
        for line in csv.DictReader(file, delimiter="\t")
    ]

AGGREGATIONS = ("sum", "count", "countDistinct", "avg", "min", "max")
UNITS = ("hour", "day", "week", "month")
NEEDS_A_FIELD = ("sum", "avg", "min", "max")

INSTANT = "2026-03-04T10:15:00.000Z"
USER = {"userId": "13", "supportAgentName": "14"}


def events_of(value: str) -> list[object]:
    """Return events whose texts are all this value, if their field allows any text."""
    texts = {"type": value, "properties": USER, "userProperties": USER}
    return [
        message(value, messageId=value, **texts),
        conversation(f"{value} ", conversationId=value, **texts),
        search(f"{value}  ", searchQuery=value, **texts),
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def spaces(shared_server: Server) -> list[Server]:
    """Return two organizations: all texts are numbers in one, timestamps in the other."""
    return [
        await shared_server.space(text, events_of(text), project=text, integration=text)
        for text in ("42", INSTANT)
    ]


def selection(column: str) -> Json:
    """Return the selection that produces a documented column."""
    head, _, tail = column.partition("_")
    if column in AGGREGATIONS:
        return aggregation(column)
    if tail in UNITS:
        return time(tail, head)
    if head in AGGREGATIONS:
        return aggregation(head, *tail.split("."))
    return field(*column.split("."))


def is_plain(column: str) -> bool:
    return "_" not in column and column not in AGGREGATIONS


NEVER = {
    *(f"{name}_{field}" for name in NEEDS_A_FIELD for field in ("properties", "userProperties")),
    *(f"{field}_{unit}" for unit in UNITS for field in ("properties", "userProperties")),
    *(f"{name}_eventType" for name in NEEDS_A_FIELD),
    *(f"eventType_{unit}" for unit in UNITS),
}
"""Valid columns that are always omitted: their fields never hold a number or a timestamp."""

TYPES = {"string": str, "number": int | float, "object of strings": dict}
PRODUCED = [column for column in COLUMNS if column[0] not in NEEDS_A_FIELD]


@pytest.mark.parametrize(
    ("column", "json_type", "nullable"),
    [pytest.param(*column, id=column[0]) for column in PRODUCED],
)
async def test_documented_column_is_returned_with_documented_type(
    spaces: list[Server], column: str, json_type: str, nullable: bool
) -> None:
    rows = [row for space in spaces for row in await space.rows({"select": [selection(column)]})]
    assert rows
    assert all(set(row) <= {column} for row in rows)
    values = [row[column] for row in rows if column in row]
    assert nullable or None not in values
    kept = [value for value in values if value is not None]
    assert bool(kept) is (column not in NEVER)
    assert all(isinstance(value, TYPES[json_type]) for value in kept)
    assert not any(isinstance(value, bool) for value in kept)
    if json_type == "object of strings":
        assert all(isinstance(text, str) for value in kept for text in value.values())


@pytest.mark.parametrize("name", NEEDS_A_FIELD)
async def test_numeric_aggregation_without_field_is_refused(
    spaces: list[Server], name: str
) -> None:
    await spaces[0].refused({"select": [aggregation(name)]})


@pytest.mark.parametrize("column", [pytest.param(name, id=name) for name, _, _ in PRODUCED])
async def test_documented_column_can_order_rows(spaces: list[Server], column: str) -> None:
    """A plain field orders events, an aggregation orders groups, a time unit its own groups."""
    length: int | None = 3
    if is_plain(column):
        body = {"select": [field("id"), selection(column)]}
    elif selection(column)["type"] == "aggregation":
        body = {"groupBy": [group("eventType")]}
    else:
        body = {"select": [selection(column)]}
        length = None
    for order in (ascending(column), descending(column)):
        rows = await spaces[1].rows({**body, "orderBy": order})
        assert len(rows) == (length or len(await spaces[1].rows(body)))

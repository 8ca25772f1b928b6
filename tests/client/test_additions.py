"""Additions of this server that the client does not support; see docs/compatibility.md."""

import pytest
import pytest_asyncio
from support.events import aggregation, ascending, message, time
from support.node import Json

from client.conftest import Client

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNT = aggregation("count")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(client: Client) -> Client:
    event = message("1", properties={"seats": 12, "seen": "2026-03-02T10:15:00.000Z"})
    return await client.space("client-additions", [event])


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"orderBy": ascending("count")}, "count"),
        ({"select": [aggregation("median", "properties", "seats")]}, "median"),
        ({"select": [time("quarter")]}, "quarter"),
        ({"where": {"not": {"or": []}}}, "where"),
        (
            {
                "where": {
                    "condition": {"field": "properties", "operator": "jsonArrayContainsObject"}
                }
            },
            "jsonArrayContainsObject",
        ),
    ],
)
async def test_client_rejects_additions_of_this_server_before_sending(
    space: Client, query: Json, word: str
) -> None:
    error = await space.error("query.queryEvents", query)
    assert (error["class"], error["isApiError"]) == ("SDKValidationError", False)
    assert word in error["message"]


async def test_client_drops_path_of_time_selection(space: Client) -> None:
    """The query then asks for the time of a whole JSON field, which is null."""
    rows = await space.query({"select": [time("day", "properties", "seen"), COUNT]})
    assert rows == [{"count": 1}]


async def test_client_rejects_response_with_native_json(space: Client) -> None:
    url = space.server.client.make_url("").origin()
    error = await space.error("query.queryEvents", {}, {"serverURL": f"{url}?jsonValues=native"})
    assert error["class"] == "ResponseValidationError"

"""Several servers on one database are as one, except for rate limits and metrics."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from attrs import frozen
from support.events import aggregation, message
from support.postgres import new_database

from evsrv.core.dsn import Dsn
from evsrv.postgresql.schema_versions import MIGRATIONS
from postgresql.processes import killing, make_headers, serve
from postgresql.test_append import fetch

BY_TYPE = {
    "select": [{"type": "field", "field": "type"}, aggregation("count")],
    "groupBy": [{"field": "type"}],
}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@frozen
class Servers:
    """Three servers that were started at once on an empty database."""

    dsn: Dsn
    urls: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def servers(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Servers]:
    """Start three servers at once."""
    folder = tmp_path_factory.mktemp("servers")
    with new_database(postgres_server) as dsn:
        processes = await asyncio.gather(
            *(serve(dsn, folder, rate_limit=60, rate_burst=200) for _ in range(3))
        )
        with killing(*processes):
            yield Servers(dsn, [process.url for process in processes])


@pytest_asyncio.fixture(loop_scope="module")
async def clients(
    servers: Servers, request: pytest.FixtureRequest
) -> AsyncIterator[list[aiohttp.ClientSession]]:
    """Return a client of each server, in an organization of the test's own."""
    headers = await make_headers(servers.dsn, request.node.name)
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(aiohttp.ClientSession(url, headers=headers))
            for url in servers.urls
        ]


async def post(client: aiohttp.ClientSession, path: str, body: Any) -> Any:
    async with client.post(path, json=body) as response:
        answer = await response.json()
        assert response.status == 200, answer
        return answer


async def counts_by_type(client: aiohttp.ClientSession) -> dict[str, int]:
    rows = (await post(client, "/query/events", BY_TYPE))["data"]["result"]
    return {row["type"]: row["count"] for row in rows}


async def test_servers_that_start_at_once_make_one_schema(
    clients: list[aiohttp.ClientSession], servers: Servers
) -> None:
    for client in clients:
        async with client.get("/readyz") as response:
            assert response.status == 200
    assert await fetch(servers.dsn, "SELECT version FROM versions") == [(len(MIGRATIONS),)]


async def test_same_ids_through_all_servers_are_stored_once(
    clients: list[aiohttp.ClientSession],
) -> None:
    events = [message(f"e{number}", projectId="site") for number in range(300)]
    batches = [events[start : start + 60] for start in range(0, 300, 50)]
    # Overlapping batches, from each server in another order.
    answers = await asyncio.gather(
        *(
            post(client, "/events/batch", {"batch": batch[::direction]})
            for client, direction in zip(clients, (1, -1, 1), strict=True)
            for batch in batches
        )
    )
    outcomes = Counter(result["status"] for answer in answers for result in answer["results"])
    assert outcomes["stored"] == 300
    assert outcomes.keys() == {"stored", "duplicate"}
    for client in clients:
        assert await counts_by_type(client) == {"sent": 300}


async def test_write_through_any_server_is_in_the_next_answers_of_all(
    clients: list[aiohttp.ClientSession],
) -> None:
    for number in range(18):
        writer = clients[number % 3]
        event = message(f"e{number}", projectId="site", type=f"type{number % 2}")
        # Each answer has been asked for before, so that an answer that is kept would be stale.
        before = await asyncio.gather(*map(counts_by_type, clients))
        assert before[0] == before[1] == before[2]
        await post(writer, "/events", event)
        expected = before[0] | {event["type"]: before[0].get(event["type"], 0) + 1}
        assert await asyncio.gather(*map(counts_by_type, clients)) == [expected] * 3


async def test_concurrent_writes_are_never_missing_from_later_answers(
    clients: list[aiohttp.ClientSession],
) -> None:
    acknowledged = 0

    async def write(side: int) -> None:
        nonlocal acknowledged
        for number in range(15):
            await post(clients[side], "/events", message(f"{side}-{number}", projectId="site"))
            acknowledged += 1

    async def read(client: aiohttp.ClientSession) -> None:
        for _ in range(15):
            at_least = acknowledged
            assert (await counts_by_type(client)).get("sent", 0) >= at_least

    await asyncio.gather(*map(write, range(3)), *map(read, clients))
    assert await counts_by_type(clients[0]) == {"sent": 45}


async def test_each_server_has_its_own_rate_limits_and_metrics(
    clients: list[aiohttp.ClientSession],
) -> None:
    first, second, _ = clients

    async def stored(client: aiohttp.ClientSession) -> int:
        async with client.get("/metrics") as response:
            if response.status == 404:
                pytest.skip("prometheus-client is not installed")
            found = re.search(
                r'^evsrv_events_total{result="stored"} (\d+)', await response.text(), re.M
            )
        assert found
        return int(found[1])

    before = [await stored(client) for client in clients]
    await post(first, "/events", message("e", projectId="site"))
    after = [await stored(client) for client in clients]
    assert after == [before[0] + 1, *before[1:]]
    async with asyncio.timeout(60):
        status = 200
        while status == 200:
            async with first.get("/me") as response:
                status = response.status
    assert status == 429
    async with second.get("/me") as response:
        assert response.status == 200

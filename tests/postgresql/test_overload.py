"""More requests than connections, and queries that are stopped: no request fails by it."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.events import aggregation, field, message

from evsrv.core.dsn import Dsn
from evsrv.engine.errors import ReadersBusy
from evsrv.postgresql.connections import open_connections
from postgresql.activity import connected, queries_held, wait_for_running
from postgresql.processes import killing, make_headers, serve

COUNT = {"select": [aggregation("count")]}
ALL = {"select": [field("id"), field("properties")]}


@asynccontextmanager
async def client_of(
    dsn: Dsn, folder: Path, **settings: Any
) -> AsyncIterator[aiohttp.ClientSession]:
    """Start a server and return a client of it without a limit of connections."""
    process = await serve(dsn, folder, **settings)
    with killing(process):
        async with aiohttp.ClientSession(
            process.url,
            headers=await make_headers(dsn),
            connector=aiohttp.TCPConnector(limit=0),
        ) as client:
            yield client
        assert process.popen.poll() is None


async def ask(client: aiohttp.ClientSession, query: Any = COUNT) -> tuple[int, Any, str | None]:
    """Return status, document and Retry-After of the answer to a query."""
    async with client.post("/query/events", json=query) as response:
        return (
            response.status,
            await response.json(content_type=None),
            response.headers.get("Retry-After"),
        )


async def post_event(client: aiohttp.ClientSession, name: str) -> int:
    async with client.post("/events", json=message(name, projectId="site")) as response:
        return response.status


async def test_200_parallel_queries_on_4_readers_are_answered(
    postgres: Dsn, tmp_path: Path
) -> None:
    async with client_of(postgres, tmp_path, readers=4, query_timeout=60) as client:
        assert await post_event(client, "e") == 200
        answers = await asyncio.gather(*(ask(client) for _ in range(200)))
    assert Counter(status for status, _, _ in answers) == {200: 200}
    assert {answer["data"]["result"][0]["count"] for _, answer, _ in answers} == {1}


async def test_queries_beyond_the_readers_are_refused_with_503_after_the_time_limit(
    postgres: Dsn, tmp_path: Path
) -> None:
    async with client_of(postgres, tmp_path, readers=4, query_timeout=1) as client:
        async with queries_held(postgres):
            storm = asyncio.gather(*(ask(client) for _ in range(200)))
            await wait_for_running(postgres, 4)
            # Events do not wait for queries.
            assert await post_event(client, "e") == 200
            answers = await storm
        kinds = Counter(
            (status, answer["code"], retry_after) for status, answer, retry_after in answers
        )
        assert kinds.keys() == {
            (422, "unprocessable_entity", None),
            (503, "service_unavailable", "1"),
        }
        assert kinds[503, "service_unavailable", "1"] > 100
        refused = next(answer for status, answer, _ in answers if status == 503)
        assert "busy" in refused["detail"]
        assert (await ask(client))[0] == 200


async def test_stalled_exports_leave_a_reader_for_queries_and_connections_for_events(
    postgres: Dsn, tmp_path: Path
) -> None:
    async with client_of(postgres, tmp_path, readers=3, query_timeout=1) as client:
        async with connected(postgres) as connection:
            await connection.execute(
                """
                INSERT INTO evsrv.events
                    (id, organization_id, event_type, type, created_at, properties)
                SELECT number, 'acme', 'message', 'sent', number,
                    jsonb_build_object('text', (
                        -- Not to be compressed on its way.
                        SELECT string_agg(md5(number || '-' || part), '')
                        FROM generate_series(1, 600) AS part
                    ))
                FROM generate_series(1, 2000) AS number
                """
            )
        exports = [
            await client.post("/query/events/export?format=ndjson", json=ALL) for _ in range(2)
        ]
        assert [export.status for export in exports] == [200, 200]
        async with client.post("/query/events/export?format=ndjson", json=ALL) as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
            problem = await refused.json(content_type=None)
            assert "all readers that exports may use are busy" in problem["detail"]
        assert (await ask(client))[0] == 200
        assert await post_event(client, "e") == 200
        exports.pop().close()
        await wait_for_running(postgres, 1)
        async with client.post("/query/events/export?format=ndjson", json=ALL) as answered:
            assert answered.status == 200
            answered.close()
        exports.pop().close()
        await wait_for_running(postgres, 0)


async def test_slow_query_is_refused_with_422_and_frees_its_connection(
    postgres: Dsn, tmp_path: Path
) -> None:
    async with client_of(postgres, tmp_path, readers=1, query_timeout=1) as client:
        async with queries_held(postgres):
            status, problem, _ = await ask(client)
            assert (status, problem["code"]) == (422, "unprocessable_entity")
            assert "within its limit of 1 s" in problem["detail"]
            await wait_for_running(postgres, 0)
        assert (await ask(client))[0] == 200


async def test_query_of_client_that_disconnects_is_cancelled(postgres: Dsn, tmp_path: Path) -> None:
    async with client_of(postgres, tmp_path, readers=1, query_timeout=300) as client:
        async with queries_held(postgres):
            for path in ("/query/events", "/query/events/export"):
                asking = asyncio.create_task(client.post(path, json=COUNT))
                await wait_for_running(postgres, 1)
                asking.cancel()
                await wait_for_running(postgres, 0)
        assert (await ask(client))[0] == 200


async def test_work_beyond_all_connections_is_refused_without_an_outage(
    postgres: Dsn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with await open_connections(postgres, size=2, timeout=60) as connections:
        async with connections.trusted(), connections.trusted():
            with monkeypatch.context() as patched:
                patched.setattr("evsrv.postgresql.connections._OPEN_SECONDS", 0.1)
                patched.setattr(connections, "_timeout", 0.1)
                with pytest.raises(ReadersBusy, match="all connections are busy"):
                    async with connections.trusted():
                        pass
        async with connections.trusted() as session:
            assert await session.fetchval("SELECT 1") == 1
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []

"""Section 4: aborted exports, clients that disconnect or read slowly, and other requests."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.citus import not_on_citus
from support.events import aggregation, ascending, condition, field, message
from support.exports import NDJSON, PATH, export, export_rows
from support.server import Server, Start

from conformance.problems import assert_problem

PLUGIN = '''
"""Conditions that are true except at one row, where they fail or never end."""

from evsrv.plugin import Kind, Operator, Sql, bind, hookimpl, sql

HUNDRED = str([1] * 100)
ENDLESS = Sql(
    "(SELECT count(*) FROM "
    + ", ".join(f"json_each('{HUNDRED}') AS n{place}" for place in range(9))
    + ")"
)


def fail():
    raise ValueError("on purpose")


@hookimpl
def evsrv_prepare_connection(connection):
    connection.create_function("test_fail", 0, fail)


def but_at(what):
    return lambda value, at: sql("CASE WHEN {} = {} THEN {} ELSE 1 END", value.text, bind(at), what)


def but_at_on_postgresql(what):
    """Return a rendering; `what` depends on the row, or it would fail for each query."""
    return lambda value, at: sql(
        "CASE WHEN {} = {} THEN {} ELSE true END",
        value.text, bind(at), sql(what, value.text),
    )


@hookimpl
def evsrv_filter_operators():
    operands = {Kind.TEXT: {"type": "string"}}
    for name, what, on_postgresql in (
        ("failsAt", Sql("test_fail()"), "length({}) / 0 = 1"),
        ("endlessAt", ENDLESS, "pg_sleep(3600 + length({})) IS NULL"),
    ):
        yield Operator(
            name=name,
            summary=name,
            operands=operands,
            render=but_at(what),
            renders={"postgresql": but_at_on_postgresql(on_postgresql)},
        )
'''
ROWS = 3000
MANY = 20_000
LARGE = json.dumps({"text": "x" * 1000})
TIMEOUT_S = 60
"""Seconds after which a test fails; every step normally takes a fraction of one."""

streamed = not_on_citus("it computes all rows of an export before the first one is sent")


@pytest.fixture
def plugins_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "trouble.py").write_text(PLUGIN, "utf-8")
    return folder


@pytest.fixture
async def single(start: Start, plugins_dir: Path) -> Server:
    """Start a server that runs one query at a time, with a timeout that no test reaches."""
    server = await start(readers=1, query_timeout=3600.0, plugins_dir=plugins_dir)
    server.insert_events(ROWS)
    return server


def ids(operator: str, row: int) -> Any:
    """Return a query for all ids, newest first, that fails or hangs at a row."""
    return {"select": [field("id")], "where": condition("id", operator, f"r{row:06}")}


async def assert_has_free_connection(server: Server) -> None:
    """Assert that the only reader connection of the server is free."""
    async with asyncio.timeout(TIMEOUT_S):
        query = {"select": [aggregation("count")], "where": condition("id", "eq", "r000001")}
        assert await server.rows(query) == [{"count": 1}]


@asynccontextmanager
async def open_export(
    server: Server, query: Any, accept: str = "text/csv"
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Start an export on its own connection and yield after its first byte."""
    headers = {"Authorization": f"Bearer {server.key}", "Accept": accept}
    async with (
        aiohttp.ClientSession(read_bufsize=1024) as session,
        session.post(server.client.make_url(PATH), json=query, headers=headers) as response,
        asyncio.timeout(TIMEOUT_S),
    ):
        assert response.status == 200
        assert await response.content.read(1)
        yield response


@streamed
@pytest.mark.parametrize("accept", ["text/csv", NDJSON])
async def test_error_during_export_aborts_stream(
    single: Server, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_export(single, ids("failsAt", 2000), accept) as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    assert [record for record in caplog.records if record.levelname == "ERROR"]
    await assert_has_free_connection(single)


@streamed
async def test_aborted_export_has_no_final_chunk(single: Server) -> None:
    """The zero-length chunk that ends a body is not sent."""
    url = single.client.make_url(PATH)
    body = json.dumps(ids("failsAt", 2000)).encode()
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {single.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    received = b""
    async with asyncio.timeout(TIMEOUT_S):
        try:
            while block := await reader.read(65_536):
                received += block
        except ConnectionResetError:
            pass
    writer.close()
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"r000001\r\n" in received
    assert b"r002000" not in received
    assert not received.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize("accept", [None, NDJSON])
async def test_error_in_first_rows_of_export_is_problem_response(
    single: Server, accept: str | None
) -> None:
    reply = await export(single, ids("failsAt", 10), accept)
    assert_problem(reply, 500, PATH)
    assert "on purpose" not in reply.text
    await assert_has_free_connection(single)


@pytest.mark.parametrize("accept", [None, NDJSON])
async def test_query_timeout_in_first_rows_of_export_is_problem_response(
    start: Start, plugins_dir: Path, accept: str | None
) -> None:
    server = await start(readers=1, query_timeout=0.5, plugins_dir=plugins_dir)
    server.insert_events(ROWS)
    reply = await export(server, ids("endlessAt", 10), accept)
    assert_problem(reply, 422, PATH)
    assert "limit of 0.5 s" in reply.json["detail"]
    await assert_has_free_connection(server)


@streamed
async def test_query_timeout_during_export_aborts_stream(start: Start, plugins_dir: Path) -> None:
    server = await start(readers=1, query_timeout=0.5, plugins_dir=plugins_dir)
    server.insert_events(ROWS)
    async with open_export(server, ids("endlessAt", 2000)) as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    await assert_has_free_connection(server)


@streamed
async def test_client_disconnect_while_export_computes_rows_frees_connection(
    single: Server,
) -> None:
    """Only the disconnect can end this query."""
    async with open_export(single, ids("endlessAt", 2000)) as response:
        response.close()
    await assert_has_free_connection(single)


async def test_client_disconnect_before_first_row_of_export_frees_connection(
    single: Server,
) -> None:
    url = single.client.make_url(PATH)
    body = json.dumps(ids("endlessAt", 1)).encode()
    _, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {single.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    await writer.drain()
    writer.close()
    await assert_has_free_connection(single)


async def test_client_disconnect_while_export_is_written_frees_connection(start: Start) -> None:
    server = await start(readers=1, query_timeout=3600.0)
    server.insert_events(MANY, properties=LARGE)
    async with open_export(server, {}) as response:
        response.close()
    await assert_has_free_connection(server)


async def test_slow_export_client_does_not_block_other_requests(start: Start) -> None:
    server = await start(readers=2, query_timeout=3600.0)
    server.insert_events(MANY, properties=LARGE)
    async with open_export(server, {}, NDJSON) as response:
        for _ in range(20):
            await assert_has_free_connection(server)
        assert (await server.post_event(message("new")))[0] == 200
        rest = await response.read()
    assert rest.count(b"\n") == MANY


async def test_export_reads_one_snapshot(start: Start) -> None:
    """Events stored during the export appear neither in its rows nor in its header."""
    server = await start(max_future=0)
    server.insert_events(MANY, properties=LARGE)
    oldest_first = {"orderBy": ascending("createdAt")}
    async with open_export(server, oldest_first) as response:
        late = message("late", createdAt="2027-01-01T00:00:00Z", properties={"late": 1})
        assert (await server.post_event(late))[0] == 200
        text = await response.text()
    assert "late" not in text
    assert text.count("\r\n") == MANY + 1
    rows = await export_rows(server, {**oldest_first, "offset": MANY})
    assert [(row["id"], row["properties.late"]) for row in rows] == [("late", "1")]


async def test_concurrent_exports_share_reader_connections(start: Start) -> None:
    server = await start(readers=2)
    server.insert_events(ROWS)
    query = {"select": [field("id")]}
    replies = await asyncio.gather(*(export(server, query) for _ in range(10)))
    assert {reply.text.count("\r\n") for reply in replies} == {ROWS + 1}

"""Section 4: exports that break off, clients that go away or are slow, and neighbours of both."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.events import aggregation, ascending, condition, field, message
from support.exports import NDJSON, PATH, export, export_rows
from support.rows import insert_rows
from support.server import Server, Start

from conformance.problems import is_problem

PLUGIN = '''
"""Conditions that are true, but for one row where they fail, or never come to an end."""

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


@hookimpl
def evsrv_filter_operators():
    operands = {Kind.TEXT: {"type": "string"}}
    for name, what in (("failsAt", Sql("test_fail()")), ("endlessAt", ENDLESS)):
        yield Operator(name=name, summary=name, operands=operands, render=but_at(what))
'''
ROWS = 3000
MANY = 20_000
LARGE = json.dumps({"text": "x" * 1000})
PATIENCE = 60
"""Seconds after which a test has failed; nothing here takes more than a blink."""


@pytest.fixture
def plugins_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "trouble.py").write_text(PLUGIN, "utf-8")
    return folder


@pytest.fixture
async def single(start: Start, plugins_dir: Path) -> Server:
    """A server that runs one query at a time, with no limit that a test could reach."""
    server = await start(readers=1, query_timeout=3600.0, plugins_dir=plugins_dir)
    insert_rows(server.db, ROWS)
    return server


def ids(operator: str, row: int) -> Any:
    """Ask for all ids, newest first, with trouble at a row."""
    return {"select": [field("id")], "where": condition("id", operator, f"r{row:06}")}


async def works(server: Server) -> None:
    """Check that the server has a free connection."""
    async with asyncio.timeout(PATIENCE):
        query = {"select": [aggregation("count")], "where": condition("id", "eq", "r000001")}
        assert await server.rows(query) == [{"count": 1}]


@asynccontextmanager
async def opened(
    server: Server, query: Any, accept: str = "text/csv"
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Begin an export on a connection of its own, the first piece of which has come."""
    headers = {"Authorization": f"Bearer {server.key}", "Accept": accept}
    async with (
        aiohttp.ClientSession(read_bufsize=1024) as session,
        session.post(server.client.make_url(PATH), json=query, headers=headers) as response,
        asyncio.timeout(PATIENCE),
    ):
        assert response.status == 200
        assert await response.content.read(1)
        yield response


@pytest.mark.parametrize("accept", ["text/csv", NDJSON])
async def test_an_error_in_the_middle_breaks_the_stream(
    single: Server, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(single, ids("failsAt", 2000), accept) as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    assert [record for record in caplog.records if record.levelname == "ERROR"]
    await works(single)


async def test_what_a_broken_stream_looks_like_on_the_wire(single: Server) -> None:
    """The chunk that ends a body never comes."""
    url = single.client.make_url(PATH)
    body = json.dumps(ids("failsAt", 2000)).encode()
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {single.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    received = b""
    async with asyncio.timeout(PATIENCE):
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
async def test_an_error_in_the_first_rows_is_a_problem(single: Server, accept: str | None) -> None:
    reply = await export(single, ids("failsAt", 10), accept)
    is_problem(reply, 500, PATH)
    assert "on purpose" not in reply.text
    await works(single)


@pytest.mark.parametrize("accept", [None, NDJSON])
async def test_a_time_limit_in_the_first_rows_is_a_problem(
    start: Start, plugins_dir: Path, accept: str | None
) -> None:
    server = await start(readers=1, query_timeout=0.5, plugins_dir=plugins_dir)
    insert_rows(server.db, ROWS)
    reply = await export(server, ids("endlessAt", 10), accept)
    is_problem(reply, 422, PATH)
    assert "limit of 0.5 s" in reply.json["detail"]
    await works(server)


async def test_a_time_limit_in_the_middle_breaks_the_stream(
    start: Start, plugins_dir: Path
) -> None:
    server = await start(readers=1, query_timeout=0.5, plugins_dir=plugins_dir)
    insert_rows(server.db, ROWS)
    async with opened(server, ids("endlessAt", 2000)) as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    await works(server)


async def test_a_client_that_goes_away_while_rows_are_made(single: Server) -> None:
    """Nothing but its going can end this query."""
    async with opened(single, ids("endlessAt", 2000)) as response:
        response.close()
    await works(single)


async def test_a_client_that_goes_away_before_the_first_row(single: Server) -> None:
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
    await works(single)


async def test_a_client_that_goes_away_while_it_is_written_to(start: Start) -> None:
    server = await start(readers=1, query_timeout=3600.0)
    insert_rows(server.db, MANY, properties=LARGE)
    async with opened(server, {}) as response:
        response.close()
    await works(server)


async def test_a_client_that_reads_slowly_is_nobody_elses_trouble(start: Start) -> None:
    server = await start(readers=2, query_timeout=3600.0)
    insert_rows(server.db, MANY, properties=LARGE)
    async with opened(server, {}, NDJSON) as response:
        for _ in range(20):
            await works(server)
        assert (await server.post_event(message("new")))[0] == 200
        rest = await response.read()
    assert rest.count(b"\n") == MANY


async def test_all_rows_are_of_one_moment(start: Start) -> None:
    """Events that come while a file is made are in none of its rows and not in its header."""
    server = await start()
    insert_rows(server.db, MANY, properties=LARGE)
    oldest_first = {"orderBy": ascending("createdAt")}
    async with opened(server, oldest_first) as response:
        late = message("late", createdAt="2027-01-01T00:00:00Z", properties={"late": 1})
        assert (await server.post_event(late))[0] == 200
        text = await response.text()
    assert "late" not in text
    assert text.count("\r\n") == MANY + 1
    rows = await export_rows(server, {**oldest_first, "offset": MANY})
    assert [(row["id"], row["properties.late"]) for row in rows] == [("late", "1")]


async def test_many_exports_at_once_share_the_connections(start: Start) -> None:
    server = await start(readers=2)
    insert_rows(server.db, ROWS)
    query = {"select": [field("id")]}
    replies = await asyncio.gather(*(export(server, query) for _ in range(10)))
    assert {reply.text.count("\r\n") for reply in replies} == {ROWS + 1}

"""Secrets and contents, which are never logged at any level."""

import asyncio
import logging
import sqlite3
from contextlib import closing

import pytest
from aiohttp import web
from support.events import aggregation, at, condition, field, message
from support.server import Server

from evsrv.web.logs import JsonFormat, TextFormat, format_stack
from web.conftest import StartApp

CANARY = "c4n4ry"


async def _misbehave(server: Server) -> None:
    """Put the canary everywhere that a client can."""
    sent = server.with_key(f"evsrv_api_{CANARY}")
    await sent.send("POST", f"/{CANARY}?{CANARY}={CANARY}", {CANARY: CANARY})
    await sent.query({})
    await server.post_event(message(CANARY, type=CANARY, properties={CANARY: CANARY}))
    await server.post_event({CANARY: CANARY})
    await server.post_event(message("b", createdAt=CANARY))
    await server.query(
        {
            "select": [field("properties", CANARY), aggregation("count")],
            "groupBy": [{"field": "properties", "path": [CANARY]}],
            "where": {
                "and": [
                    at("properties", [CANARY, f"'{CANARY}"], "eq", CANARY),
                    condition("type", "matches", f"({CANARY}"),
                ]
            },
        }
    )
    await server.query({"where": condition("type", "eq", CANARY)}, params={"limit": CANARY})
    await server.send("POST", "/query/events/export", {"where": condition("type", "eq", CANARY)})
    await server.send("POST", "/query/events", {}, headers={"X-Custom": CANARY, "Origin": CANARY})
    await server.send("POST", "/query/events", {}, headers={"X-Request-ID": f"{CANARY} x"})
    await server.send_text("/events", f"{{{CANARY}")
    await server.send("GET", f"/fail?{CANARY}", headers={"Cookie": CANARY})
    reader, writer = await asyncio.open_connection(server.client.host, server.client.port)
    writer.write(f"GET / HTTP/1.1\r\nHost: a\r\nX-\x01: {CANARY}\r\n\r\n".encode())
    await reader.read()
    writer.close()
    await writer.wait_closed()


async def test_nothing_of_what_is_sent_is_logged(
    start_app: StartApp, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(request: web.Request) -> web.Response:
        try:
            with closing(sqlite3.connect(":memory:")) as connection:
                connection.execute(f"SELECT '$.{CANARY}' -> '{CANARY}'")
        except sqlite3.Error as error:
            raise LookupError(CANARY, request.headers) from error
        raise AssertionError

    caplog.set_level(logging.DEBUG)
    for name in ("asyncio", "aiohttp", "aiosqlite", "evsrv"):
        caplog.set_level(logging.DEBUG, name)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    # Every step of every task counts as slow now, and is logged with what it works on.
    loop.slow_callback_duration = 0.0
    server = await start_app(lambda app: app.router.add_get("/fail", fail))
    await _misbehave(server)
    loop.call_exception_handler({"message": CANARY, "exception": ValueError(CANARY)})
    loop.set_debug(False)

    loggers = {record.name for record in caplog.records}
    assert {"asyncio", "evsrv.web.request_log", "evsrv.web.problems"} <= loggers
    said = "\n".join(
        [caplog.text]
        + [JsonFormat().format(record) for record in caplog.records]
        + [TextFormat().format(record) for record in caplog.records]
    )
    assert "LookupError" in said
    assert "SQLITE_ERROR" in said
    assert CANARY not in said
    assert server.key is not None
    assert server.key not in said


def test_an_outline_says_where_and_what_but_not_why() -> None:
    def fail() -> None:
        try:
            raise ValueError(CANARY)
        except ValueError as error:
            raise FileNotFoundError(2, CANARY) from error

    with pytest.raises(FileNotFoundError) as caught:
        fail()
    shown = format_stack(caught.value)
    assert "builtins.ValueError" in shown
    assert shown.endswith("FileNotFoundError: ENOENT")
    assert f"{__file__}:" in shown
    assert CANARY not in shown

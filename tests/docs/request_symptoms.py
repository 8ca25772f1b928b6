"""Faults of requests: each function provokes one, and returns the answer that a client reads."""

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from typing import Any

import orjson
import pytest
from support.server import Response, Server, Start

from evsrv.core.timestamps import DAY_MS, format_timestamp, now
from evsrv.sqlite import opening, wal_bound
from evsrv.web.app_keys import ENGINE
from evsrv.web.logs import JsonFormat

Provoke = Callable[[Start, pytest.MonkeyPatch, pytest.LogCaptureFixture], Awaitable[str]]

COUNT = {"select": [{"type": "aggregation", "aggregation": "count"}]}
EVENT = {"id": "e-1", "type": "signed_up", "createdAt": "2026-03-02T10:15:00Z"}
TODAY, NEXT_YEAR = "2026-03-02T10:15:00.000Z", "2027-03-02T10:15:00.000Z"


def problem(reply: Response) -> str:
    """Return the members of a problem that the page shows."""
    assert reply.status >= 400, reply.text
    return f"{reply.status} {reply.json['code']}\n{reply.json['detail']}"


def headers(reply: Response, *names: str) -> str:
    lines = [f"{name}: {reply.headers[name]}" for name in names if name in reply.headers]
    return "\n".join([str(reply.status), *lines])


async def post(server: Server, event: Mapping[str, object], **options: Any) -> Response:
    return await server.send("POST", "/events", event, **options)


async def message_without_id(start: Start, *_: object) -> str:
    return problem(await post(await start(), EVENT | {"entityType": "message"}))


async def unknown_member(start: Start, *_: object) -> str:
    return problem(await post(await start(), EVENT | {"propertys": {}}))


async def semantic_threads(start: Start, *_: object) -> str:
    return problem(await (await start()).send("POST", "/query/semantic-threads", COUNT))


async def slow_query(start: Start, *_: object) -> str:
    server = await start(query_timeout=0.05, max_event_bytes=2_000_000)
    await post(server, EVENT | {"properties": {"words": [f"word {n}" for n in range(60_000)]}})
    absent = [{"path": ["words"], "value": f"no {n}"} for n in range(200)]
    conditions = [
        {"condition": {"field": "properties", "operator": "jsonHasKey", "value": value}}
        for value in absent
    ]
    reply = await server.send("POST", "/query/events", {"where": {"or": conditions}})
    return problem(reply).replace("0.05", "10")


async def ignored_member(start: Start, *_: object) -> str:
    server = await start()
    key = server.make_key(kind="web", project="site")
    reply = await post(server, EVENT | {"propertys": {}, "plan": "pro"}, key=key)
    return headers(reply, "X-Ignored-Members")


async def duplicate_that_differs(start: Start, *_: object) -> str:
    server = await start()
    await post(server, EVENT)
    return headers(await post(server, EVENT | {"type": "signed_out"}), "X-Duplicate")


async def clock_ahead(start: Start, *_: object) -> str:
    later = format_timestamp(now() + 365 * DAY_MS)
    found = problem(await post(await start(), EVENT | {"createdAt": later}))
    return re.sub(r"(?<=shows )\S+", TODAY, found.replace(later, NEXT_YEAR))


async def database_full(start: Start, *_: object) -> str:
    return problem(await post(await start(max_db_bytes=1), EVENT))


async def full_disk(start: Start, _: object, caplog: pytest.LogCaptureFixture) -> str:
    server = await start()
    app = server.client.app
    assert app is not None
    # SQLite's own limit of pages has the error of a full disk.
    await app[ENGINE].write(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
    reply = await post(server, EVENT | {"properties": {"text": "x" * 100_000}})
    return problem(reply) + "\n" + kind_in_log(caplog)


async def locked_file(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> str:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT", 0.05)
    server = await start()
    with closing(sqlite3.connect(server.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        reply = await post(server, EVENT)
    return problem(reply) + "\n" + kind_in_log(caplog)


def kind_in_log(caplog: pytest.LogCaptureFixture) -> str:
    """Return the last line of an error in the log, which names its kind."""
    (record,) = (record for record in caplog.records if record.name == "evsrv.web.problems")
    return record.getMessage().splitlines()[-1].strip()


async def moved_file(start: Start, *_: object) -> str:
    server = await start()
    await post(server, EVENT)
    server.db.rename(server.db.with_name("moved.db"))
    return problem(await post(server, EVENT))


async def log_held(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> str:
    monkeypatch.setattr(wal_bound, "_LOG_SECONDS", 0.0)
    server = await start(max_wal_bytes=10_000)
    with closing(sqlite3.connect(server.db, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM events").fetchone()
        await post(server, EVENT)
        # The first attempts can find the writer at work.
        while "another process" not in (said := caplog.messages[-1]):
            await asyncio.sleep(0.05)
    return re.sub(r"[0-9]+ bytes", "81234567 bytes", said).replace("(10000)", "(64000000)")


async def large_body(start: Start, *_: object) -> str:
    server = await start(max_body_bytes=2000)
    body = json.dumps({"batch": [EVENT] * 100})
    found = problem(await server.send_text("/events/batch", body))
    return found.replace("2000", "2000000")


async def large_event(start: Start, *_: object) -> str:
    properties = {"text": "x" * 300_000}
    return problem(await post(await start(), EVENT | {"properties": properties}))


async def copy_being_made(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> str:
    monkeypatch.setattr("evsrv.columnar.scope_sizes.MIN_ROWS", 0)
    caplog.set_level(logging.INFO)
    server = await start(columnar="on", cache_bytes=0)
    await post(server, EVENT | {"properties": {"plan": "pro"}})
    plan = {"field": "properties", "path": ["plan"]}
    query = {"select": [{"type": "field", **plan}, *COUNT["select"]], "groupBy": [plan]}
    await server.send("POST", "/query/events", query)
    *_before, line = (r for r in caplog.records if r.name == "evsrv.web.request_log")
    members = orjson.loads(JsonFormat().format(line))
    return json.dumps({name: members[name] for name in ("engine", "engineReason")})


SYMPTOMS: Mapping[str, Provoke] = {
    "message-without-id": message_without_id,
    "unknown-member": unknown_member,
    "semantic-threads": semantic_threads,
    "slow-query": slow_query,
    "ignored-member": ignored_member,
    "duplicate-that-differs": duplicate_that_differs,
    "clock-ahead": clock_ahead,
    "database-full": database_full,
    "full-disk": full_disk,
    "locked-file-of-server": locked_file,
    "moved-file": moved_file,
    "log-held": log_held,
    "large-body": large_body,
    "large-event": large_event,
    "copy-being-made": copy_being_made,
}

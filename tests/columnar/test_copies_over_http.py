"""A server tells which engine answered, in a header, in the log and in metrics."""

import json
import logging
from typing import Any

import orjson
import pytest
from support.events import aggregation, group, message
from support.server import Server, Start

from evsrv.web.logs import JsonFormat, TextFormat

QUERY = {
    "select": [{"type": "field", "field": "properties", "path": ["n"]}, aggregation("count")],
    "groupBy": [group("properties", "n")],
}


@pytest.fixture
async def ready(start: Start, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server with events, whose copy answers."""
    monkeypatch.setattr("evsrv.columnar.scope_sizes.MIN_ROWS", 0)
    server: Server = await start(columnar="on", cache_bytes=0)
    for number in range(6):
        await server.send("POST", "/events", message(f"e{number}", properties={"n": number % 2}))
    return server


async def ask_until_copied(server: Server) -> Any:
    while True:
        reply = await server.send("POST", "/query/events", QUERY)
        assert reply.status == 200
        if 'engine;desc="duckdb"' in reply.headers["Server-Timing"]:
            return reply
        assert 'engine;desc="sqlite"' in reply.headers["Server-Timing"]


async def test_header_names_the_engine_of_a_grouped_query(ready: Server) -> None:
    reply = await ask_until_copied(ready)
    assert [row["count"] for row in reply.json["data"]["result"]] == [3, 3]


async def test_header_names_no_engine_of_other_requests(ready: Server) -> None:
    selections: list[list[Any]] = [[{"type": "field", "field": "id"}], []]
    for selection in selections:
        reply = await ready.send("POST", "/query/events", {"select": selection})
        assert "engine" not in reply.headers["Server-Timing"]


async def test_log_line_names_the_engine_and_the_reason(
    ready: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await ask_until_copied(ready)
    records = [record for record in caplog.records if record.name == "evsrv.web.request_log"]
    lines = [orjson.loads(JsonFormat().format(record)) for record in records]
    engines = [(line["engine"], line["engineReason"]) for line in lines if "engine" in line]
    assert engines[0] == ("sqlite", "its copy is being made")
    assert engines[-1] == ("duckdb", None)
    assert all(("engine" in line) is (line["route"] == "/query/events") for line in lines)
    assert " bytes duckdb key_" in TextFormat().format(records[-1])


async def test_metrics_count_answers_by_engine(ready: Server) -> None:
    await ask_until_copied(ready)
    text = (await ready.send("GET", "/metrics")).text
    assert 'evsrv_grouped_answers_total{engine="duckdb"} 1.0' in text
    assert 'evsrv_grouped_answers_total{engine="sqlite"}' in text
    assert json.dumps(QUERY) not in text

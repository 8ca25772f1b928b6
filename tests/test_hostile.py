"""Hostile requests to a real server get an answer or a problem, never a 500."""

import asyncio
import gzip
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient
from conformance.problems import assert_problem
from pytest_aiohttp.plugin import AiohttpClient
from support.events import aggregation, at, condition, field, message
from support.server import AppServer, Server, Start, points_at

from evsrv.app import create_app
from evsrv.builtin import PLUGINS
from evsrv.config import Settings
from evsrv.plugin import Aggregate, Sql, hookimpl
from evsrv.plugin.vocabulary import collect

pytestmark = pytest.mark.asyncio(loop_scope="session")

ZEROS = "0" * 5000
NUMERIC = ("sum", "avg", "min", "max", "median", "p95")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    events = [
        message("zeros", properties={"v": ZEROS, "list": [1, 2]}),
        message("padded", properties={"v": ZEROS + "12", "list": [3]}),
        message("fraction", properties={"v": ZEROS + "0.5"}),
        message("nines", properties={"v": "9" * 5000}),
    ]
    return await shared_server.space("hostile", events)


@pytest.mark.parametrize("name", NUMERIC)
async def test_very_long_decimals_in_json_are_aggregated_or_skipped(
    space: Server, name: str
) -> None:
    """Leading zeros are ignored; numbers beyond a double are skipped."""
    for event, expected in (("zeros", 0), ("padded", 12), ("fraction", 0.5), ("nines", None)):
        rows = await space.rows(
            {
                "select": [aggregation(name, "properties", "v")],
                "where": condition("id", "eq", event),
            }
        )
        assert rows == [{} if expected is None else {f"{name}_properties.v": expected}]


@pytest.mark.parametrize("name", NUMERIC)
async def test_very_long_decimals_in_text_field_are_aggregated(space: Server, name: str) -> None:
    status, _ = await space.post_event(message("text", messageId=ZEROS[:999] + "7"))
    assert status == 200
    select = [aggregation(name, "messageId")]
    rows = await space.rows({"select": select, "where": condition("id", "eq", "text")})
    assert rows == [{f"{name}_messageId": 7}]


@pytest.mark.parametrize(
    ("index", "value"),
    [(ZEROS + "1", 2), ("-" + ZEROS + "1", 2), ("9" * 5000, None), ("-" + "9" * 5000, None)],
    ids=["zeros", "negative-zeros", "nines", "negative-nines"],
)
async def test_very_long_array_index_in_path_is_resolved(
    space: Server, index: str, value: int | None
) -> None:
    rows = await space.rows(
        {
            "select": [field("properties", "list", index)],
            "where": condition("id", "eq", "zeros"),
            "jsonValues": "native",
        }
    )
    assert rows == [{f"properties.list.{index}": value}]
    expected = [] if value is None else ["zeros"]
    assert await space.ids(at("properties", ["list", index], "eq", 2)) == expected


@pytest.mark.parametrize("number", ["1e19", "9223372036854775808.0", "1e308"])
@pytest.mark.parametrize("member", ["limit", "offset"])
async def test_limit_and_offset_beyond_64_bits_are_refused(
    space: Server, member: str, number: str
) -> None:
    """JSON Schema accepts 1e19 as an integer, so the schema alone does not refuse it."""
    reply = await space.send_text("/query/events", f'{{"{member}":{number}}}')
    assert_problem(reply, 422, "/query/events")
    assert points_at(reply.json, f"/{member}")


@pytest.mark.parametrize("path", ["/events", "/query/events"])
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"{}"),
        ("gzip", gzip.compress(b'{"limit":1}')[:20]),
        ("gzip", b"\x1f\x8b" + b"\xff" * 20),
    ],
    ids=["not-compressed", "cut", "broken"],
)
async def test_body_with_invalid_gzip_data_is_bad_request(
    space: Server, path: str, encoding: str, body: bytes
) -> None:
    headers = {"Content-Encoding": encoding}
    headers["Content-Type"] = "application/json"
    reply = await space.send("POST", path, data=body, headers=headers, compress=None)
    assert_problem(reply, 400, path)


async def test_gzip_body_of_query_is_accepted(space: Server) -> None:
    body = gzip.compress(b'{"limit":1}')
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    reply = await space.send("POST", "/query/events", data=body, headers=headers)
    assert (reply.status, reply.json["data"]["pageSize"]) == (200, 1)


async def test_body_limit_counts_decompressed_size_of_gzip_body(space: Server) -> None:
    body = gzip.compress(b'{"limit":1}' + b" " * 50_000_000)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    reply = await space.send("POST", "/query/events", data=body, headers=headers)
    assert_problem(reply, 413, "/query/events")


@pytest.mark.asyncio(loop_scope="function")
async def test_containment_of_long_arrays_finishes_within_timeout(start: Start) -> None:
    """Comparing all pairs of two arrays of 20,000 would take an hour and ignore the timeout."""
    server = await start(query_timeout=5.0)
    words = [f"w{index}" for index in range(20_000)]
    status, _ = await server.post_event(message("a", properties={"words": words}))
    assert status == 200
    for operator in ("arrayContains", "jsonContains", "jsonContainedBy"):
        assert await server.ids(at("properties", "words", operator, words[::-1])) == ["a"]
    assert await server.ids(at("properties", "words", "arrayContains", [*words, "no"])) == []


class Gate:
    """A plugin whose aggregation `wait` signals that it runs and blocks until it is released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    @hookimpl
    def evsrv_prepare_connection(self, connection: sqlite3.Connection) -> None:
        connection.create_function("gate", 0, self._wait)

    @hookimpl
    def evsrv_aggregates(self) -> list[Aggregate]:
        return [Aggregate(name="wait", summary="waits", render=lambda _: Sql("max(gate())"))]

    def _wait(self) -> int:
        self.entered.set()
        return self.opened.wait(60)


@pytest.mark.asyncio(loop_scope="function")
async def test_event_is_stored_while_slow_queries_hold_all_readers(
    aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    """The API key of an event must be found without a connection of the reader pool."""
    gate = Gate()
    settings = Settings(db=tmp_path / "a.db", readers=1, query_timeout=60)
    client: TestClient[Any, Any] = await aiohttp_client(
        AppServer(create_app(settings, collect({**PLUGINS, "gate": gate})))
    )
    server = await Server(client, settings.file).space("acme", [message("a")])
    query = asyncio.create_task(server.query({"select": [aggregation("wait", "id")]}))
    try:
        assert await asyncio.to_thread(gate.entered.wait, 60)
        async with asyncio.timeout(10):
            status, _ = await server.post_event(message("b"))
        assert status == 200
        assert not query.done()
    finally:
        gate.opened.set()
    status, answer = await query
    assert (status, answer["data"]["result"]) == (200, [{"wait_id": 1}])


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "json", "application/jsonp"])
async def test_unsupported_content_type_is_named_in_error(
    space: Server, content_type: str | None
) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    reply = await space.send(
        "POST",
        "/query/events",
        data=b"{}",
        headers=headers,
        skip_auto_headers=["Content-Type"],
    )
    assert_problem(reply, 400, "/query/events")
    assert (content_type or "missing") in reply.json["detail"]


@pytest.mark.parametrize("offset", [2**63 - 1, 10**18, 10**12])
async def test_very_large_offset_returns_empty_page(space: Server, offset: int) -> None:
    for params in ({}, {"offset": str(offset)}):
        data = await space.data({} if params else {"offset": offset}, params=params)
        assert (data["result"], data["count"]) == ([], 0)
        assert data["total"] >= 4


async def test_query_with_hundred_long_paths_and_two_hundred_columns_is_answered(
    space: Server,
) -> None:
    paths = [[f"é{index}", "x" * 2000] for index in range(100)]
    select = [aggregation(name, "properties", *path) for path in paths for name in ("sum", "count")]
    rows = await space.rows(
        {
            "select": select,
            "groupBy": [{"field": "properties", "path": path} for path in paths],
            "orderBy": [
                {"field": ".".join(["properties", *path]), "direction": "desc"} for path in paths
            ],
        }
    )
    assert [len(row) for row in rows] == [200]


async def test_filter_with_thousand_conditions_of_mixed_types_is_answered(space: Server) -> None:
    values = ["a", 1, 1.5, True, None, [1], {"a": 1}, "1"]
    conditions = [at("properties", f"é{index}", "in", values) for index in range(1000)]
    everything = ["fraction", "nines", "padded", "text", "zeros"]
    assert set(await space.ids({"or": conditions})) <= set(everything)
    assert await space.ids({"not": {"and": conditions}}) == []

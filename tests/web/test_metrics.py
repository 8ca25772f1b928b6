import asyncio
import sqlite3
import sys
import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families
from support.events import group, message
from support.server import Server

from evsrv.core.scope import Scope
from evsrv.web.app_keys import ENGINE
from web.conftest import StartApp

Samples = dict[str, float]


async def samples(server: Server) -> Samples:
    """Read the metrics: `name{label="value"}`, labels sorted, and its number."""
    reply = await server.with_key(None).send("GET", "/metrics")
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/plain; version=")
    return {
        f"{sample.name}{sorted(sample.labels.items()) if sample.labels else ''}": sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


def named(name: str, **labels: str) -> str:
    return f"{name}{sorted(labels.items()) if labels else ''}"


SCOPE = Scope("acme", "site")


async def test_requests_by_route_method_and_status(server: Server) -> None:
    await server.post_event(message("a"))
    await server.post_event({})
    await server.query({})
    found = await samples(server)
    for route, status in (("/events", "200"), ("/events", "422"), ("/query/events", "200")):
        assert found[named("evsrv_requests_total", route=route, method="POST", status=status)] == 1
    assert found[named("evsrv_request_duration_seconds_count", route="/events")] == 2


async def test_durations_by_stage(server: Server) -> None:
    await server.query({})
    await server.send("POST", "/query/events/export", {})
    found = await samples(server)
    for stage in ("auth", "read", "compile", "db", "render"):
        name = "evsrv_stage_duration_seconds_count"
        assert found[named(name, route="/query/events", stage=stage)] == 1
    assert found[named(name, route="/query/events/export", stage="db")] == 1
    whole = found[named("evsrv_request_duration_seconds_sum", route="/query/events")]
    stages = sum(
        value
        for sample, value in found.items()
        if sample.startswith("evsrv_stage_duration_seconds_sum") and "/query/events'" in sample
    )
    assert 0 < stages <= whole


async def test_rows_of_pages_and_of_exports(server: Server) -> None:
    for name in "abc":
        await server.post_event(message(name))
    await server.query({"limit": 2})
    await server.query({"groupBy": [group("type")]})
    await server.send("POST", "/query/events/export", {})
    found = await samples(server)
    assert found[named("evsrv_rows_returned_total", route="/query/events")] == 3
    assert found[named("evsrv_rows_returned_total", route="/query/events/export")] == 3


async def test_events_stored_and_met_again(server: Server) -> None:
    for name in ("a", "b", "a"):
        await server.post_event(message(name))
    await server.send("POST", "/events/batch", {"batch": [message("b"), message("c"), {}]})
    found = await samples(server)
    assert found[named("evsrv_events_total", result="stored")] == 3
    assert found[named("evsrv_events_total", result="duplicate")] == 2
    assert found["evsrv_wal_bytes"] > 0


async def test_what_a_client_makes_up_is_no_label(server: Server) -> None:
    for path in ("/canary", "/query/canary", "/events/canary?canary=1"):
        await server.send("POST", path, {})
    await server.send("PROPFIND", "/events")
    reply = await server.send("GET", "/metrics")
    assert not any(word in reply.text for word in ("canary", "PROPFIND"))
    found = await samples(server)
    name = "evsrv_requests_total"
    assert found[named(name, route="unmatched", method="POST", status="404")] == 3
    assert found[named(name, route="unmatched", method="other", status="405")] == 1


async def test_each_application_has_its_own(start_app: StartApp) -> None:
    one, two = await start_app(), await start_app()
    await one.query({})
    name = named("evsrv_requests_total", route="/query/events", method="POST", status="200")
    assert name in await samples(one)
    assert name not in await samples(two)


async def test_waits_for_a_connection_and_for_the_writer(start_app: StartApp) -> None:
    server = await start_app(readers=1)
    store = server.client.app[ENGINE]
    busy, go_on = threading.Semaphore(0), threading.Event()

    def hold(_: sqlite3.Connection) -> None:
        busy.release()
        go_on.wait()

    held = [asyncio.ensure_future(store.read(hold, timeout=60)) for _ in "ab"]
    held += [asyncio.ensure_future(store.write(hold)) for _ in "abc"]
    for _ in range(2):
        await asyncio.to_thread(busy.acquire)
    found = await samples(server)
    go_on.set()
    await asyncio.gather(*held)
    assert found["evsrv_readers"] == found["evsrv_readers_busy"] == 1
    assert found["evsrv_reader_waits_total"] == 1
    assert found["evsrv_writer_queue_length"] == 2
    assert found["evsrv_requests_in_flight"] == 1
    assert (await samples(server))["evsrv_reader_wait_seconds_total"] > 0


async def test_without_the_library(start_app: StartApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "evsrv.web.prometheus", raising=False)
    server = await start_app()
    assert (await server.query({}))[0] == 200
    reply = await server.send("GET", "/metrics")
    assert (reply.status, reply.json["code"]) == (404, "not_found")
    assert "evsrv[metrics]" in reply.json["detail"]

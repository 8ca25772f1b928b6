"""Limits of events that are sent over HTTP, and of the database's size."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.events import Json, message, search
from support.server import Server

from evsrv.cli import main
from evsrv.core import timestamps
from web.conftest import StartApp
from web.test_metrics import named, samples

SHORT = ("id", "type", "messageId", "conversationId", "projectId", "integrationId")
CLOCK = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
async def organization(server: Server) -> Server:
    """Return the server with a key of a whole organization, whose events name their project."""
    return server.with_key(server.make_key(organization="acme"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "now", lambda: int(CLOCK.timestamp()) * 1000)


def ahead(seconds: float) -> str:
    return (CLOCK + timedelta(seconds=seconds)).isoformat()


def event_of_bytes(size: int) -> Json:
    """Return an event whose canonical JSON has this many bytes."""
    event = message("a", properties={"ü": ""})
    rest = size - len(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
    return message("a", properties={"ü": "ü" * (rest // 2) + "x" * (rest % 2)})


async def refusal(server: Server, event: Json) -> tuple[str, str]:
    """Return pointer and message of the only issue of a refused event, sent both ways."""
    status, problem = await server.post_event(event)
    assert (status, problem["code"]) == (422, "unprocessable_entity"), problem
    (issue,) = problem["errors"]
    reply = await server.send("POST", "/events/batch", {"batch": [event]})
    (result,) = reply.json["results"]
    (in_batch,) = result["problem"]["errors"]
    assert in_batch == {**issue, "pointer": f"/batch/0{issue['pointer']}"}
    return issue["pointer"], issue["message"]


@pytest.mark.parametrize("name", SHORT)
async def test_text_field_takes_a_thousand_characters(organization: Server, name: str) -> None:
    status, echo = await organization.post_event(message("a") | {name: "ü" * 1000})
    assert (status, echo[name]) == (200, "ü" * 1000)
    assert await refusal(organization, message("a") | {name: "ü" * 1001}) == (
        f"/{name}",
        "takes at most 1000 characters, not 1001",
    )


async def test_search_query_takes_ten_thousand_characters(server: Server) -> None:
    assert (await server.post_event(search("a", searchQuery="x" * 10_000)))[0] == 200
    assert await refusal(server, search("b", searchQuery="x" * 10_001)) == (
        "/searchQuery",
        "takes at most 10000 characters, not 10001",
    )


@pytest.mark.parametrize("name", ["properties", "userProperties"])
async def test_json_field_takes_a_thousand_members_at_its_top(server: Server, name: str) -> None:
    members = {f"k{number}": 1 for number in range(1000)}
    assert (await server.post_event(message("a", **{name: members})))[0] == 200
    assert (await server.post_event(message("b", **{name: {"in": members | {"k": 1}}})))[0] == 200
    assert await refusal(server, message("c", **{name: members | {"k": 1}})) == (
        f"/{name}",
        "takes at most 1000 members, not 1001",
    )


async def test_event_takes_256_kb_as_canonical_json(server: Server) -> None:
    assert (await server.post_event(event_of_bytes(256_000)))[0] == 200
    assert await refusal(server, event_of_bytes(256_001)) == (
        "",
        "an event takes at most 256000 bytes as canonical JSON, not 256001",
    )


async def test_blanks_and_escapes_do_not_count_as_bytes(start_app: StartApp) -> None:
    server = await start_app(max_event_bytes=1000)
    text = json.dumps(event_of_bytes(1000), indent=40)
    assert len(text) > 1500
    assert (await server.send_text("/events", text)).status == 200


@pytest.mark.usefixtures("clock")
async def test_event_is_at_most_a_day_ahead_of_the_clock(server: Server) -> None:
    assert (await server.post_event(message("a", createdAt=ahead(86_400))))[0] == 200
    assert await refusal(server, message("b", createdAt=ahead(86_400.001))) == (
        "/createdAt",
        "2026-11-27T12:00:00.001Z is more than 86400 s ahead of the server's clock,"
        " which shows 2026-11-26T12:00:00.000Z",
    )


@pytest.mark.usefixtures("clock")
async def test_max_future_of_zero_is_no_limit(start_app: StartApp) -> None:
    server = await start_app(max_future=0)
    assert (await server.post_event(message("a", createdAt="9999-01-01T00:00Z")))[0] == 200


async def test_every_exceeded_limit_is_named_and_counted(start_app: StartApp) -> None:
    server = await start_app(
        max_event_bytes=300,
        max_event_members=1,
        max_text_characters=30,
        max_search_query_characters=5,
        max_future=60,
    )
    event = search(
        "a",
        searchQuery="x" * 300,
        type="t" * 31,
        properties={"a": 1, "b": 2},
        createdAt="2999-01-01T00:00Z",
    )
    status, problem = await server.post_event(event)
    assert status == 422
    pointers = {issue["pointer"] for issue in problem["errors"]}
    assert pointers == {"", "/searchQuery", "/type", "/properties", "/createdAt"}
    found = await samples(server)
    for limit in (
        "max_event_bytes",
        "max_event_members",
        "max_text_characters",
        "max_search_query_characters",
        "max_future",
    ):
        assert found[named("evsrv_events_over_limit_total", limit=limit)] == 1


@pytest.mark.usefixtures("clock")
async def test_stored_events_are_counted_by_age(start_app: StartApp) -> None:
    server = await start_app(retention_days=30)
    for name, seconds in (("a", 60), ("b", 0), ("c", -29 * 86_400), ("d", -31 * 86_400)):
        for _ in "ab":
            await server.post_event(message(name, createdAt=ahead(seconds)))
    found = await samples(server)
    ages = {
        age: found[named("evsrv_events_stored_by_age_total", age=age)]
        for age in ("current", "future", "expired")
    }
    assert ages == {"current": 2, "future": 1, "expired": 1}


def test_import_keeps_no_limit(tmp_path: Path) -> None:
    events = [
        event_of_bytes(300_000),
        message("b", properties={f"k{number}": 1 for number in range(2000)}),
        message("c", type="x" * 2000),
        search("d", searchQuery="x" * 20_000),
        message("e", createdAt="9999-01-01T00:00Z"),
    ]
    lines = "".join(f"{json.dumps(event)}\n" for event in events)
    options = ("--db", str(tmp_path / "a.db"), "--organization", "acme")
    result = CliRunner().invoke(main, ["import", *options, "-"], input=lines)
    assert result.exit_code == 0, result.output
    assert "5 events stored" in result.stderr


async def test_full_database_refuses_events_and_answers_queries(start_app: StartApp) -> None:
    server = await start_app(max_db_bytes=400_000)
    stored = 0
    while True:
        event = message(f"e{stored}", properties={"a": "x" * 5000})
        reply = await server.send("POST", "/events", event, headers={"Origin": "https://a.example"})
        if reply.status != 200:
            break
        stored += 1
        assert stored < 100
    assert (reply.status, reply.json["code"]) == (507, "insufficient_storage")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.json["detail"].startswith(
        "the database has reached its limit of 400000 bytes (max_db_bytes)"
    )
    reply = await server.send("POST", "/events/batch", {"batch": [message("small")]})
    assert reply.status == 507
    assert (await server.data({}))["total"] == stored > 10
    assert 400_000 <= (await samples(server))["evsrv_db_bytes"] < 500_000


async def test_database_takes_events_again_after_deletion(start_app: StartApp) -> None:
    server = await start_app(max_db_bytes=400_000)
    number = 0
    while (await server.post_event(message(f"e{number}", properties={"a": "x" * 5000})))[0] == 200:
        number += 1
        assert number < 100
    with closing(sqlite3.connect(server.db)) as connection, connection:
        connection.execute("DELETE FROM events WHERE id IN ('e0', 'e1', 'e2', 'e3', 'e4')")
    assert (await server.post_event(message("again")))[0] == 200


async def test_database_has_no_limit_by_default(server: Server) -> None:
    for number in range(3):
        event = message(f"e{number}", properties={"a": "x" * 200_000})
        assert (await server.post_event(event))[0] == 200

"""`properties.conversation` of an event: the widget copies the whole conversation into it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.events import Json, at, message
from support.server import Server, points_at

from evsrv.cli import main
from evsrv.engine.api_key import KeyKind
from web.conftest import StartApp
from web.test_metrics import named, samples

MESSAGES = [{"id": "m-1", "role": "user", "content": "s3cret"}]
WHOLE = {"id": "c-1", "type": "openai", "messages": MESSAGES}
OTHERS = [
    {"id": "c-1"},
    {"id": "c-1", "messages": None},
    {"id": "c-1", "messages": {}},
    {"id": 5, "messages": []},
    {"id": None, "messages": []},
    {"messages": []},
    "c-1",
    [WHOLE],
    {"conversation": WHOLE},
]


def event(conversation: Json, name: str = "a", **members: Json) -> Json:
    return message(name, properties={"plan": "pro", "conversation": conversation}, **members)


async def stored(server: Server) -> Json:
    (row,) = await server.rows({"jsonValues": "native"})
    return row["properties"]["conversation"]


@pytest.mark.parametrize("kind", ["api", "web"])
@pytest.mark.parametrize("messages", [MESSAGES, []])
async def test_whole_conversation_in_an_event_is_stored_as_its_id(
    server: Server, kind: KeyKind, messages: Json
) -> None:
    key = server.make_key(kind=kind, organization="acme", project="site")
    status, echo = await server.post_event(event({**WHOLE, "messages": messages}), key=key)
    assert status == 200
    assert echo["properties"] == {"plan": "pro", "conversation": {"id": "c-1"}}
    assert await stored(server) == {"id": "c-1"}
    assert b"s3cret" not in server.db.read_bytes()
    assert b"s3cret" not in server.db.with_name(f"{server.db.name}-wal").read_bytes()


async def test_cut_conversation_is_found_by_its_id(server: Server) -> None:
    await server.post_event(event(WHOLE))
    assert await server.ids(at("properties", ["conversation", "id"], "eq", "c-1")) == ["a"]


@pytest.mark.parametrize("value", OTHERS)
async def test_other_value_of_that_name_is_stored_as_it_is(server: Server, value: Json) -> None:
    assert (await server.post_event(event(value)))[0] == 200
    assert await stored(server) == value


async def test_conversation_in_user_properties_is_stored_as_it_is(server: Server) -> None:
    await server.post_event(message("a", userProperties={"conversation": WHOLE}))
    (row,) = await server.rows({"jsonValues": "native"})
    assert row["userProperties"] == {"conversation": WHOLE}


async def test_conversations_in_batches_are_cut(server: Server) -> None:
    lines = f"{json.dumps(event(WHOLE))}\n".encode()
    for path, content_type in (
        ("/events/batch", "application/x-ndjson"),
        ("/events/batch", "text/plain"),
        ("/events", "text/plain"),
    ):
        reply = await server.send("POST", path, data=lines, headers={"Content-Type": content_type})
        assert reply.status == 200
    await server.send("POST", "/events/batch", {"batch": [event(WHOLE, "b")]})
    rows = await server.rows({"jsonValues": "native"})
    assert [row["properties"]["conversation"] for row in rows] == [{"id": "c-1"}] * 2


async def test_duplicates_are_compared_after_the_cut(server: Server) -> None:
    await server.post_event(event(WHOLE))
    for conversation, header in (
        ({**WHOLE, "messages": [*MESSAGES, *MESSAGES]}, None),
        ({"id": "c-1"}, None),
        ({**WHOLE, "id": "c-2"}, "differs"),
    ):
        reply = await server.send("POST", "/events", event(conversation))
        assert (reply.status, reply.headers.get("X-Duplicate")) == (200, header)


async def test_limit_of_bytes_counts_after_the_cut(start_app: StartApp) -> None:
    server = await start_app(max_event_bytes=1000)
    long = {**WHOLE, "messages": [{**MESSAGES[0], "content": "x" * 5000}]}
    assert (await server.post_event(event(long)))[0] == 200
    status, problem = await server.post_event(event({"id": "c-1", "text": "x" * 5000}, "b"))
    assert status == 422
    assert points_at(problem, "")


async def test_whole_conversations_are_kept_by_a_setting(start_app: StartApp) -> None:
    server = await start_app(event_conversations="whole", max_event_bytes=1000)
    await server.post_event(event(WHOLE))
    assert await stored(server) == WHOLE
    differing = await server.send("POST", "/events", event({**WHOLE, "messages": []}))
    assert differing.headers["X-Duplicate"] == "differs"
    long = {**WHOLE, "messages": [{**MESSAGES[0], "content": "x" * 5000}]}
    assert (await server.post_event(event(long, "b")))[0] == 422
    found = await samples(server)
    assert found[named("evsrv_events_over_limit_total", limit="max_event_bytes")] == 1


async def test_conversation_with_a_value_that_cannot_be_stored_is_refused(server: Server) -> None:
    text = json.dumps(event(WHOLE)).replace('"s3cret"', "1e999")
    reply = await server.send_text("/events", text)
    assert reply.status == 422
    assert points_at(reply.json, "/properties/conversation/messages/0/content")


def test_import_stores_conversations_as_they_are(tmp_path: Path) -> None:
    """An export of events that have them loses nothing when it is imported."""
    options = ("--db", str(tmp_path / "a.db"), "--organization", "acme")
    line = json.dumps(event(WHOLE, eventName="sent"))
    result = CliRunner().invoke(main, ["import", *options, "-"], input=line)
    assert result.exit_code == 0, result.output
    asked = CliRunner().invoke(main, ["query", *options, '{"jsonValues": "native"}'])
    assert "s3cret" in asked.output

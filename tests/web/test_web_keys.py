"""A web key only writes: nothing that it is answered holds what an api key sent."""

import json
import re
from collections.abc import Iterator

import pytest
from support.conversations import asked, logged, openai
from support.events import INSTANT, Json, condition, message
from support.feedback import feedback, log_feedback
from support.server import Server

from evsrv.engine.api_key import KeyKind
from web.conftest import StartApp
from web.test_metrics import named, samples

PLANTED = "pl4nted"
"""Stands in everything that the web key must not see."""

FROM_THE_KEY = {"id", "createdAt", "organizationId", "projectId", "integrationId"}

STORED = message(
    "known",
    type=PLANTED,
    messageId=PLANTED,
    conversationId=PLANTED,
    searchQuery=PLANTED,
    properties={PLANTED: PLANTED},
    userProperties={"userId": PLANTED},
)
SENT = {"id": "known", "entityType": "message", "type": "mine", "messageId": "m"}

STORED_CONVERSATION = openai(
    asked(PLANTED, "m", name=PLANTED),
    id="known",
    externalId="known",
    properties={PLANTED: PLANTED},
    tags=[PLANTED],
)
STORED_FEEDBACK = {"properties": {PLANTED: PLANTED}, "userProperties": {"userId": PLANTED}}

BODIES: tuple[Json, ...] = (
    openai(id="known"),
    openai(externalId="known"),
    feedback("known", "m"),
    feedback("visitors", "m"),
    feedback(None, "m"),
    SENT,
    {"batch": [SENT, SENT]},
    {"batch": [{}, {**SENT, "projectId": "other"}]},
    {},
    {"field": "properties"},
    {"field": "properties", "key": "plan"},
    {"where": condition("id", "eq", "known")},
)


@pytest.fixture
async def web(server: Server) -> Server:
    """Return the server with a web key of a project that has what is planted."""
    assert (await server.post_event(STORED))[0] == 200
    await logged(server, STORED_CONVERSATION)
    await log_feedback(server, feedback("known", "m", **STORED_FEEDBACK))
    visitor = server.with_key(server.make_key(kind="web", organization="acme", project="site"))
    await log_feedback(visitor, feedback("visitors", "m", **STORED_FEEDBACK))
    server.make_key(organization="acme", project="site", name=PLANTED)
    return server.with_key(server.make_key(kind="web", organization="acme", project="site"))


def routes(server: Server) -> Iterator[tuple[str, str]]:
    """Yield the method and path of every route; ids in paths are those of what is stored."""
    assert server.client.app is not None
    for route in server.client.app.router.routes():
        assert route.resource is not None
        yield route.method, re.sub(r"\{\w+\}", "known", route.resource.canonical)


async def test_web_key_gets_nothing_that_it_did_not_send_from_any_route(web: Server) -> None:
    asked_routes = list(routes(web))
    sent = {"Authorization": f"Bearer {web.key}"}
    known = {("POST", "/events"), ("POST", "/query/events"), ("GET", "/conversations/known")}
    assert known | {("GET", "/feedback/known")} <= set(asked_routes)
    for method, path in asked_routes:
        for body in (None, *BODIES) if method == "POST" else (None,):
            # The typeface and pictures are no text.
            async with web.client.request(method, path, json=body, headers=sent) as reply:
                content = str(reply.headers).encode() + await reply.read()
            assert PLANTED.encode() not in content, (method, path, body)
            assert reply.status < 500


async def test_web_key_is_answered_the_event_as_just_sent(web: Server) -> None:
    reply = await web.send("POST", "/events", SENT)
    assert reply.status == 200
    assert {name: reply.json[name] for name in SENT} == SENT
    assert reply.json.keys() - SENT.keys() <= FROM_THE_KEY | {"properties", "userProperties"}
    assert (reply.json["properties"], reply.json["userProperties"]) == (None, None)
    assert reply.json["createdAt"] != INSTANT


@pytest.mark.parametrize("path", ["/events", "/events/batch"])
async def test_web_key_cannot_tell_a_stored_id_from_a_new_one(web: Server, path: str) -> None:
    async def answer(name: str) -> Json:
        event = {**SENT, "id": name, "createdAt": INSTANT}
        body = event if path == "/events" else {"batch": [event]}
        reply = await web.send("POST", path, body)
        return reply.status, set(reply.headers), reply.text.replace(name, "ID")

    assert await answer("known") == await answer("new")


@pytest.mark.parametrize("path", ["/events", "/events/batch"])
async def test_web_key_in_url_is_answered_only_what_was_sent(web: Server, path: str) -> None:
    one = json.dumps(SENT if path == "/events" else {"batch": [SENT]})
    for text in (one, f"{json.dumps(SENT)}\n{json.dumps(SENT)}\n"):
        reply = await web.with_key(None).send(
            "POST",
            f"{path}?key={web.key}",
            data=text.encode(),
            headers={"Content-Type": "text/plain"},
        )
        assert reply.status == 200
        assert PLANTED not in f"{reply.headers}{reply.text}"
        assert "duplicate" not in f"{reply.headers}{reply.text}".lower().replace("x-duplicate", "")


async def test_batch_of_web_key_is_answered_stored_for_repeated_ids(web: Server) -> None:
    reply = await web.send("POST", "/events/batch", {"batch": [SENT, {**SENT, "id": "new"}, SENT]})
    assert reply.json["results"] == [
        {"status": "stored", "id": name} for name in ("known", "new", "known")
    ]


async def test_event_of_web_key_with_stored_id_changes_nothing(server: Server, web: Server) -> None:
    before = await server.rows({})
    assert (await web.post_event(SENT))[0] == 200
    assert await server.rows({}) == before


@pytest.mark.parametrize("kind", ["api", "web"])
async def test_differing_duplicates_are_counted_whoever_sent_them(
    start_app: StartApp, kind: KeyKind
) -> None:
    server = await start_app()
    key = server.make_key(kind=kind, organization="acme", project="site")
    await server.post_event(message("a"))
    await server.post_event(message("a"), key=key)
    assert (await samples(server))["evsrv_events_differing_total"] == 0
    await server.post_event(message("a", type="other"), key=key)
    batch = {"batch": [message("a", type="other"), message("a")]}
    await server.send("POST", "/events/batch", batch, key=key)
    found = await samples(server)
    assert found["evsrv_events_differing_total"] == 2
    assert found[named("evsrv_events_total", result="duplicate")] == 4


async def test_api_key_is_told_that_a_duplicate_differs(server: Server) -> None:
    first = message("a", properties={"n": 1})
    for sent, header in (
        (first, None),
        (first, None),
        ({**first, "properties": {"n": 2}}, "differs"),
    ):
        reply = await server.send("POST", "/events", sent, headers={"Origin": "https://a.example"})
        assert (reply.status, reply.headers.get("X-Duplicate")) == (200, header)
        assert reply.json["properties"] == {"n": 1}
        assert "X-Duplicate" in reply.headers["Access-Control-Expose-Headers"]
    reply = await server.send("POST", "/events/batch", {"batch": [first, message("a")]})
    assert reply.json["results"] == [
        {"status": "duplicate", "id": "a"},
        {"status": "duplicate", "id": "a", "differs": True},
    ]


@pytest.mark.parametrize(
    ("members", "header"),
    [
        ({"properties": {"a": 1, "b": [1.0]}}, None),
        ({"properties": {"b": [1.0], "a": 1}, "userProperties": None}, None),
        ({"properties": {"a": True, "b": [1.0]}}, "differs"),
        ({"properties": None}, "differs"),
        ({"type": "other"}, "differs"),
        ({"createdAt": "2026-03-02T10:15:00.001Z"}, "differs"),
    ],
)
async def test_duplicate_differs_by_its_content(
    server: Server, members: Json, header: str | None
) -> None:
    await server.post_event(message("a", properties={"a": 1, "b": [1.0]}))
    again = message("a", properties={"a": 1, "b": [1.0]}) | members
    assert (await server.send("POST", "/events", again)).headers.get("X-Duplicate") == header


async def test_repeated_event_without_time_does_not_differ(server: Server) -> None:
    """Its time is that of the request, which is another one each time."""
    event = {name: value for name, value in message("a").items() if name != "createdAt"}
    for created_at in ({}, {"createdAt": None}):
        reply = await server.send("POST", "/events", event | created_at)
        assert reply.status == 200
        assert "X-Duplicate" not in reply.headers

"""Feedback over HTTP: limits of the settings, rate limits, pages of other origins, durability."""

import asyncio
import gzip
import json

import pytest
from support.events import Json
from support.feedback import feedback, list_feedback, log_chat, log_feedback, rate, read_feedback
from support.server import Server, Start, points_at, says

from web.conftest import StartApp
from web.test_cors import ASKING, ORIGIN, OTHER, may_read, may_send


def web_key(server: Server) -> Server:
    return server.with_key(server.make_key(kind="web", organization="acme", project="site"))


@pytest.mark.parametrize(
    ("members", "pointer", "setting"),
    [
        ({"id": "x" * 31}, "/id", "30 characters"),
        ({"messageId": "x" * 31}, "/messageId", "30 characters"),
        ({"properties": {"a": 1, "b": 2, "c": 3}}, "/properties", "2 members"),
        ({"userProperties": {"a": 1, "b": 2, "c": 3}}, "/userProperties", "2 members"),
        ({"createdAt": "2999-01-01T00:00:00Z"}, "/createdAt", "ahead of the server's clock"),
        ({"reasons": [{"label": "x" * 600, "details": ""}]}, "", "500 bytes"),
    ],
)
async def test_limits_of_events_hold_for_feedback(
    start_app: StartApp, members: Json, pointer: str, setting: str
) -> None:
    server = await start_app(
        max_text_characters=30, max_event_members=2, max_event_bytes=500, max_future=60
    )
    for sender in (server, web_key(server)):
        reply = await rate(sender, feedback("f") | members)
        assert reply.status == 422
        assert points_at(reply.json, pointer)
        assert says(reply.json, setting)
    assert (await rate(server, feedback("f" * 30, unknown="x" * 600))).status == 200


async def test_every_exceeded_limit_is_named(start_app: StartApp) -> None:
    server = await start_app(max_text_characters=3, max_event_bytes=50)
    reply = await rate(server, feedback("long", "long", createdAt="2999-01-01T00:00:00Z"))
    pointers = {issue["pointer"] for issue in reply.json["errors"]}
    assert pointers == {"/id", "/messageId", "/createdAt", ""}


async def test_full_database_refuses_feedback_and_shows_it(start: Start) -> None:
    server = await start()
    await log_chat(server, "c", "m-1")
    await log_feedback(server, feedback("f"))
    full = await start(max_db_bytes=1)
    for sender in (full, web_key(full)):
        reply = await rate(sender, feedback("g"))
        assert (reply.status, reply.json["code"]) == (507, "insufficient_storage")
    assert (await read_feedback(full, "f")).status == 200


async def test_rate_limits_hold_for_feedback(start_app: StartApp) -> None:
    server = await start_app(rate_limit=2)
    statuses = [(await rate(server, feedback("f"))).status for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await server.send("GET", "/feedback")).status == 429


async def test_pages_may_send_feedback(server: Server) -> None:
    unkeyed = server.with_key(None)
    reply = await unkeyed.send("OPTIONS", "/feedback", headers={"Origin": ORIGIN, **ASKING})
    assert may_send(reply, ORIGIN, "POST", "authorization", "content-type")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (feedback("f"), {}, 200),
        ({}, {}, 422),
        (feedback("f"), {"Authorization": "Bearer wrong"}, 401),
        (feedback("f"), {"Content-Type": "text/plain"}, 400),
        (feedback("f", properties={"a": "x" * 600}), {}, 413),
    ],
)
async def test_pages_may_read_answers_and_refusals(
    start_app: StartApp, body: Json, headers: dict[str, str], status: int
) -> None:
    server = web_key(await start_app(cors_origins=(ORIGIN,), max_body_bytes=500))
    for origin in (ORIGIN, OTHER):
        reply = await rate(server, body, headers={"Origin": origin, **headers})
        assert reply.status == status
        assert may_read(reply, origin) == (origin == ORIGIN)


async def test_refusal_of_a_web_key_can_be_read_by_its_page(server: Server) -> None:
    await log_feedback(server, feedback("f"))
    reply = await rate(web_key(server), feedback("f"), headers={"Origin": ORIGIN})
    assert (reply.status, may_read(reply, ORIGIN)) == (403, True)


async def test_web_key_of_another_origin_is_forbidden(server: Server) -> None:
    key = server.make_key(kind="web", organization="acme", project="site", origins=(ORIGIN,))
    bound = server.with_key(key)
    assert (await rate(bound, feedback("f"), headers={"Origin": OTHER})).status == 403
    assert (await rate(bound, feedback("f"), headers={"Origin": ORIGIN})).status == 200


async def test_key_in_the_url_is_unauthorized(server: Server) -> None:
    web = web_key(server)
    reply = await web.with_key(None).send("POST", f"/feedback?key={web.key}", feedback("f"))
    assert reply.status == 401


async def test_packed_feedback_is_unpacked(server: Server) -> None:
    reply = await server.send(
        "POST",
        "/feedback",
        data=gzip.compress(json.dumps(feedback("f")).encode()),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )
    assert (reply.status, reply.json["id"]) == (200, "f")


async def test_concurrent_updates_leave_one_of_them_whole(server: Server) -> None:
    await log_chat(server, "c", "m-1", "m-2")

    def version(number: int) -> Json:
        return feedback(
            "f",
            f"m-{number % 2 + 1}",
            properties={"version": number},
            userProperties={"version": number},
            reasons=[{"label": str(number), "details": ""}],
        )

    answers = await asyncio.gather(*(rate(server, version(number)) for number in range(100)))
    assert {answer.status for answer in answers} == {200}
    page = await list_feedback(server)
    (stored,) = page["positiveFeedback"]
    sent = version(stored["properties"]["version"])
    assert {name: stored[name] for name in sent} == sent
    assert stored["message"]["id"] == sent["messageId"]


async def test_feedback_and_its_message_at_once_are_joined(server: Server) -> None:
    """The widget sends both from different requests."""
    await asyncio.gather(
        *(
            send
            for number in range(50)
            for send in (
                log_feedback(server, feedback(f"f{number}", f"m-{number}")),
                log_chat(server, f"c{number}", f"m-{number}"),
            )
        )
    )
    page = await list_feedback(server, limit="100")
    joined = {one["id"]: one["conversation"]["id"] for one in page["positiveFeedback"]}
    assert joined == {f"f{number}": f"c{number}" for number in range(50)}


async def test_client_that_leaves_a_list_releases_its_reader(server: Server) -> None:
    for number in range(30):
        await log_chat(server, f"c{number}", *(f"m-{number}-{index}" for index in range(200)))
        await log_feedback(server, feedback(f"f{number}", f"m-{number}-0"))
    headers = {"Authorization": f"Bearer {server.key}"}
    for _ in range(20):
        response = await server.client.get("/feedback?limit=100", headers=headers)
        response.close()
    assert len((await list_feedback(server, limit="100"))["positiveFeedback"]) == 30

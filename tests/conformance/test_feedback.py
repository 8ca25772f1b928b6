"""Sections 1 and 3 of conversations and feedback: feedback is logged, updated and answered."""

import re
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from support.events import INSTANT, Json
from support.feedback import (
    feedback,
    list_feedback,
    log_chat,
    log_feedback,
    rate,
    read_feedback,
)
from support.server import Server, points_at, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

LATER = "2026-03-02T11:00:00.000Z"
REASONS = [{"label": "Inaccurate", "details": "the port is 8081"}, {"label": "", "details": ""}]
WHOLE = feedback(
    "f",
    type="negative",
    reasons=REASONS,
    properties={"n": 1, "deep": [{"x": None}]},
    userProperties={"userId": 7, "id": "u", "userType": None, "plan": {"a": 1}},
)


@pytest_asyncio.fixture(loop_scope="session")
async def space(shared_server: Server, request: pytest.FixtureRequest) -> Server:
    """Return the own project of a test, which has a conversation with the messages m-1 and m-2."""
    space = await shared_server.space(organization(request))
    await log_chat(space, "c", "m-1", "m-2")
    return space


@pytest.fixture
def web(space: Server, request: pytest.FixtureRequest) -> Server:
    """Return a web key of the same project."""
    return space.with_key(
        space.make_key(kind="web", organization=organization(request), project="site")
    )


def organization(request: pytest.FixtureRequest) -> str:
    return f"feedback {request.node.name}"


async def test_answer_has_all_members_as_they_are_stored(space: Server) -> None:
    assert await log_feedback(space, WHOLE) == [WHOLE]
    assert await log_feedback(space, feedback("g")) == [
        {**feedback("g"), "reasons": None, "properties": None, "userProperties": None}
    ]


@pytest.mark.parametrize("sent", [{}, {"id": None}])
async def test_feedback_without_id_is_one_more_each_time(space: Server, sent: Json) -> None:
    first, second = await log_feedback(space, *[feedback(None) | sent] * 2)
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-7.*", first["id"])
    assert first["id"] < second["id"]
    assert (await list_feedback(space))["positiveFeedbackCount"] == 2


@pytest.mark.parametrize("sent", [{}, {"createdAt": None}])
async def test_feedback_without_time_is_of_now(space: Server, sent: Json) -> None:
    document = {"type": "positive", "messageId": "m-1"} | sent
    (answer,) = await log_feedback(space, document)
    age = datetime.now(UTC) - datetime.fromisoformat(answer["createdAt"])
    assert abs(age.total_seconds()) < 60


async def test_time_is_cut_to_milliseconds_in_utc(space: Server) -> None:
    (answer,) = await log_feedback(space, feedback("f", createdAt="2026-03-02T11:15:00.0009+01:00"))
    assert answer["createdAt"] == INSTANT


async def test_unknown_members_are_ignored(space: Server, web: Server) -> None:
    for sender in (web, space):
        reply = await rate(
            sender,
            feedback("f", typ=1, metadata={}, reasons=[{**REASONS[0], "rank": 1, "id": "r"}]),
        )
        assert reply.status == 200
        assert "X-Ignored-Members" not in reply.headers
        assert reply.json["reasons"] == [REASONS[0]]
        assert reply.json.keys().isdisjoint({"typ", "metadata"})
    read = (await read_feedback(space, "f")).json
    assert read["reasons"] == [REASONS[0]]
    assert read.keys().isdisjoint({"typ", "metadata"})


@pytest.mark.parametrize("reasons", [None, [], REASONS])
async def test_reasons_are_null_none_or_some(space: Server, reasons: Json) -> None:
    (answer,) = await log_feedback(space, feedback("f", reasons=reasons))
    assert answer["reasons"] == reasons
    assert (await read_feedback(space, "f")).json["reasons"] == reasons


@pytest.mark.parametrize(
    ("members", "pointer", "text"),
    [
        ({"type": "postive"}, "/type", "did you mean 'positive'?"),
        ({"type": None}, "/type", "expected one of negative, positive"),
        ({"type": 1}, "/type", "expected one of negative, positive"),
        ({"messageId": None}, "/messageId", "expected a string, not null"),
        ({"messageId": 5}, "/messageId", "expected a string, not a number"),
        ({"messageId": ""}, "/messageId", "needs at least 1 character"),
        ({"id": ""}, "/id", "needs at least 1 character"),
        ({"id": "."}, "/id", "must not be '.' or '..'"),
        ({"id": ".."}, "/id", "must not be '.' or '..'"),
        ({"id": 5}, "/id", "expected a string or null, not a number"),
        ({"createdAt": "2026-03-02T10:15:00"}, "/createdAt", "with an offset"),
        ({"createdAt": 5}, "/createdAt", "timestamp"),
        ({"reasons": {}}, "/reasons", "expected an array or null, not an object"),
        ({"reasons": ["Inaccurate"]}, "/reasons/0", "expected an object, not a string"),
        ({"reasons": [None]}, "/reasons/0", "expected an object, not null"),
        ({"reasons": [REASONS[0], {"label": "a"}]}, "/reasons/1", "'details' is missing"),
        ({"reasons": [{"details": "a"}]}, "/reasons/0", "'label' is missing"),
        ({"reasons": [{"label": "a", "details": None}]}, "/reasons/0/details", "not null"),
        ({"reasons": [{"label": 1, "details": ""}]}, "/reasons/0/label", "not a number"),
        ({"properties": []}, "/properties", "expected an object or null, not an array"),
        ({"userProperties": "u"}, "/userProperties", "expected an object or null, not a string"),
        ({"userProperties": {"id": True}}, "/userProperties/id", "not a boolean"),
        ({"userProperties": {"userId": []}}, "/userProperties/userId", "not an array"),
        ({"userProperties": {"identificationType": 1}}, "/userProperties/identificationType", ""),
        ({"userProperties": {"supportAgentName": {}}}, "/userProperties/supportAgentName", ""),
        ({"userProperties": {"userType": False}}, "/userProperties/userType", ""),
    ],
)
async def test_feedback_that_could_not_be_shown_is_refused(
    space: Server, web: Server, members: Json, pointer: str, text: str
) -> None:
    for sender in (space, web):
        reply = await rate(sender, feedback("f") | members)
        assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
        assert points_at(reply.json, pointer)
        assert says(reply.json, text)
    assert (await read_feedback(space, "f")).status == 404


@pytest.mark.parametrize("name", ["type", "messageId"])
async def test_missing_members_are_named(space: Server, name: str) -> None:
    document = feedback("f")
    del document[name]
    reply = await rate(space, document)
    assert reply.status == 422
    assert says(reply.json, f"'{name}' is missing")


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ("[]", 400, None),
        ("{", 400, None),
        ("null", 400, None),
        (
            '{"type": "positive", "messageId": "m-1", "properties": {"a": NaN}}',
            422,
            "/properties/a",
        ),
        ('{"type": "positive", "messageId": "m-1", "odd": 1e999}', 422, "/odd"),
        ('{"type": "positive", "messageId": "m\\u0000"}', 422, "/messageId"),
        ('{"type": "positive", "messageId": "\\ud800"}', 422, "/messageId"),
        ('{"type": "positive", "messageId": "m-1", "a": ' + "[" * 70 + "]" * 70 + "}", 422, None),
    ],
)
async def test_body_that_cannot_be_held_is_refused(
    space: Server, body: str, status: int, pointer: str | None
) -> None:
    reply = await space.send_text("/feedback", body)
    assert reply.status == status
    assert pointer is None or points_at(reply.json, pointer)


async def test_document_of_sixty_four_levels_is_taken(space: Server) -> None:
    deep: Json = {}
    for _ in range(63):
        deep = {"a": deep}
    assert (await log_feedback(space, feedback("f", properties=deep)))[0]["properties"] == deep
    assert (await rate(space, feedback("f", properties={"a": deep}))).status == 422


async def test_body_over_the_limit_is_too_large(space: Server) -> None:
    reply = await rate(space, feedback("f", properties={"a": "x" * 2_000_000}))
    assert (reply.status, reply.json["code"]) == (413, "payload_too_large")


async def test_update_keeps_what_is_absent(space: Server) -> None:
    await log_feedback(space, WHOLE)
    update = {"id": "f", "type": "positive", "messageId": "m-2"}
    assert await log_feedback(space, update) == [{**WHOLE, **update}]
    read = (await read_feedback(space, "f")).json
    assert {name: read[name] for name in WHOLE} == {**WHOLE, **update}
    assert read["message"]["id"] == "m-2"
    page = await list_feedback(space)
    assert (page["positiveFeedbackCount"], page["negativeFeedbackCount"]) == (1, 0)


async def test_update_removes_what_is_null(space: Server) -> None:
    await log_feedback(space, WHOLE)
    gone = {"reasons": None, "properties": None, "userProperties": None}
    for name in gone:
        update = {"id": "f", "type": "negative", "messageId": "m-1", name: None}
        (answer,) = await log_feedback(space, update)
        assert answer[name] is None
    assert answer == {**WHOLE, **gone}


async def test_update_without_time_keeps_it(space: Server) -> None:
    await log_feedback(space, WHOLE)
    for time in ({}, {"createdAt": None}):
        update = {"id": "f", "type": "negative", "messageId": "m-1", **time}
        assert (await log_feedback(space, update))[0]["createdAt"] == INSTANT
    assert (await log_feedback(space, feedback("f", createdAt=LATER)))[0]["createdAt"] == LATER


async def test_same_update_twice_changes_nothing(space: Server) -> None:
    first, again = await log_feedback(space, WHOLE, WHOLE)
    assert first == again
    page = await list_feedback(space)
    assert [one["id"] for one in page["negativeFeedback"]] == ["f"]


async def test_web_key_is_answered_as_just_sent(space: Server, web: Server) -> None:
    (new,) = await log_feedback(web, {"type": "positive", "messageId": "m-1"})
    assert new.keys() == WHOLE.keys()
    assert (new["reasons"], new["properties"], new["userProperties"]) == (None, None, None)
    await log_feedback(web, WHOLE)
    sent = {"id": "f", "type": "positive", "messageId": "m-2", "properties": {"a": 1}}
    (answer,) = await log_feedback(web, sent)
    assert {name: answer[name] for name in sent} == sent
    assert (answer["reasons"], answer["userProperties"]) == (None, None)
    assert answer["createdAt"] != INSTANT
    read = (await read_feedback(space, "f")).json
    assert {name: read[name] for name in WHOLE} == {**WHOLE, **sent}


async def test_web_key_updates_what_was_logged_with_a_web_key(space: Server, web: Server) -> None:
    await log_feedback(web, WHOLE)
    await log_feedback(space, feedback("f", type="negative"))
    assert (await rate(web, feedback("f"))).status == 200
    assert (await read_feedback(space, "f")).json["type"] == "positive"


async def test_web_key_cannot_update_what_was_logged_with_an_api_key(
    space: Server, web: Server
) -> None:
    await log_feedback(space, WHOLE)
    for sent in (feedback("f"), WHOLE):
        reply = await rate(web, sent)
        assert (reply.status, reply.json["code"]) == (403, "forbidden")
    read = (await read_feedback(space, "f")).json
    assert {name: read[name] for name in WHOLE} == WHOLE


async def test_keys_of_each_kind_may_do_their_part(
    space: Server, web: Server, request: pytest.FixtureRequest
) -> None:
    await log_feedback(space, WHOLE)
    key = space.make_key(kind="read", organization=organization(request), project="site")
    read = space.with_key(key)
    for server, method, path, status in (
        (read, "POST", "/feedback", 403),
        (read, "GET", "/feedback", 200),
        (read, "GET", "/feedback/f", 200),
        (web, "POST", "/feedback", 200),
        (web, "GET", "/feedback", 403),
        (web, "GET", "/feedback/f", 403),
        (web, "GET", "/feedback/unknown", 403),
        (space.with_key(None), "POST", "/feedback", 401),
        (space.with_key(None), "GET", "/feedback", 401),
        (space.with_key(None), "GET", "/feedback/f", 401),
    ):
        body = feedback("other") if method == "POST" else None
        reply = await server.send(method, path, body)
        assert reply.status == status, (method, path)


@pytest.mark.parametrize(
    "id_", ["a/b", "a b", "{id}", "ä", "%2F", "a?b#c", "...", "a..b", "\U0001f600", "+", "external"]
)
async def test_id_may_hold_any_character(space: Server, id_: str) -> None:
    await log_feedback(space, feedback(id_))
    reply = await read_feedback(space, id_)
    assert (reply.status, reply.json["id"]) == (200, id_)

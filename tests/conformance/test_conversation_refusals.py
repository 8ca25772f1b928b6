"""Conversations, sections 1 and 2: what is refused, with a pointer; nothing is stored then."""

import io
import json

import pytest
from support.conversations import answered, asked, listed, log, logged, openai, said, ticket
from support.server import Json, Server, points_at, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALL: Json = {"id": "a", "type": "function", "function": {"name": "n", "arguments": "{}"}}


def call(**members: Json) -> Json:
    """Return a conversation with a tool call whose function has these members."""
    function = CALL["function"] | members
    return openai(answered(tool_calls=[CALL | {"function": function}]))


def without(document: Json, member: str) -> Json:
    return {name: value for name, value in document.items() if name != member}


NOT_SHOWABLE = [
    pytest.param(openai(said("customer", "x")), "/messages/0/role", id="another-role"),
    pytest.param(openai(said("tool", "x")), "/messages/0/role", id="role-tool"),
    pytest.param(openai(said(None, "x")), "/messages/0/role", id="role-null"),
    pytest.param(ticket({"role": 1, "content": "x"}), "/messages/0/role", id="role-number"),
    pytest.param(openai(asked(None)), "/messages/0/content", id="content-null"),
    pytest.param(openai(asked(1)), "/messages/0/content", id="content-number"),
    pytest.param(openai(asked({"type": "text"})), "/messages/0/content", id="content-object"),
    pytest.param(ticket(said("a", 1)), "/messages/0/content", id="ticket-content-number"),
    pytest.param(ticket(said("a", [])), "/messages/0/content", id="ticket-content-array"),
    pytest.param(openai(asked(["x"])), "/messages/0/content/0", id="part-text"),
    pytest.param(openai(asked([{"text": "x"}])), "/messages/0/content/0", id="part-no-type"),
    pytest.param(openai(asked([{"type": "audio"}])), "/messages/0/content/0/type", id="part-audio"),
    pytest.param(openai(asked([{"type": "text"}])), "/messages/0/content/0", id="part-no-text"),
    pytest.param(
        openai(asked([{"type": "text", "text": None}])),
        "/messages/0/content/0/text",
        id="part-text-null",
    ),
    pytest.param(
        openai(asked([{"type": "image_url", "image_url": {}}])),
        "/messages/0/content/0/image_url",
        id="image-no-url",
    ),
    pytest.param(
        openai(asked([{"type": "image_url", "image_url": {"url": "u", "detail": "mid"}}])),
        "/messages/0/content/0/image_url/detail",
        id="image-detail",
    ),
    pytest.param(
        openai(asked(), answered(links=[{"title": "x"}])), "/messages/1/links/0", id="link-no-url"
    ),
    pytest.param(
        openai(asked(links=[{"url": None}])), "/messages/0/links/0/url", id="link-url-null"
    ),
    pytest.param(
        openai(asked(links=[{"url": "u", "breadcrumbs": [1]}])),
        "/messages/0/links/0/breadcrumbs/0",
        id="link-breadcrumb",
    ),
    pytest.param(
        openai(asked(links=[{"url": "u", "label": 1}])),
        "/messages/0/links/0/label",
        id="link-label",
    ),
    pytest.param(openai(asked(links={"url": "u"})), "/messages/0/links", id="links-object"),
    pytest.param(
        call(arguments={}), "/messages/0/tool_calls/0/function/arguments", id="call-arguments"
    ),
    pytest.param(
        openai(answered(toolCalls=[CALL | {"function": {"name": "n"}}])),
        "/messages/0/toolCalls/0/function",
        id="toolCalls-no-arguments",
    ),
    pytest.param(call(name=None), "/messages/0/tool_calls/0/function/name", id="call-name"),
    pytest.param(
        openai(answered(tool_calls=[without(CALL, "id")])), "/messages/0/tool_calls/0", id="call-id"
    ),
    pytest.param(
        openai(answered(tool_calls=[CALL | {"type": "other"}])),
        "/messages/0/tool_calls/0/type",
        id="call-type",
    ),
    *(
        pytest.param(document, f"{at}/userProperties/{name}", id=f"{name}-{at or 'top'}")
        for name, value in (
            ("id", []),
            ("id", True),
            ("userId", {}),
            ("identificationType", 1),
            ("supportAgentName", True),
            ("userType", []),
        )
        for at, document in (
            ("", openai(userProperties={name: value})),
            ("/messages/0", openai(asked(userProperties={name: value}))),
            ("/messages/0", ticket(said("a", "x", userProperties={name: value}))),
        )
    ),
]
MALFORMED = [
    pytest.param(without(openai(), "type"), "", id="no-type"),
    pytest.param(openai(type="chat"), "/type", id="another-type"),
    pytest.param(without(openai(), "messages"), "", id="no-messages"),
    pytest.param(openai(messages=None), "/messages", id="messages-null"),
    pytest.param(openai(messages=[]), "/messages", id="messages-empty"),
    pytest.param(openai(messages={}), "/messages", id="messages-object"),
    pytest.param(openai(None), "/messages/0", id="message-null"),
    pytest.param(openai({"content": "x"}), "/messages/0", id="no-role"),
    pytest.param(openai({"role": "user"}), "/messages/0", id="no-content"),
    pytest.param(openai(asked(id=1)), "/messages/0/id", id="message-id-number"),
    pytest.param(openai(asked(id="")), "/messages/0/id", id="message-id-empty"),
    pytest.param(openai(asked(name=1)), "/messages/0/name", id="name"),
    pytest.param(openai(asked("a", "m"), asked("b", "m")), "/messages/1/id", id="id-twice"),
    pytest.param(openai(id=1), "/id", id="id-number"),
    *(
        pytest.param(openai(**{member: id_}), f"/{member}", id=f"{member}-{id_ or 'empty'}")
        for member in ("id", "externalId")
        for id_ in ("", ".", "..")
    ),
    pytest.param(openai(externalUrl=1), "/externalUrl", id="externalUrl"),
    pytest.param(openai(tags="a"), "/tags", id="tags-text"),
    pytest.param(openai(tags=["a", 1]), "/tags/1", id="tag-number"),
    pytest.param(openai(visibility="secret"), "/visibility", id="visibility"),
    pytest.param(openai(properties=[]), "/properties", id="properties-array"),
    pytest.param(openai(userProperties="u"), "/userProperties", id="userProperties-text"),
    *(
        pytest.param(openai(**{name: value}), f"/{name}", id=f"{name}-{value}")
        for name in ("createdAt", "updatedAt")
        for value in ("yesterday", "2026-03-02T10:15:00", "2026-03-02", 1772446500000)
    ),
    pytest.param(
        openai(asked(createdAt="2026-03-02T10:15:00")), "/messages/0/createdAt", id="message-time"
    ),
]
UNSTORABLE = [
    ("properties", '{"a": NaN}', "/properties/a"),
    ("properties", '{"a": 18446744073709551616}', "/properties/a"),
    ("properties", '{"a": "\\u0000"}', "/properties/a"),
    ("id", '"\\ud800"', "/id"),
    ("properties", '{"a":' * 64 + "[]" + "}" * 64, "/properties" + "/a" * 64),
    ("userProperties", '{"a":' * 65 + "1" + "}" * 65, "/userProperties" + "/a" * 64),
]


@pytest.mark.parametrize(("document", "pointer"), [*NOT_SHOWABLE, *MALFORMED])
async def test_conversation_is_refused_with_pointer(
    shared_server: Server, document: Json, pointer: str
) -> None:
    space = await shared_server.space("refused")
    reply = await log(space, document)
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
    assert points_at(reply.json, pointer), reply.json
    assert (await listed(space))["total"] == 0


async def test_all_flaws_of_a_conversation_are_named_at_once(shared_server: Server) -> None:
    space = await shared_server.space("refused")
    document = openai(asked(1), said("usr", "x"), tags=[1], visibility="publik")
    problem = (await log(space, document)).json
    assert {issue["pointer"] for issue in problem["errors"]} == {
        *("/messages/0/content", "/messages/1/role", "/tags/0", "/visibility")
    }
    assert says(problem, "unknown role 'usr'; did you mean 'user'?")
    assert says(problem, "unknown visibility 'publik'; did you mean 'public'?")
    assert says(problem, "expected a string or an array, not a number")


@pytest.mark.parametrize(("member", "text", "pointer"), UNSTORABLE)
async def test_unstorable_json_is_refused_with_pointer(
    shared_server: Server, member: str, text: str, pointer: str
) -> None:
    space = await shared_server.space("refused")
    body = json.dumps(openai(**{member: "?"})).replace('"?"', text)
    reply = await space.send_text("/conversations", body)
    assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity")
    assert points_at(reply.json, pointer)
    assert (await listed(space))["total"] == 0


@pytest.mark.parametrize("at", ["top", "message"])
async def test_json_as_deep_as_allowed_is_stored(shared_server: Server, at: str) -> None:
    space = await shared_server.space(f"deep {at}")
    deep: Json = 1
    for _ in range(64):
        deep = {"a": deep}
    document = openai(properties=deep) if at == "top" else openai(asked(properties=deep))
    shown = await logged(space, document)
    assert deep in (shown["properties"], shown["messages"][0]["properties"])
    reply = await log(space, openai(asked(properties={"a": deep})))
    assert reply.status == 422


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        ("{", "application/json", 400, "bad_request"),
        ("[]", "application/json", 400, "bad_request"),
        ("{}", "text/plain", 400, "bad_request"),
        ("{}", "application/json", 422, "unprocessable_entity"),
        (json.dumps(openai(asked("x" * 2_000_000))), "application/json", 413, "payload_too_large"),
    ],
    ids=["not-json", "array", "text", "empty", "2-MB"],
)
async def test_body_that_is_no_conversation_is_refused(
    shared_server: Server, body: str, content_type: str, status: int, code: str
) -> None:
    space = await shared_server.space("refused")
    headers = {"Content-Type": content_type}
    data = io.BytesIO(body.encode())
    reply = await space.send("POST", "/conversations", data=data, headers=headers)
    assert (reply.status, reply.json["code"]) == (status, code)
    assert (await listed(space))["total"] == 0

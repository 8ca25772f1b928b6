"""Conversations, section 1: what a conversation and its messages show."""

import re

import pytest
from support.conversations import answered, asked, get, logged, openai, said, ticket
from support.server import Json, Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

T1 = "2026-03-02T10:15:00.000Z"
T2 = "2026-03-02T10:16:00.000Z"
CALL: Json = {"id": "call-1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
LINK = {
    "url": "https://docs.example/",
    "label": "1",
    "title": "Docs",
    "description": "All of them",
    "type": "documentation",
    "breadcrumbs": ["Home", "Docs"],
}

SENT: Json = {
    "id": "whole",
    "type": "openai",
    "externalId": "e-1",
    "externalUrl": "https://help.example/1",
    "supportTicketConversationId": "t-1",
    "createdAt": T1,
    "updatedAt": T2,
    "projectId": "site",
    "integrationId": "i-1",
    "properties": {"n": 1, "deep": {"a": [None, True]}},
    "userProperties": {"id": 7, "userId": "u", "userType": None, "more": [1]},
    "tags": ["a", "b"],
    "visibility": "public",
    "messages": [
        {
            "id": "m-1",
            "role": "user",
            "content": [
                {"type": "text", "text": "See"},
                {"type": "image_url", "image_url": {"url": "https://i.example/1"}},
                {"type": "image_url", "image_url": {"url": "u", "detail": "low"}},
            ],
            "externalId": "em-1",
            "externalUrl": "https://help.example/1/1",
            "createdAt": T1,
            "updatedAt": T2,
            "name": "ann",
            "links": [LINK, {"url": "https://docs.example/2"}],
            "properties": {"n": 1},
            "userProperties": {"identificationType": "ID_PROVIDED"},
        },
        {"id": "m-2", "role": "assistant", "content": "", "createdAt": T2, "updatedAt": T2}
        | {"tool_calls": [CALL]},
    ],
}
NULLS = dict.fromkeys(["externalId", "externalUrl", "name", "links", "properties"])
SHOWN = {
    **SENT,
    "messages": [
        {
            **SENT["messages"][0],
            "type": "openai",
            "conversationId": "whole",
            "content": [
                {"type": "text", "text": "See"},
                {
                    "type": "image_url",
                    "image_url": {"url": "https://i.example/1", "detail": "auto"},
                },
                {"type": "image_url", "image_url": {"url": "u", "detail": "low"}},
            ],
            "links": [
                LINK,
                {
                    "url": "https://docs.example/2",
                    **dict.fromkeys(["label", "title", "description", "type", "breadcrumbs"]),
                },
            ],
            "tool_calls": None,
        },
        {
            **SENT["messages"][1],
            "type": "openai",
            "conversationId": "whole",
            **NULLS,
            "userProperties": None,
        },
    ],
    "messagesOpenAIFormat": [
        {
            "role": "user",
            "name": "ann",
            "content": [
                {"type": "text", "text": "See"},
                {
                    "type": "image_url",
                    "image_url": {"url": "https://i.example/1", "detail": "auto"},
                },
                {"type": "image_url", "image_url": {"url": "u", "detail": "low"}},
            ],
        },
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
    ],
}
MEMBERS = [*SENT, "messagesOpenAIFormat"]
MESSAGE_MEMBERS = [
    *("id", "type", "conversationId", "externalId", "externalUrl", "name", "createdAt"),
    *("updatedAt", "role", "content", "links", "properties", "userProperties"),
]


async def test_conversation_with_all_members_is_shown_as_it_was_sent(
    shared_server: Server,
) -> None:
    space = await shared_server.space("shown whole")
    assert await logged(space, SENT) == SHOWN
    assert (await get(space, "whole")).json == SHOWN


async def test_conversation_with_few_members_shows_all_others_as_null(
    shared_server: Server,
) -> None:
    space = await shared_server.space("shown small")
    shown = await logged(space, openai(asked()))
    assert list(shown) == MEMBERS
    assert {name for name, value in shown.items() if value is None} == {
        *("externalId", "externalUrl", "supportTicketConversationId", "integrationId"),
        *("properties", "userProperties", "tags", "visibility"),
    }
    (message,) = shown["messages"]
    assert list(message) == [*MESSAGE_MEMBERS, "tool_calls"]
    assert {name for name, value in message.items() if value is None} == {
        *NULLS,
        *("userProperties", "tool_calls"),
    }
    assert shown["messagesOpenAIFormat"] == [{"role": "user", "content": "How?"}]


@pytest.mark.parametrize("type_", ["support_ticket", "support_copilot"])
async def test_conversation_of_another_type_has_any_role_and_no_openai_members(
    shared_server: Server, type_: str
) -> None:
    space = await shared_server.space(f"shown {type_}")
    document = ticket(
        said("customer", None), said("", "x", tool_calls="not looked at"), {"role": "agent"}
    )
    shown = await logged(space, document | {"type": type_})
    assert list(shown) == MEMBERS[:-1]
    assert [list(message) for message in shown["messages"]] == [MESSAGE_MEMBERS] * 3
    assert [(one["role"], one["content"]) for one in shown["messages"]] == [
        ("customer", None),
        ("", "x"),
        ("agent", None),
    ]


async def test_unknown_members_are_ignored_at_every_level(shared_server: Server) -> None:
    space = await shared_server.space("shown unknown")
    more = {"metadata": {"a": [1]}, "Id": "other"}
    message = asked(
        [
            {"type": "text", "text": "x", **more},
            {"type": "image_url", "image_url": {"url": "u", **more}, **more},
        ],
        "m",
        type="any",
        conversationId="another",
        links=[{"url": "u", **more}],
        tool_calls=[{**CALL, "function": {**CALL["function"], **more}, **more}],
        **more,
    )
    shown = await logged(space, openai(message, id="c", messagesOpenAIFormat=5, **more))
    assert "metadata" not in str(shown)
    (stored,) = shown["messages"]
    assert (stored["type"], stored["conversationId"]) == ("openai", "c")
    assert stored["tool_calls"] == [CALL]


@pytest.mark.parametrize(
    ("members", "stored"),
    [
        pytest.param({"toolCalls": [CALL]}, [CALL], id="toolCalls"),
        pytest.param({"toolCalls": [CALL], "tool_calls": None}, [CALL], id="null-beside-it"),
        pytest.param({"toolCalls": [CALL], "tool_calls": []}, [], id="both"),
        pytest.param({"toolCalls": None}, None, id="null"),
    ],
)
async def test_toolcalls_is_read_as_tool_calls(
    shared_server: Server, request: pytest.FixtureRequest, members: Json, stored: Json
) -> None:
    space = await shared_server.space(f"shown calls {request.node.callspec.id}")
    shown = await logged(space, openai(answered(**members)))
    assert shown["messages"][0]["tool_calls"] == stored


@pytest.mark.parametrize("document", [SENT, openai(asked(), answered()), ticket()])
async def test_shown_conversation_is_a_valid_request(shared_server: Server, document: Json) -> None:
    space = await shared_server.space(f"shown again {len(str(document))}")
    shown = await logged(space, document)
    again = await logged(space, shown)
    assert again == shown
    copy = await logged(space, {**shown, "id": "copy", "externalId": None})
    assert [one | {"conversationId": ""} for one in copy["messages"]] == [
        one | {"conversationId": ""} for one in shown["messages"]
    ]


async def test_server_makes_ids_in_the_order_of_time(shared_server: Server) -> None:
    space = await shared_server.space("shown ids")
    made = []
    for _ in range(3):
        shown = await logged(space, openai(asked(), answered()))
        assert len({shown["id"], *(one["id"] for one in shown["messages"])}) == 3
        made.append(shown["id"])
    assert all(re.fullmatch("[0-9a-f]{8}-[0-9a-f-]{27}", id_) for id_ in made)
    assert [id_[:13] for id_ in made] == sorted(id_[:13] for id_ in made)


async def test_null_is_as_good_as_absent_in_new_conversation(shared_server: Server) -> None:
    space = await shared_server.space("shown nulls")
    absent = set(MEMBERS) - {"id", "type", "messages", "messagesOpenAIFormat"}
    document = openai(asked("x", **dict.fromkeys([*NULLS, "userProperties", "createdAt"])))
    shown = await logged(space, document | dict.fromkeys(absent) | {"id": None})
    assert shown["createdAt"] == shown["updatedAt"]
    assert shown["visibility"] is None

"""The client's `conversations.log`, `get`, `list`, `delete`, and `getConversationByExternalId`."""

import re

import pytest
from support.node import Json

from client.conftest import Client
from client.dialogues import MESSAGES, date, dialogue, shown

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEAST = {"type": "openai", "messages": [{"role": "user", "content": "Where is it?"}]}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"

Keys = dict[str, Json]
"""The client's security arguments: kind of key → argument."""


async def space_with_keys(client: Client, organization: str) -> tuple[Client, Keys]:
    scope = {"organization": organization, "project": "site", "integration": "docs"}
    space = await client.space(organization, integration="docs")
    web = client.server.make_key(kind="web", **scope)
    return space, {"api": {"apiIntegrationKey": space.key}, "web": {"webIntegrationKey": web}}


@pytest.mark.parametrize("kind", ["api", "web"])
@pytest.mark.parametrize("type_", MESSAGES)
async def test_client_logs_and_gets_every_type_with_every_key_kind(
    client: Client, type_: str, kind: str
) -> None:
    space, keys = await space_with_keys(client, f"client-conversation-{type_}-{kind}")
    request = dialogue("c-1", type_)
    stored = await space.with_key(None).call("conversations.log", keys[kind], request)
    assert stored == shown(request)
    got = await space.with_key(None).call("conversations.get", keys[kind], {"id": "c-1"})
    assert got == stored
    by_external_id = {"externalId": "x-c-1"}
    assert await space.call("conversation.getConversationByExternalId", by_external_id) == stored
    assert await space.call("conversations.list", {}) == {
        "conversations": [stored],
        "total": 1,
        "pageSize": 20,
        "count": 1,
    }


async def test_client_logs_conversation_with_required_members_only(client: Client) -> None:
    space, keys = await space_with_keys(client, "client-conversation-least")
    stored = await space.call("conversations.log", keys["api"], LEAST)
    (message,) = stored["messages"]
    assert re.fullmatch(TIME, stored["createdAt"])
    assert re.fullmatch(TIME, message["createdAt"])
    assert stored["id"] != message["id"]
    assert message["conversationId"] == stored["id"]
    assert stored["messagesOpenAIFormat"] == LEAST["messages"]
    assert stored["visibility"] is None


async def test_client_log_of_known_id_replaces_messages(client: Client) -> None:
    space, keys = await space_with_keys(client, "client-conversation-again")
    first = await space.call("conversations.log", keys["api"], dialogue("c-1"))
    messages = [*dialogue("c-1")["messages"][1:], {"role": "user", "content": "And SCIM?"}]
    update = {"id": "c-1", "type": "openai", "messages": messages, "tags": None}
    second = await space.call("conversations.log", keys["api"], update)
    assert second["messages"][:2] == first["messages"][1:]
    assert second["messages"][2]["content"] == "And SCIM?"
    assert second["updatedAt"] > first["updatedAt"]
    changed = ("messages", "messagesOpenAIFormat", "updatedAt")
    kept = {name: value for name, value in first.items() if name not in changed}
    assert {**kept, "tags": None} == {name: second[name] for name in kept}


async def test_client_log_of_known_external_id_updates_that_conversation(client: Client) -> None:
    space, keys = await space_with_keys(client, "client-conversation-external")
    first = await space.call("conversations.log", keys["api"], {**LEAST, "externalId": "x"})
    second = await space.call("conversations.log", keys["api"], {**LEAST, "externalId": "x"})
    assert second["id"] == first["id"]
    assert second["messages"][0]["id"] == first["messages"][0]["id"]
    assert (await space.call("conversations.list", {}))["total"] == 1


@pytest.mark.parametrize("name", ["a/b", "a b?#%", "{id}", "Grüße/😀", "%2F", "a..b"])
async def test_client_finds_and_deletes_any_id(client: Client, name: str) -> None:
    space, keys = await space_with_keys(client, f"client-conversation-id-{name}")
    request = {**LEAST, "id": name, "externalId": f"x{name}"}
    stored = await space.call("conversations.log", keys["api"], request)
    assert stored["id"] == name
    assert await space.call("conversations.get", keys["api"], {"id": name}) == stored
    by_external_id = {"externalId": f"x{name}"}
    assert await space.call("conversation.getConversationByExternalId", by_external_id) == stored
    gone = await space.call("conversations.delete", keys["api"], {"id": name})
    assert gone["success"] is True
    error = await space.error("conversations.get", keys["api"], {"id": name})
    assert error["class"] == "NotFound"


async def test_client_lists_conversations_page_by_page(client: Client) -> None:
    space, keys = await space_with_keys(client, "client-conversation-pages")
    for day in range(1, 6):
        request = {**LEAST, "id": f"c-{day}", "createdAt": date(f"2026-03-0{day}T00:00:00Z")}
        await space.call("conversations.log", keys["api"], request)
    seen = []
    for offset in (0, 2, 4):
        page = await space.call("conversations.list", {"limit": 2, "offset": offset})
        assert (page["total"], page["pageSize"]) == (5, 2)
        assert page["count"] == len(page["conversations"])
        seen += [conversation["id"] for conversation in page["conversations"]]
    assert seen == ["c-5", "c-4", "c-3", "c-2", "c-1"]
    everything = await space.call("conversations.list", {"limit": None, "offset": None})
    assert (everything["count"], everything["pageSize"]) == (5, 20)


async def test_client_with_web_key_reads_and_deletes_what_was_logged_with_web_key(
    client: Client,
) -> None:
    space, keys = await space_with_keys(client, "client-conversation-web")
    stored = await space.call("conversations.log", keys["web"], LEAST)
    address = {"id": stored["id"]}
    assert await space.call("conversations.get", keys["web"], address) == stored
    gone = await space.call("conversations.delete", keys["web"], address)
    assert gone["success"] is True
    private = await space.call("conversations.log", keys["api"], LEAST)
    for method in ("get", "delete"):
        error = await space.error(f"conversations.{method}", keys["web"], {"id": private["id"]})
        assert error["class"] == "NotFound"

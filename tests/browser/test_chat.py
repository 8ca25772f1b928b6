"""A chat in a browser sends what the hosted API's widget sends, and everything is stored."""

from collections import Counter

import pytest
from support.events import aggregation, ascending, field, group
from support.server import Json, Server

from browser.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOG = "POST /conversations"
EVENT = "POST /events"
ASK = [LOG, EVENT, LOG, EVENT, EVENT]
USER = {"identificationType": "COOKIED", "id": "u-1"}


async def rows(server: Server, dataset: str, query: Json) -> list[Json]:
    reply = await server.send("POST", f"/query/{dataset}", query)
    assert reply.status == 200, reply.text
    found: list[Json] = reply.json["data"]["result"]
    return found


async def get(server: Server, path: str) -> Json:
    reply = await server.send("GET", path)
    assert reply.status == 200, reply.text
    return reply.json


async def names(server: Server) -> Counter[str]:
    """Count the stored events by name."""
    query = {"select": [aggregation("count")], "groupBy": [group("type")]}
    return Counter({row["type"]: row["count"] for row in await rows(server, "events", query)})


def assert_all_taken(site: Site) -> None:
    """Assert that the browser may send and read each call, and that each is answered 200."""
    preflights = {
        (call.status, call.headers["access-control-request-headers"])
        for call in site.calls(preflights=True)
    }
    assert preflights == {(204, "authorization,content-type")}
    assert [(call.status, call.failure) for call in site.calls()] == [(200, None)] * len(
        site.calls()
    )
    assert site.page.problems == []


async def test_each_question_updates_one_conversation(site: Site) -> None:
    first = await site.chat("ask", "How does SSO work?", "With SAML.")
    second = await site.chat("ask", "And SCIM?", "It does not.")
    assert site.routes() == ASK * 2
    assert_all_taken(site)
    assert second["id"] == first["id"]
    for before, after in zip(first["messages"], second["messages"], strict=False):
        assert after == {**before, "updatedAt": after["updatedAt"]}
    assert second == await get(site.server, f"/conversations/{first['id']}")
    assert [(message["role"], message["content"]) for message in second["messages"]] == [
        ("user", "How does SSO work?"),
        ("assistant", "With SAML."),
        ("user", "And SCIM?"),
        ("assistant", "It does not."),
    ]
    sent = (await site.page.run("chat.messages"))[1]
    answer = second["messages"][1]
    assert (answer["id"], answer["tool_calls"]) == (sent["id"], sent["tool_calls"])
    assert answer["links"] == [{"description": None, **link} for link in sent["links"]]
    (row,) = await rows(site.server, "conversations", {})
    assert row == {
        "id": first["id"],
        "userMessageCount": 2,
        "organizationId": row["organizationId"],
        "projectId": "site",
        "integrationId": "widget",
        "firstMessageTime": first["messages"][0]["createdAt"],
        "type": "openai",
        "properties": None,
        "userProperties": USER,
    }


async def test_events_name_their_conversation_without_its_messages(site: Site) -> None:
    conversation = await site.chat("ask", "How?", "So.")
    await site.chat("copy")
    assert_all_taken(site)
    stored = await rows(site.server, "events", {"orderBy": ascending("type")})
    assert [row["type"] for row in stored] == [
        "assistant_answer_displayed",
        "assistant_message_copied",
        "assistant_message_received",
        "user_message_submitted",
    ]
    for row in stored:
        assert (row["eventType"], row["conversationId"]) == ("conversation", conversation["id"])
        assert row["userProperties"] == USER
        assert row["properties"] == {
            "widgetLibraryVersion": "0.5.119",
            "componentType": "ModalSearchAndChat",
            "tags": '["docs"]',
            "conversation": f'{{"id":"{conversation["id"]}"}}',
        }


@pytest.mark.parametrize("type_", ["positive", "negative"])
async def test_rating_is_joined_to_conversation(site: Site, type_: str) -> None:
    conversation = await site.chat("ask", "How?", "So.")
    reasons = [{"label": "inaccurate", "details": ""}] if type_ == "negative" else []
    before = len(site.calls())
    stored = await site.chat("rate", type_, reasons)
    events = [EVENT] * (2 if reasons else 1)
    assert site.routes()[before:] == ["POST /feedback", *events]
    assert_all_taken(site)
    message = conversation["messages"][1]
    (row,) = await rows(site.server, "feedback", {})
    assert row == {
        "id": stored["id"],
        "type": type_,
        "messageId": message["id"],
        "createdAt": stored["createdAt"],
        "organizationId": row["organizationId"],
        "reasons": reasons or None,
        "properties": None,
        "userProperties": USER,
        "conversationId": conversation["id"],
        "projectId": "site",
        "integrationId": "widget",
    }
    page = await get(site.server, "/feedback")
    assert (page["positiveFeedbackCount"], page["negativeFeedbackCount"]) == (
        (0, 1) if reasons else (1, 0)
    )
    (shown,) = page[f"{type_}Feedback"]
    assert shown == {**stored, "conversation": conversation, "message": message}
    (event,) = [
        row for row in await rows(site.server, "events", {}) if row["eventType"] == "message"
    ]
    assert event["type"] == f"assistant_{type_}_feedback_submitted"
    assert event["messageId"] == message["id"]
    assert event["properties"]["answer"] == "So."
    assert (await names(site.server))["user_escalation_indicated"] == len(reasons)


async def test_shared_link_shows_copy_and_continues_in_new_conversation(site: Site) -> None:
    original = await site.chat("ask", "How?", "So.")
    await site.chat("rate", "positive")
    before = len(site.calls())
    link = await site.chat("share")
    assert site.routes()[before:] == [LOG, EVENT]
    await site.visit(link, user="u-2")
    before = len(site.calls())
    copy = await site.chat("openLink")
    assert site.routes()[before:] == [f"GET /conversations/{copy['id']}", EVENT]
    assert (copy["visibility"], copy["tags"], copy["userProperties"]) == ("public", [], {})
    assert copy["id"] != original["id"]
    assert [message["content"] for message in copy["messages"]] == ["How?", "So."]
    before = len(site.calls())
    continued = await site.chat("ask", "Really?", "Yes.")
    assert site.routes()[before:] == ASK
    assert_all_taken(site)
    assert continued["id"] not in (original["id"], copy["id"])
    stored = await rows(
        site.server,
        "conversations",
        {
            "select": [field("id"), field("userMessageCount")],
            "orderBy": ascending("userMessageCount", "id"),
        },
    )
    counts = {original["id"]: 1, copy["id"]: 1, continued["id"]: 2}
    assert {row["id"]: row["userMessageCount"] for row in stored} == counts
    # The copies of the message do not take its feedback away.
    (rating,) = await rows(site.server, "feedback", {})
    assert rating["conversationId"] == original["id"]
    assert await get(site.server, f"/conversations/{copy['id']}") == copy
    assert await get(site.server, f"/conversations/{original['id']}") == original


async def test_resumed_conversation_grows(site: Site) -> None:
    conversation = await site.chat("ask", "How?", "So.")
    await site.visit()
    assert await site.chat("open", conversation["id"]) == conversation
    before = len(site.calls())
    resumed = await site.chat("ask", "Really?", "Yes.")
    assert site.routes()[before:] == ASK
    assert_all_taken(site)
    assert resumed["id"] == conversation["id"]
    assert resumed["createdAt"] == conversation["createdAt"]
    assert [message["id"] for message in resumed["messages"][:2]] == [
        message["id"] for message in conversation["messages"]
    ]
    (row,) = await rows(site.server, "conversations", {})
    assert row["userMessageCount"] == 2
    assert row["firstMessageTime"] == conversation["messages"][0]["createdAt"]


async def test_chat_after_clear_is_another_conversation(site: Site) -> None:
    first = await site.chat("ask", "How?", "So.")
    await site.chat("clear")
    second = await site.chat("ask", "Why?", "Because.")
    assert site.routes() == [*ASK, EVENT, *ASK]
    assert_all_taken(site)
    stored = await rows(site.server, "conversations", {"select": [field("id")]})
    assert {row["id"] for row in stored} == {first["id"], second["id"]}
    assert (await names(site.server))["chat_clear_button_clicked"] == 1


async def test_search_is_reported(site: Site) -> None:
    await site.chat("search", "sso", "https://docs.example/sso", "https://docs.example/saml")
    await site.chat("search", "s")
    assert site.routes() == [EVENT] * 5
    assert_all_taken(site)
    assert await names(site.server) == {
        "search_query_submitted": 2,
        "search_query_response_received": 2,
        "search_result_clicked": 1,
    }
    report = await get(site.server, "/query/top-search-queries")
    assert report["data"]["result"] == [
        {"search_query": "sso", "count": "3"},
        {"search_query": "s", "count": "2"},
    ]


async def test_event_of_page_that_is_left_is_stored(site: Site) -> None:
    """The browser sends it after the page is gone, in the same profile."""
    assert await site.chat("leave", "page_left")
    await site.page.open("about:blank")
    await site.visit()
    await site.chat("search", "sso")
    assert (await names(site.server))["page_left"] == 1

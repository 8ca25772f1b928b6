"""The conversation of a visit to the demo site, and the feedback in it, made from its events."""

from collections.abc import Iterator, Sequence
from typing import Any

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK
from evsrv.seeding.draw import Draw
from evsrv.seeding.profile import Document, Item
from evsrv.seeding.words import answer, page_link, question

_ROLES = {"user_message_sent": "user", "assistant_message_received": "assistant"}
_WEB_INTEGRATIONS = ("web-widget", "docs-search")
_COPILOT = "copilot"
_REASONS = ("Incorrect", "Out of date", "Incomplete", "Hard to follow")


def conversation_items(draw: Draw, events: Sequence[tuple[int, Document]]) -> Iterator[Item]:
    """Yield the conversation of a visit's events, if there is one, and the feedback in it."""
    messages = [
        (instant, _message(draw, event, _ROLES[event["type"]]))
        for instant, event in events
        if event["type"] in _ROLES
    ]
    if not messages:
        return
    opened = events[0][1]
    logged_with = "web" if opened.get("integrationId") in _WEB_INTEGRATIONS else "api"
    last_instant, last_message = messages[-1]
    conversation: Document = {
        "id": opened["conversationId"],
        "type": "openai",
        "createdAt": opened["createdAt"],
        "updatedAt": last_message["createdAt"],
        "messages": [message for _, message in messages],
        "loggedWith": logged_with,
        **_members_of_events(events),
    }
    if opened.get("integrationId") == _COPILOT:
        ticket = f"T-{draw.between(10_000, 99_999)}"
        conversation["type"] = "support_copilot"
        conversation["supportTicketConversationId"] = ticket
        conversation["externalUrl"] = f"https://support.example.com/tickets/{ticket}"
    if draw.chance(0.04):
        conversation["visibility"] = "public" if draw.chance(0.5) else "private"
    yield last_instant, CONVERSATIONS, conversation
    for instant, event in events:
        if event["type"] == "feedback_submitted":
            yield instant, FEEDBACK, _feedback(draw, instant, event, logged_with)


def _members_of_events(events: Sequence[tuple[int, Document]]) -> Document:
    """Return the members of a conversation that its events have."""
    _, opened = events[0]
    started: dict[str, Any] = next(
        (
            event.get("properties") or {}
            for _, event in events
            if event["type"] == "conversation_started"
        ),
        {},
    )
    members = {
        "integrationId": opened.get("integrationId"),
        "userProperties": opened.get("userProperties"),
        "tags": started.get("tags"),
        "properties": {
            name: started[name] for name in ("topic", "plan", "page") if name in started
        },
    }
    return {name: value for name, value in members.items() if value}


def _message(draw: Draw, event: Document, role: str) -> Document:
    properties = event.get("properties") or {}
    message: Document = {
        "id": event["messageId"],
        "role": role,
        "createdAt": event["createdAt"],
        "updatedAt": event["createdAt"],
        "content": properties.get("text") or question(draw),
    }
    if role == "assistant":
        message["content"] = answer(draw)
        if sources := properties.get("sources"):
            message["links"] = [page_link(url) for url in sources]
        if model := properties.get("model"):
            message["properties"] = {"model": model}
    return message


def _feedback(draw: Draw, instant: int, event: Document, logged_with: str) -> Document:
    properties = event.get("properties") or {}
    type_ = properties.get("rating") or ("positive" if draw.chance(0.72) else "negative")
    feedback: Document = {
        "id": draw.uuid7(instant),
        "type": type_,
        "messageId": event["messageId"],
        "createdAt": event["createdAt"],
        "loggedWith": logged_with,
    }
    comment = properties.get("comment")
    if type_ == "negative":
        feedback["reasons"] = [{"label": draw.pick(_REASONS), "details": comment or ""}]
    if "score" in properties:
        feedback["properties"] = {"score": properties["score"]}
    for name in ("integrationId", "userProperties"):
        if event.get(name) is not None:
            feedback[name] = event[name]
    return feedback

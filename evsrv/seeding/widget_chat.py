"""A chat in the chat widget: its events, its conversation and the feedback on its answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK
from evsrv.core.timestamps import format_timestamp
from evsrv.seeding.draw import Draw
from evsrv.seeding.profile import Document, Item
from evsrv.seeding.widget_outlines import (
    ANSWER,
    CODE_COPIED,
    ESCALATION,
    LINK_OPENED,
    NEGATIVE,
    POSITIVE,
    QUESTION,
    SHARED,
    SOURCE_CLICKED,
)
from evsrv.seeding.widget_sender import WidgetSender
from evsrv.seeding.words import answer, page_link, page_url, question

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LANGUAGES = ("bash", "javascript", "python", "json")
_REASONS = ("Incorrect", "Out of date", "Incomplete", "Hard to follow")
_DETAILS = ("", "", "the link is dead", "that option does not exist", "geht bei mir nicht")
_FEEDBACK_TYPES = {POSITIVE: "positive", NEGATIVE: "negative"}


def chat_items(sender: WidgetSender, timed_types: Iterable[tuple[int, str]]) -> Iterator[Item]:
    """Yield the events of a chat, the feedback in it, its conversation, and a shared copy."""
    chat = _Chat(sender)
    for instant, type_ in timed_types:
        yield from chat.step(instant, type_)
    yield from chat.conversations()


class _Chat:
    def __init__(self, sender: WidgetSender) -> None:
        self._sender = sender
        self._draw = sender.draw
        self._id = ""
        self._messages: list[Document] = []
        self._logged_at = 0
        self._copies: list[tuple[int, Document]] = []

    def step(self, instant: int, type_: str) -> Iterator[Item]:
        """Yield the event of this type, and feedback if the event is about it."""
        if type_ in (QUESTION, ANSWER):
            self._id = self._id or self._draw.uuid7(instant)
            self._logged_at = instant
            self._messages.append(self._message(instant, type_))
        if type_ in _FEEDBACK_TYPES:
            yield from self._feedback(instant, type_)
            return
        properties = _PROPERTIES.get(type_, _nothing)(self._draw, self._messages[-1])
        conversation_id = self._id
        if type_ == SHARED:
            conversation_id = self._share(instant)
            properties = {
                "sharedConversationId": conversation_id,
                "originalConversationId": self._id,
                "sharedChatUrl": f"{page_url(self._draw)}?conversationId={conversation_id}",
            }
        yield self._sender.event(
            instant,
            type_,
            {"conversation": {"id": conversation_id}, **properties},
            entityType="conversation",
            conversationId=conversation_id,
        )

    def conversations(self) -> Iterator[Item]:
        """Yield the conversation as it was logged last, and its copies."""
        yield self._logged_at, CONVERSATIONS, self._sender.conversation(self._id, self._messages)
        for instant, copy in self._copies:
            yield instant, CONVERSATIONS, copy

    def _message(self, instant: int, type_: str) -> Document:
        letters = "".join(self._draw.pick(_LETTERS) for _ in range(4))
        message: Document = {
            "id": f"{instant}-{letters}-{1 if type_ == QUESTION else 2}",
            "role": "user" if type_ == QUESTION else "assistant",
            "createdAt": format_timestamp(instant),
            "updatedAt": format_timestamp(instant),
        }
        if type_ == QUESTION:
            return {**message, "content": question(self._draw)}
        urls = [page_url(self._draw) for _ in range(self._draw.between(1, 4))]
        links = [page_link(url) | {"label": str(n)} for n, url in enumerate(urls, 1)]
        return {**message, "content": answer(self._draw), "links": links}

    def _feedback(self, instant: int, type_: str) -> Iterator[Item]:
        asked, answered = self._messages[-2:]
        reasons = []
        if type_ == NEGATIVE:
            label, details = self._draw.pick(_REASONS), self._draw.pick(_DETAILS)
            reasons = [{"label": label, "details": details}]
        id_ = answered["id"]
        members = {"reasons": reasons} if reasons else {}
        feedback = self._sender.feedback(instant, _FEEDBACK_TYPES[type_], id_, **members)
        yield instant, FEEDBACK, feedback
        yield self._sender.event(
            instant,
            type_,
            {
                "conversation": {"id": self._id},
                "conversationId": self._id,
                "question": asked["content"],
                "answer": answered["content"],
                "messageId": id_,
                "reasons": reasons,
            },
            entityType="message",
            messageId=id_,
        )

    def _share(self, instant: int) -> str:
        """Copy the conversation into a public one; return its id."""
        id_ = self._draw.uuid7(instant)
        created_at = format_timestamp(instant)
        messages = [
            {
                **message,
                "id": f"{instant}{message['id']}",
                "createdAt": created_at,
                "updatedAt": created_at,
            }
            for message in self._messages
        ]
        copy = self._sender.conversation(
            id_, messages, tags=[], userProperties={}, visibility="public"
        )
        self._copies.append((instant, copy))
        return id_


def _nothing(_draw: Draw, _answered: Document) -> Mapping[str, Any]:
    return {}


_PROPERTIES: Mapping[str, Callable[[Draw, Document], Mapping[str, Any]]] = {
    ESCALATION: lambda _draw, _answered: {"escalationType": "downvote"},
    SOURCE_CLICKED: lambda draw, answered: {"link": draw.pick(answered["links"])},
    LINK_OPENED: lambda draw, answered: {"url": draw.pick(answered["links"])["url"]},
    CODE_COPIED: lambda draw, _answered: {
        "language": draw.pick(_LANGUAGES),
        "code": "curl https://api.example.com/v1/events",
    },
}
"""The properties of an event that not every event of a conversation has."""

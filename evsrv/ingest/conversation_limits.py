"""Limits of conversations that are sent over HTTP. Files are imported without them."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from evsrv.core.errors import Issue, pointer
from evsrv.core.json_text import canonical
from evsrv.core.sent_conversation import SentConversation
from evsrv.ingest import conversation_reader, message_reader
from evsrv.ingest.limits import ExceededLimit, is_too_late, too_late, too_long

_SHORT_TEXTS = (*("id", "externalId", "supportTicketConversationId", "projectId", "integrationId"),)
_SHORT_TEXTS_OF_MESSAGE = ("id", "externalId", "name")


@frozen(kw_only=True)
class ConversationLimits:
    """The limits of one conversation; the attributes are settings of the same names."""

    max_conversation_bytes: int
    max_conversation_messages: int
    max_text_characters: int
    max_future: float
    """In seconds; 0 is no limit."""

    def exceeded(self, document: Mapping[str, Any], sent: SentConversation) -> list[ExceededLimit]:
        """Return the limits that a document exceeds, which was read as this conversation."""
        found = [*self._in_texts(document, "", _SHORT_TEXTS)]
        found += self._in_times(sent.created_at, sent.updated_at, "", sent.now)
        for index, message in enumerate(sent.messages):
            at = pointer("", "messages", index)
            found += self._in_texts(document["messages"][index], at, _SHORT_TEXTS_OF_MESSAGE)
            found += self._in_times(message.created_at, message.updated_at, at, sent.now)
        if sent.logged_with == "web":
            found += self._in_sizes(document)
        return found

    def _in_texts(
        self, document: Mapping[str, Any], at: str, names: tuple[str, ...]
    ) -> Iterator[ExceededLimit]:
        for name in names:
            text = document.get(name)
            if text is not None and len(text) > self.max_text_characters:
                yield too_long(text, pointer(at, name), self.max_text_characters)

    def _in_times(
        self, created_at: int | None, updated_at: int | None, at: str, now: int
    ) -> Iterator[ExceededLimit]:
        for name, time in (("createdAt", created_at), ("updatedAt", updated_at)):
            if time is not None and is_too_late(time, now, self.max_future):
                yield too_late(time, pointer(at, name), now, self.max_future)

    def _in_sizes(self, document: Mapping[str, Any]) -> Iterator[ExceededLimit]:
        """Yield the limits of conversations that web keys log."""
        messages = document["messages"]
        if len(messages) > self.max_conversation_messages:
            message = (
                f"with a web key a conversation takes at most {self.max_conversation_messages}"
                f" messages, not {len(messages)}"
            )
            yield ExceededLimit("max_conversation_messages", Issue("/messages", message))
        read = _known(document, conversation_reader.MEMBERS) | {
            "messages": [_known(message, message_reader.MEMBERS) for message in messages]
        }
        size = len(canonical(read).encode())
        if size > self.max_conversation_bytes:
            message = (
                f"with a web key a conversation takes at most {self.max_conversation_bytes} bytes"
                f" as canonical JSON without unknown members, not {size}"
            )
            yield ExceededLimit("max_conversation_bytes", Issue("", message))


def _known(document: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: document[name] for name in names if name in document}

"""The parts of a database that are copied to another one, and how their rows are compared."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

import orjson
from attrs import astuple, evolve, fields, frozen

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.event import Event
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.json_text import stored_text
from evsrv.core.message import Message
from evsrv.engine.api_key import ApiKey

Row = TypeVar("Row")

Identity = tuple[str, str | None, str]
"""Organization, project and id. Ids of keys are unique by themselves, so theirs is the id alone."""


@frozen
class StoredKey:
    """A key, and the hash of its secret."""

    key: ApiKey
    hash: bytes


@frozen
class LoggedFeedback:
    """Feedback, and the kind of key that logged it."""

    feedback: FeedbackRow
    logged_with: LoggedWith


@frozen(eq=False)
class Part(Generic[Row]):
    """Rows of one kind. They are read in the order of their storing, as far as others need it."""

    name: str
    batch_rows: int
    organization: Callable[[Row], str]
    identity: Callable[[Row], Identity]
    normal: Callable[[Row], Row]
    """Return a row with JSON as it is stored now: an older file may have another text of it."""
    values: Callable[[Row], Any]
    """Return all values of a normal row, for its digest."""

    def digest_text(self, row: Row) -> bytes:
        """Return the canonical text of a normal row."""
        return orjson.dumps(self.values(row))


_identity = attrgetter("organization_id", "project_id", "id")
_event_values = attrgetter(*(column.name for column in fields(Event)))
_feedback_values = attrgetter(*(column.name for column in fields(FeedbackRow)))
_message_values = attrgetter(*(column.name for column in fields(Message)))
_conversation_values = attrgetter(
    *(column.name for column in fields(Conversation) if column.name != "messages")
)


def _normal(names: Iterable[str]) -> Callable[[Row], Row]:
    """Return a function that normalizes the JSON in these attributes."""
    columns: Sequence[str] = tuple(names)

    def normal(row: Row) -> Row:
        changed = {}
        for name in columns:
            text = getattr(row, name)
            if text is not None and (stored := stored_text(orjson.loads(text))) != text:
                changed[name] = stored
        return evolve(row, **changed) if changed else row  # type: ignore[misc]

    return normal


_normal_event: Callable[[Event], Event] = _normal(("properties", "user_properties"))
_normal_feedback: Callable[[FeedbackRow], FeedbackRow] = _normal(
    ("reasons", "properties", "user_properties")
)
_normal_message: Callable[[Message], Message] = _normal(
    ("content", "links", "properties", "user_properties", "tool_calls")
)
_normal_head: Callable[[Conversation], Conversation] = _normal(
    ("properties", "user_properties", "tags")
)


def _normal_conversation(conversation: Conversation) -> Conversation:
    messages = tuple(map(_normal_message, conversation.messages))
    return evolve(_normal_head(conversation), messages=messages)


KEYS: Part[StoredKey] = Part(
    name="api keys",
    batch_rows=1000,
    organization=lambda row: row.key.organization_id,
    identity=lambda row: ("", None, row.key.id),
    normal=lambda row: row,
    values=lambda row: (astuple(row.key), row.hash.hex()),
)
EVENTS: Part[Event] = Part(
    name="events",
    batch_rows=1000,
    organization=attrgetter("organization_id"),
    identity=_identity,
    normal=_normal_event,
    values=_event_values,
)
CONVERSATIONS: Part[Conversation] = Part(
    name="conversations",
    batch_rows=100,
    organization=attrgetter("organization_id"),
    identity=_identity,
    normal=_normal_conversation,
    values=lambda row: (_conversation_values(row), list(map(_message_values, row.messages))),
)
FEEDBACK: Part[LoggedFeedback] = Part(
    name="feedback",
    batch_rows=1000,
    organization=lambda row: row.feedback.organization_id,
    identity=lambda row: _identity(row.feedback),
    normal=lambda row: evolve(row, feedback=_normal_feedback(row.feedback)),
    values=lambda row: (_feedback_values(row.feedback), row.logged_with),
)

PARTS: tuple[Part[Any], ...] = (KEYS, EVENTS, CONVERSATIONS, FEEDBACK)
"""All parts in the order of copying: feedback belongs to conversations."""

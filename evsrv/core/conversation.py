"""A conversation with its messages, as it is stored."""

from typing import Literal

from attrs import frozen

from evsrv.core.message import USER_ROLE, Message

OPENAI = "openai"
"""The type of conversations whose messages have OpenAI's form."""
VISIBILITIES = ("public", "private")
PUBLIC = "public"

LoggedWith = Literal["api", "web"]
"""The kind of key that something was logged with."""


@frozen(kw_only=True)
class Conversation:
    """A stored conversation. JSON is canonical text, times are epoch milliseconds."""

    id: str
    """Unique in its project."""
    organization_id: str
    project_id: str | None
    integration_id: str | None
    type: str
    external_id: str | None = None
    """Unique in its project."""
    external_url: str | None = None
    support_ticket_conversation_id: str | None = None
    created_at: int
    updated_at: int
    properties: str | None = None
    user_properties: str | None = None
    tags: str | None = None
    """A JSON array of strings."""
    visibility: str | None = None
    """None counts as private."""
    logged_at: int
    """The time of the last update: the `updated_at` of messages that have none."""
    logged_with: LoggedWith
    messages: tuple[Message, ...]

    @property
    def is_public(self) -> bool:
        """Return whether everyone who knows its id may read it."""
        return self.visibility == PUBLIC

    @property
    def user_message_count(self) -> int:
        """Return the number of messages of users."""
        return sum(message.role == USER_ROLE for message in self.messages)

    @property
    def first_message_time(self) -> int:
        """Return the smallest creation time of the messages."""
        return min(message.created_at for message in self.messages)

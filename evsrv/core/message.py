"""A message of a conversation, as it is stored."""

from attrs import frozen

MESSAGE_ROLES = ("system", "user", "assistant")
"""The roles in conversations of the type `openai`; others may have any."""
USER_ROLE = "user"


@frozen(kw_only=True)
class MessageContent:
    """The part of a message that only its sender decides. JSON is canonical text."""

    external_id: str | None = None
    external_url: str | None = None
    name: str | None = None
    role: str
    content: str | None = None
    """A JSON string or an array of parts."""
    links: str | None = None
    """A JSON array of objects, each with all members of a link."""
    properties: str | None = None
    user_properties: str | None = None
    tool_calls: str | None = None
    """A JSON array of objects."""


@frozen(kw_only=True)
class Message(MessageContent):
    """A stored message; the attributes are columns of `messages`."""

    id: str
    """Unique in its conversation only: messages are copied with their ids."""
    created_at: int
    """Epoch milliseconds, UTC, like the other times."""
    updated_at: int | None = None
    """None for a message that was sent without one: it is the time of the last update then."""


@frozen(kw_only=True)
class SentMessage(MessageContent):
    """A message of a request; None for what is to be decided when it is stored."""

    id: str | None = None
    created_at: int | None = None
    updated_at: int | None = None

    def stored_as(self, id_: str, created_at: int) -> Message:
        """Return the message as it is stored."""
        return Message(
            id=id_,
            created_at=created_at,
            updated_at=self.updated_at,
            external_id=self.external_id,
            external_url=self.external_url,
            name=self.name,
            role=self.role,
            content=self.content,
            links=self.links,
            properties=self.properties,
            user_properties=self.user_properties,
            tool_calls=self.tool_calls,
        )

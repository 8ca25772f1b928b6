"""The queryable part of a stored conversation, and with it the fields of conversations."""

from attrs import field, frozen

from evsrv.core.kinds import Kind

CONVERSATION_TYPES = ("openai", "support_ticket", "support_copilot")


@frozen(kw_only=True)
class ConversationRow:
    """The columns of the table `conversations` that queries see.

    The attributes are as those of `Event`: columns, and in camelCase the fields of queries in the
    order of a raw row.
    """

    id: str
    user_message_count: int = field(metadata={"kind": Kind.NUMBER})
    """The number of its messages of the role `user`."""
    organization_id: str
    project_id: str | None = field(metadata={"null_in_output": True})
    integration_id: str | None = field(metadata={"null_in_output": True})
    first_message_time: int = field(metadata={"kind": Kind.TIME})
    """The smallest creation time of its messages, in epoch milliseconds."""
    type: str = field(metadata={"values": CONVERSATION_TYPES})
    properties: str | None = field(metadata={"kind": Kind.DOCUMENT, "null_in_output": True})
    """A JSON object as canonical text (`json_text.canonical`)."""
    user_properties: str | None = field(metadata={"kind": Kind.DOCUMENT, "null_in_output": True})
    """As `properties`."""

"""The queryable part of stored feedback, and with it the fields of feedback."""

from attrs import field, frozen

from evsrv.core.kinds import Kind

FEEDBACK_TYPES = ("positive", "negative")


@frozen(kw_only=True)
class FeedbackRow:
    """The columns of the table `feedback` that queries see.

    The attributes are as those of `Event`: columns, and in camelCase the fields of queries in the
    order of a raw row.
    """

    id: str
    type: str = field(metadata={"values": FEEDBACK_TYPES})
    message_id: str
    created_at: int = field(metadata={"kind": Kind.TIME})
    """Epoch milliseconds, UTC."""
    organization_id: str
    reasons: str | None = field(metadata={"kind": Kind.ARRAY, "null_in_output": True})
    """A JSON array of objects as canonical text."""
    properties: str | None = field(metadata={"kind": Kind.DOCUMENT, "null_in_output": True})
    """A JSON object as canonical text (`json_text.canonical`)."""
    user_properties: str | None = field(metadata={"kind": Kind.DOCUMENT, "null_in_output": True})
    """As `properties`."""
    conversation_id: str | None
    """The id of the conversation that has its message, as soon as there is one."""
    project_id: str | None = field(metadata={"null_in_output": True})
    integration_id: str | None = field(metadata={"null_in_output": True})

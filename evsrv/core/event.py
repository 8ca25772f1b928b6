"""An event as it is stored: one row."""

from attrs import frozen


@frozen(kw_only=True)
class Event:
    """One event; the attributes are the columns of the `events` table, in their order."""

    id: str
    organization_id: str
    project_id: str | None
    integration_id: str | None
    event_type: str
    type: str
    message_id: str | None
    conversation_id: str | None
    search_query: str | None
    created_at: int
    """Epoch milliseconds, UTC."""
    properties: str | None
    """A JSON object as canonical text (`jsontext.canonical`)."""
    user_properties: str | None

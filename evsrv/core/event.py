"""The stored event, and with it the registry of the fields of events."""

from attrs import field

from evsrv.core.kinds import Kind
from evsrv.core.record import record

EVENT_TYPES = ("message", "conversation", "search", "event")


@record(kw_only=True)
class Event:
    """One row of the table `events`.

    Each attribute is a column of the same name and, spelled in camelCase, a field of queries. The
    metadata are options of `fields.Field`: a plain text field needs none. Rows of query results
    and echoes have the fields in this order.
    """

    id: str
    organization_id: str
    project_id: str | None = field(metadata={"null_in_output": True})
    integration_id: str | None = field(metadata={"null_in_output": True})
    event_type: str = field(
        metadata={"ingest_name": "entityType", "values": EVENT_TYPES, "default": "event"}
    )
    type: str
    message_id: str | None
    conversation_id: str | None
    search_query: str | None
    created_at: int = field(metadata={"kind": Kind.TIME})
    """Epoch milliseconds, UTC."""
    properties: str | None = field(metadata={"kind": Kind.DOCUMENT, "null_in_output": True})
    """A JSON object as canonical text (`json_text.canonical`)."""
    user_properties: str | None = field(metadata={"kind": Kind.DOCUMENT, "null_in_output": True})
    """As `properties`."""

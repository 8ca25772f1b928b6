"""How a stored event is answered to whoever sent it."""

from typing import Any

import orjson

from evsrv.core.event import Event
from evsrv.core.timestamps import format_timestamp


def echo(event: Event) -> dict[str, Any]:
    """Show an event as `POST /events` does: native JSON, and `entityType` for its type."""
    own = {
        "messageId": event.message_id,
        "conversationId": event.conversation_id,
        "searchQuery": event.search_query,
    }
    return {
        "id": event.id,
        "organizationId": event.organization_id,
        "projectId": event.project_id,
        "integrationId": event.integration_id,
        "entityType": event.event_type,
        "type": event.type,
        **{name: value for name, value in own.items() if value is not None},
        "createdAt": format_timestamp(event.created_at),
        "properties": _native(event.properties),
        "userProperties": _native(event.user_properties),
    }


def _native(json: str | None) -> orjson.Fragment | None:
    return None if json is None else orjson.Fragment(json)

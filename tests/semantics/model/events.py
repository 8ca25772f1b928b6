"""Events as the contract stores them, and the values that a query can reach in them."""

from typing import Any

from semantics.model.instants import read_instant
from semantics.model.jsonvalues import walk

TEXT_FIELDS = (
    "id",
    "organizationId",
    "projectId",
    "integrationId",
    "eventType",
    "type",
    "messageId",
    "conversationId",
    "searchQuery",
)
JSON_FIELDS = ("properties", "userProperties")
FIELDS = (*TEXT_FIELDS, "createdAt", *JSON_FIELDS)
SHOWN_AS_NULL = ("projectId", "integrationId", *JSON_FIELDS)

Event = dict[str, Any]
"""The wire names of the fields; createdAt in epoch milliseconds."""


def stored(body: dict[str, Any], organization: str) -> Event:
    """Return the stored event of a body of `POST /events`, sent with an organization's key."""
    instant = read_instant(body["createdAt"])
    assert instant is not None
    event = {name: body.get(name) for name in FIELDS}
    return event | {
        "organizationId": organization,
        "eventType": body["entityType"],
        "createdAt": instant,
    }


def value_at(event: Event, field: str, path: list[str] | None) -> Any:
    """The value of a field, or at a path in it."""
    return walk(event[field], path) if path else event[field]

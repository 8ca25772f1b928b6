"""Rows as the contract stores them, and the values that a query can reach in them."""

from typing import Any

from attrs import frozen

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
ARRAY_FIELDS = ("reasons",)
TIME_FIELDS = ("createdAt", "firstMessageTime")
SHOWN_AS_NULL = ("projectId", "integrationId", *JSON_FIELDS, *ARRAY_FIELDS)

Event = dict[str, Any]
"""The wire names of the fields; times in epoch milliseconds."""


def stored(body: dict[str, Any], organization: str) -> Event:
    """Return the stored event of a body of `POST /events`, sent with an organization's key."""
    instant = read_instant(body["createdAt"])
    assert instant is not None
    event = {name: body.get(name) for name in FIELDS}
    return event | {
        **{name: _without_negative_zero(event[name]) for name in JSON_FIELDS},
        "organizationId": organization,
        "eventType": body["entityType"],
        "createdAt": instant,
    }


def _without_negative_zero(value: Any) -> Any:
    """Return a JSON value with 0.0 for each -0.0, as events are stored."""
    if isinstance(value, dict):
        return {name: _without_negative_zero(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_negative_zero(member) for member in value]
    return 0.0 if isinstance(value, float) and value == 0 else value


@frozen
class Dataset:
    """The fields of a raw row, in order, and the default of a time selection."""

    fields: tuple[str, ...]
    time_field: str


EVENTS = Dataset(FIELDS, "createdAt")
CONVERSATIONS = Dataset(
    (
        *("id", "userMessageCount", "organizationId", "projectId", "integrationId"),
        *("firstMessageTime", "type", "properties", "userProperties"),
    ),
    "firstMessageTime",
)
FEEDBACK = Dataset(
    (
        *("id", "type", "messageId", "createdAt", "organizationId", "reasons", "properties"),
        *("userProperties", "conversationId", "projectId", "integrationId"),
    ),
    "createdAt",
)


def stored_row(body: dict[str, Any], organization: str, dataset: Dataset) -> Event:
    """Return the stored row of a conversation or feedback, given by its fields."""
    instant = read_instant(body[dataset.time_field])
    assert instant is not None
    row = {name: body.get(name) for name in dataset.fields}
    return row | {"organizationId": organization, dataset.time_field: instant}


def value_at(event: Event, field: str, path: list[str] | None) -> Any:
    """The value of a field, or at a path in it."""
    return walk(event[field], path) if path else event[field]

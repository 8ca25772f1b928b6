"""Counters of ingestion, for metrics."""

from collections import Counter
from enum import StrEnum

from attrs import Factory, define


class EventAge(StrEnum):
    """The age of an event at the time when it is stored."""

    CURRENT = "current"
    FUTURE = "future"
    """Its createdAt is ahead of the server's clock."""
    EXPIRED = "expired"
    """Its createdAt is past the retention, so that the next deletion takes it."""


@define
class IngestStats:
    """Counts of events since the start, beyond the engine's own counters."""

    stored_by_age: Counter[EventAge] = Factory(Counter)
    differing: int = 0
    """Duplicates whose content differs from the stored event."""
    refused_by_limit: Counter[str] = Factory(Counter)
    """Refused events by the setting whose limit they exceed."""
    conversations_refused_by_limit: Counter[str] = Factory(Counter)
    """Refused conversations, likewise."""

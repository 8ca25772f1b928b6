"""Limits of events that are sent over HTTP. Files are imported without them."""

from collections.abc import Iterator, Mapping, Sized
from functools import cached_property
from typing import Any

from attrs import frozen

from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Issue, pointer
from evsrv.core.event import Event
from evsrv.core.json_text import canonical
from evsrv.core.kinds import Kind
from evsrv.core.timestamps import format_timestamp

_SECOND_MS = 1000
SEARCH_QUERY = EVENTS.fields["searchQuery"].ingest_name
SHORT_TEXTS = tuple(
    field.ingest_name
    for name, field in EVENTS.fields.items()
    if field.kind is Kind.TEXT
    and not field.values
    and name not in ("searchQuery", "organizationId")
)
"""The text fields of an event as it is sent, except searchQuery, which has a limit of its own."""
DOCUMENTS = tuple(
    field.ingest_name for field in EVENTS.fields.values() if field.kind is Kind.DOCUMENT
)

_MAX_BYTES_PER_CHARACTER = 6
"""Of a control character, which is escaped; in UTF-8 a character has at most 4."""
_MAX_SKELETON_BYTES = 1_000
"""Of an event's member names and punctuation."""


@frozen
class ExceededLimit:
    """A limit that an event exceeds, by the name of its setting."""

    setting: str
    issue: Issue


@frozen(kw_only=True)
class EventLimits:
    """The limits of one event; the attributes are settings of the same names."""

    max_event_bytes: int
    max_event_members: int
    max_text_characters: int
    max_search_query_characters: int
    max_future: float
    """In seconds; 0 is no limit."""

    def exceeded(self, document: Mapping[str, Any], event: Event, now: int) -> list[ExceededLimit]:
        """Return the limits that a document exceeds, which was read as this event.

        `now` is in epoch milliseconds.
        """
        found: list[ExceededLimit] = []
        characters = _characters(document, event)
        # No part is longer than all of them together: most events need one look.
        if characters > self._least_limit:
            found += self._exceeded_by_parts(document)
        if event.created_at > now and is_too_late(event.created_at, now, self.max_future):
            found.append(too_late(event.created_at, "/createdAt", now, self.max_future))
        if _MAX_SKELETON_BYTES + _MAX_BYTES_PER_CHARACTER * characters > self.max_event_bytes:
            size = len(canonical(document).encode())
            if size > self.max_event_bytes:
                found.append(self._too_large(size))
        return found

    @cached_property
    def _least_limit(self) -> int:
        # A member takes more than one character of JSON.
        return min(
            self.max_text_characters, self.max_search_query_characters, self.max_event_members
        )

    def _exceeded_by_parts(self, document: Mapping[str, Any]) -> Iterator[ExceededLimit]:
        for name in SHORT_TEXTS:
            text = document.get(name)
            if text is not None and len(text) > self.max_text_characters:
                yield too_long(text, pointer("", name), self.max_text_characters)
        text = document.get(SEARCH_QUERY)
        if text is not None and len(text) > self.max_search_query_characters:
            setting = "max_search_query_characters"
            most = self.max_search_query_characters
            yield _too_many("characters", text, pointer("", SEARCH_QUERY), most, setting)
        for name in DOCUMENTS:
            members = document.get(name)
            if members is not None and len(members) > self.max_event_members:
                yield too_many_members(members, pointer("", name), self.max_event_members)

    def _too_large(self, size: int) -> ExceededLimit:
        message = (
            f"an event takes at most {self.max_event_bytes} bytes as canonical JSON, not {size}"
        )
        return ExceededLimit("max_event_bytes", Issue("", message))


def too_long(text: str, at: str, most: int) -> ExceededLimit:
    """Return the limit that a short text at a pointer exceeds."""
    return _too_many("characters", text, at, most, "max_text_characters")


def too_many_members(members: Sized, at: str, most: int) -> ExceededLimit:
    """Return the limit that a JSON field at a pointer exceeds."""
    return _too_many("members", members, at, most, "max_event_members")


def is_too_late(time: int, now: int, max_future: float) -> bool:
    """Return whether a time is more than `max_future` seconds after now; 0 is no limit."""
    return bool(max_future) and time > now + max_future * _SECOND_MS


def too_late(time: int, at: str, now: int, max_future: float) -> ExceededLimit:
    """Return the limit that a time at a pointer exceeds."""
    message = (
        f"{format_timestamp(time)} is more than {max_future:g} s ahead of the server's clock,"
        f" which shows {format_timestamp(now)}"
    )
    return ExceededLimit("max_future", Issue(at, message))


def _too_many(noun: str, value: Sized, at: str, most: int, setting: str) -> ExceededLimit:
    return ExceededLimit(setting, Issue(at, f"takes at most {most} {noun}, not {len(value)}"))


def _characters(document: Mapping[str, Any], event: Event) -> int:
    """Return the number of characters of an event's texts, and of its JSON fields as JSON."""
    characters = len(event.properties or "") + len(event.user_properties or "")
    for value in document.values():
        if isinstance(value, str):
            characters += len(value)
    return characters

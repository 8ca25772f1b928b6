"""Limits of events that are sent over HTTP. Files are imported without them."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from evsrv.core.errors import Issue, pointer
from evsrv.core.event import Event
from evsrv.core.fields import FIELDS
from evsrv.core.json_text import canonical
from evsrv.core.kinds import Kind
from evsrv.core.timestamps import format_timestamp

_SECOND_MS = 1000
SEARCH_QUERY = FIELDS["searchQuery"].ingest_name
SHORT_TEXTS = tuple(
    field.ingest_name
    for name, field in FIELDS.items()
    if field.kind is Kind.TEXT
    and not field.values
    and name not in ("searchQuery", "organizationId")
)
"""The text fields of an event as it is sent, except searchQuery, which has a limit of its own."""
DOCUMENTS = tuple(field.ingest_name for field in FIELDS.values() if field.kind is Kind.DOCUMENT)

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

    def exceeded(
        self, document: Mapping[str, Any], event: Event, now: int
    ) -> Iterator[ExceededLimit]:
        """Yield the limits that a document exceeds, which was read as this event.

        `now` is in epoch milliseconds.
        """
        for name in SHORT_TEXTS:
            yield from _too_long(document, name, "max_text_characters", self.max_text_characters)
        yield from _too_long(
            document,
            SEARCH_QUERY,
            "max_search_query_characters",
            self.max_search_query_characters,
        )
        for name in DOCUMENTS:
            members = len(document.get(name) or ())
            if members > self.max_event_members:
                message = f"takes at most {self.max_event_members} members, not {members}"
                yield ExceededLimit("max_event_members", Issue(pointer("", name), message))
        yield from self._too_late(event, now)
        yield from self._too_large(document, event)

    def _too_late(self, event: Event, now: int) -> Iterator[ExceededLimit]:
        if self.max_future and event.created_at > now + self.max_future * _SECOND_MS:
            message = (
                f"{format_timestamp(event.created_at)} is more than {self.max_future:g} s ahead of"
                f" the server's clock, which shows {format_timestamp(now)}"
            )
            yield ExceededLimit("max_future", Issue("/createdAt", message))

    def _too_large(self, document: Mapping[str, Any], event: Event) -> Iterator[ExceededLimit]:
        if _bytes_at_most(document, event) <= self.max_event_bytes:
            return
        size = len(canonical(document).encode())
        if size > self.max_event_bytes:
            message = (
                f"an event takes at most {self.max_event_bytes} bytes as canonical JSON, not {size}"
            )
            yield ExceededLimit("max_event_bytes", Issue("", message))


def _too_long(
    document: Mapping[str, Any], name: str, setting: str, limit: int
) -> Iterator[ExceededLimit]:
    text = document.get(name)
    if text is not None and len(text) > limit:
        message = f"takes at most {limit} characters, not {len(text)}"
        yield ExceededLimit(setting, Issue(pointer("", name), message))


def _bytes_at_most(document: Mapping[str, Any], event: Event) -> int:
    """Return a bound of an event's size that needs no rendering."""
    texts = sum(len(text) for text in document.values() if isinstance(text, str))
    documents = len(event.properties or "") + len(event.user_properties or "")
    return _MAX_SKELETON_BYTES + _MAX_BYTES_PER_CHARACTER * (texts + documents)

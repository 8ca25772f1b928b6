"""Limits of feedback that is sent over HTTP. Files are imported without them."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from evsrv.core.errors import Issue, pointer
from evsrv.core.json_text import canonical
from evsrv.core.sent_feedback import SentFeedback
from evsrv.ingest.feedback_reader import MEMBERS
from evsrv.ingest.limits import (
    DOCUMENTS,
    ExceededLimit,
    is_too_late,
    too_late,
    too_long,
    too_many_members,
)

_SHORT_TEXTS = ("id", "messageId")


@frozen(kw_only=True)
class FeedbackLimits:
    """The limits of feedback, as of an event; the attributes are settings of the same names."""

    max_event_bytes: int
    max_event_members: int
    max_text_characters: int
    max_future: float
    """In seconds; 0 is no limit."""

    def exceeded(self, document: Mapping[str, Any], sent: SentFeedback) -> list[ExceededLimit]:
        """Return the limits that a document exceeds, which was read as this feedback."""
        return list(self._exceeded(document, sent))

    def _exceeded(self, document: Mapping[str, Any], sent: SentFeedback) -> Iterator[ExceededLimit]:
        for name in _SHORT_TEXTS:
            text = document.get(name)
            if text is not None and len(text) > self.max_text_characters:
                yield too_long(text, pointer("", name), self.max_text_characters)
        for name in DOCUMENTS:
            members = document.get(name)
            if members is not None and len(members) > self.max_event_members:
                yield too_many_members(members, pointer("", name), self.max_event_members)
        if sent.created_at is not None and is_too_late(sent.created_at, sent.now, self.max_future):
            yield too_late(sent.created_at, "/createdAt", sent.now, self.max_future)
        read = {name: document[name] for name in MEMBERS if name in document}
        size = len(canonical(read).encode())
        if size > self.max_event_bytes:
            message = (
                f"feedback takes at most {self.max_event_bytes} bytes as canonical JSON without"
                f" unknown members, not {size}"
            )
            yield ExceededLimit("max_event_bytes", Issue("", message))

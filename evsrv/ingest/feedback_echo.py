"""Feedback as answers show it."""

from typing import Any

import orjson

from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.timestamps import format_timestamp
from evsrv.ingest.conversation_echo import show_conversation, show_message


def show_feedback(feedback: FeedbackRow) -> dict[str, Any]:
    """Return feedback as the members of an answer."""
    return {
        "id": feedback.id,
        "type": feedback.type,
        "messageId": feedback.message_id,
        "createdAt": format_timestamp(feedback.created_at),
        "reasons": _fragment(feedback.reasons),
        "properties": _fragment(feedback.properties),
        "userProperties": _fragment(feedback.user_properties),
    }


def show_joined_feedback(joined: JoinedFeedback) -> dict[str, Any]:
    """Return feedback as the members of an answer, with its conversation and its message."""
    return {
        **show_feedback(joined.feedback),
        "conversation": show_conversation(joined.conversation),
        "message": show_message(joined.message, joined.conversation),
    }


def _fragment(json_text: str | None) -> orjson.Fragment | None:
    return None if json_text is None else orjson.Fragment(json_text)

"""The bodies of ingestion that store again what is stored, ids and times included."""

from collections.abc import Mapping
from typing import Any

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.core.feedback_row import FeedbackRow
from evsrv.ingest.conversation_echo import show_conversation
from evsrv.ingest.conversation_reader import MEMBERS
from evsrv.ingest.echo import echo
from evsrv.ingest.feedback_echo import show_feedback
from evsrv.ingest.message_reader import MEMBERS as MESSAGE_MEMBERS

_OF_KEY = "organizationId"
"""The member of an echo that the key decides, so that no body has it."""
_MEMBERS = {name: field.ingest_name for name, field in EVENTS.fields.items() if name != _OF_KEY}


def event_body(event: Event) -> dict[str, Any]:
    """Return an event as `POST /events` takes it."""
    body = echo(event)
    del body[_OF_KEY]
    return body


def row_body(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a query for all fields, with native JSON, as `event_body` does."""
    return {_MEMBERS[name]: value for name, value in row.items() if name != _OF_KEY}


def conversation_body(conversation: Conversation) -> dict[str, Any]:
    """Return a conversation as `POST /conversations` takes it, with `loggedWith` for an import.

    Its members are all there, null ones too, so that it replaces whatever is stored.
    """
    shown = show_conversation(conversation)
    return {
        **_only(shown, MEMBERS),
        "messages": [_only(message, MESSAGE_MEMBERS) for message in shown["messages"]],
        "loggedWith": conversation.logged_with,
    }


def feedback_body(feedback: FeedbackRow, logged_with: LoggedWith) -> dict[str, Any]:
    """Return feedback as `POST /feedback` takes it, with the members that only an import reads."""
    return {
        **show_feedback(feedback),
        "projectId": feedback.project_id,
        "integrationId": feedback.integration_id,
        "loggedWith": logged_with,
    }


def _only(shown: Mapping[str, Any], members: tuple[str, ...]) -> dict[str, Any]:
    return {name: shown[name] for name in members if name in shown}

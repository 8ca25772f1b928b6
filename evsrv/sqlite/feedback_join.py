"""The join of feedback: the conversation that has its message, stored with the feedback.

Feedback belongs to the conversation of its project that has a message of its id; of several, to the
one that was logged first, so that a copied message never takes it away.

A key of a whole organization does not say a project: its feedback has that of the message's
conversation. Until there is one, it has none.
"""

import sqlite3
from collections.abc import Iterable

import orjson
from attrs import frozen

_FIND_CONVERSATION = """
    SELECT logged.row, logged.id
    FROM main.messages AS message
        CROSS JOIN main.conversations AS logged ON logged.row = message.conversation
    WHERE message.organization_id = ? AND message.id = ? AND +logged.project_id IS ?
    ORDER BY message.conversation LIMIT 1
"""
_FIND_PLACE = """
    SELECT logged.project_id, logged.integration_id
    FROM main.messages AS message
        CROSS JOIN main.conversations AS logged ON logged.row = message.conversation
    WHERE message.organization_id = ? AND message.id = ?
    ORDER BY message.conversation LIMIT 1
"""
_LIST_UNPLACED = """
    SELECT row, message_id FROM main.feedback
    WHERE organization_id = ? AND project_id IS NULL AND conversation IS NULL
        AND message_id IN (SELECT value FROM json_each(?))
"""
# The project may have feedback of the same id already; then it stays where it is.
_PLACE = """
    UPDATE OR IGNORE main.feedback SET project_id = logged.project_id,
        integration_id = logged.integration_id, conversation = logged.row,
        conversation_id = logged.id
    FROM main.conversations AS logged WHERE logged.row = ? AND main.feedback.row = ?
"""
_LIST_JOINED_MESSAGES = """
    SELECT DISTINCT message_id FROM main.feedback
    WHERE organization_id = ? AND project_id IS ?
        AND message_id IN (SELECT value FROM json_each(?))
"""
_UPDATE = """
    UPDATE main.feedback SET conversation = ?, conversation_id = ?
    WHERE organization_id = ? AND project_id IS ? AND message_id = ? AND conversation IS NOT ?
"""


@frozen
class Place:
    """Project and integration of a conversation."""

    project_id: str | None
    integration_id: str | None


def find_conversation_of_message(
    connection: sqlite3.Connection,
    organization_id: str,
    project_id: str | None,
    message_id: str,
) -> tuple[int, str] | None:
    """Return row and id of the conversation that feedback on a message belongs to, if any."""
    found: tuple[int, str] | None = connection.execute(
        _FIND_CONVERSATION, (organization_id, message_id, project_id)
    ).fetchone()
    return found


def find_place_of_message(
    connection: sqlite3.Connection, organization_id: str, message_id: str
) -> Place | None:
    """Return the place of an organization's first logged conversation with a message."""
    found = connection.execute(_FIND_PLACE, (organization_id, message_id)).fetchone()
    return None if found is None else Place(*found)


def update_feedback_join(
    connection: sqlite3.Connection,
    organization_id: str,
    project_id: str | None,
    message_ids: Iterable[str],
) -> None:
    """Join the stored feedback on these messages again, inside the caller's transaction.

    A project's conversations must have their messages by now. Only feedback whose conversation
    changes is written.
    """
    ids = orjson.dumps(list(message_ids)).decode()
    if project_id is not None:
        _place_feedback(connection, organization_id, project_id, ids)
    rated = connection.execute(_LIST_JOINED_MESSAGES, (organization_id, project_id, ids)).fetchall()
    for (message_id,) in rated:
        found = find_conversation_of_message(connection, organization_id, project_id, message_id)
        row, id_ = found or (None, None)
        connection.execute(_UPDATE, (row, id_, organization_id, project_id, message_id, row))


def _place_feedback(
    connection: sqlite3.Connection, organization_id: str, project_id: str, message_ids: str
) -> None:
    """Give the project to feedback on these messages that has none yet."""
    unplaced = connection.execute(_LIST_UNPLACED, (organization_id, message_ids)).fetchall()
    for row, message_id in unplaced:
        found = find_conversation_of_message(connection, organization_id, project_id, message_id)
        if found is not None:
            connection.execute(_PLACE, (found[0], row))

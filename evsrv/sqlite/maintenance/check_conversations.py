"""The checks of conversations and feedback: derived columns, positions and joins."""

import sqlite3
from collections.abc import Iterator

from evsrv.core.errors import clip


def conversation_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare each conversation with its messages, and find messages without conversation."""
    rows = connection.execute(
        """
        SELECT conversations.id, conversations.organization_id, user_message_count,
            first_message_time,
            count(*) FILTER (WHERE role = 'user'), min(messages.created_at),
            count(messages.row), min(position), max(position)
        FROM conversations LEFT JOIN messages ON messages.conversation = conversations.row
        GROUP BY conversations.row
        """
    )
    for id_, organization, users, first, real_users, real_first, messages, low, high in rows:
        conversation = f"conversation {clip(id_)} of {clip(organization)}"
        if not messages:
            yield f"{conversation} has no messages"
            continue
        if users != real_users:
            yield f"userMessageCount of {conversation} is {users}, not {real_users}"
        if first != real_first:
            yield f"firstMessageTime of {conversation} is {first}, not {real_first}"
        # No two messages of a conversation have one position.
        if (low, high) != (0, messages - 1):
            yield f"the positions of the messages of {conversation} have a gap"
    orphans = connection.execute(
        """
        SELECT id FROM messages WHERE NOT EXISTS (
            SELECT 1 FROM conversations
            WHERE conversations.row = messages.conversation
                AND conversations.organization_id = messages.organization_id
        )
        """
    )
    for (id_,) in orphans:
        yield f"message {clip(id_)} is of no conversation"


def feedback_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare each feedback's conversation with the first one that has its message."""
    rows = connection.execute(
        """
        SELECT feedback.id, feedback.organization_id, feedback.conversation_id, joined.id
        FROM feedback LEFT JOIN conversations AS joined ON joined.row = (
            SELECT min(conversations.row)
            FROM messages JOIN conversations ON conversations.row = messages.conversation
            WHERE messages.organization_id = feedback.organization_id
                AND messages.id = feedback.message_id
                AND conversations.project_id IS feedback.project_id
        )
        WHERE feedback.conversation IS NOT joined.row
            OR feedback.conversation_id IS NOT joined.id
        """
    )
    for id_, organization, conversation_id, joined_id in rows:
        feedback = f"feedback {clip(id_)} of {clip(organization)}"
        if conversation_id == joined_id:
            yield f"{feedback} has the row of another conversation than {clip(joined_id or '')}"
        else:
            yield f"{feedback} is joined to {_name(conversation_id)}, not to {_name(joined_id)}"


def _name(conversation_id: str | None) -> str:
    return "no conversation" if conversation_id is None else f"conversation {clip(conversation_id)}"

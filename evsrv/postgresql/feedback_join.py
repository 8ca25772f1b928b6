"""The join of feedback: the conversation that has its message, stored with the feedback.

Feedback belongs to the conversation of its project that has a message of its id; of several, to the
one that was logged first, so that a copied message never takes it away.

A key of a whole organization does not say a project: its feedback has that of the message's
conversation. Until there is one, it has none.
"""

from collections.abc import Collection

from attrs import frozen

from evsrv.postgresql.session import Session

_LOGGED = """
    FROM messages AS message
        JOIN conversations AS logged ON logged.organization_id = message.organization_id
            AND logged.number = message.conversation
    WHERE message.organization_id = $1 AND message.id = $2
"""
_FIND_CONVERSATION = f"""
    SELECT logged.number, logged.id {_LOGGED} AND logged.project_id IS NOT DISTINCT FROM $3
    ORDER BY logged.number LIMIT 1
"""  # noqa: S608 - constant text
_FIND_PLACE = f"""
    SELECT logged.project_id, logged.integration_id {_LOGGED} ORDER BY logged.number LIMIT 1
"""

_FIRST_LOGGED = """
    SELECT DISTINCT ON (message.id) message.id AS message_id, logged.number, logged.id,
        logged.integration_id
    FROM messages AS message
        JOIN conversations AS logged ON logged.organization_id = message.organization_id
            AND logged.number = message.conversation
    WHERE message.organization_id = $1 AND message.id = ANY ($3)
        AND logged.project_id IS NOT DISTINCT FROM $2
    ORDER BY message.id, logged.number
"""
# The project may have feedback of the same id already; then it stays where it is.
_PLACE = f"""
    UPDATE feedback SET project_id = $2, integration_id = first.integration_id,
        conversation = first.number, conversation_id = first.id
    FROM ({_FIRST_LOGGED}) AS first
    WHERE feedback.organization_id = $1 AND feedback.project_id IS NULL
        AND feedback.conversation IS NULL AND feedback.message_id = first.message_id
        AND NOT EXISTS (
            SELECT FROM feedback AS other
            WHERE other.organization_id = $1 AND other.project_id = $2 AND other.id = feedback.id
        )
"""  # noqa: S608 - constant text
_JOIN = f"""
    UPDATE feedback SET conversation = first.number, conversation_id = first.id
    FROM unnest($3::text[]) AS asked (message_id)
        LEFT JOIN ({_FIRST_LOGGED}) AS first ON first.message_id = asked.message_id
    WHERE feedback.organization_id = $1 AND feedback.project_id IS NOT DISTINCT FROM $2
        AND feedback.message_id = asked.message_id
        AND feedback.conversation IS DISTINCT FROM first.number
"""  # noqa: S608 - constant text


@frozen
class Place:
    """Project and integration of a conversation."""

    project_id: str | None
    integration_id: str | None


async def find_conversation_of_message(
    connection: Session, organization_id: str, project_id: str | None, message_id: str
) -> tuple[int, str] | None:
    """Return number and id of the conversation that feedback on a message belongs to, if any."""
    found = await connection.fetchrow(_FIND_CONVERSATION, organization_id, message_id, project_id)
    return None if found is None else (found["number"], found["id"])


async def find_place_of_message(
    connection: Session, organization_id: str, message_id: str
) -> Place | None:
    """Return the place of an organization's first logged conversation with a message."""
    found = await connection.fetchrow(_FIND_PLACE, organization_id, message_id)
    return None if found is None else Place(*found)


async def update_feedback_join(
    connection: Session,
    organization_id: str,
    project_id: str | None,
    message_ids: Collection[str],
) -> None:
    """Join the stored feedback on these messages again, inside the caller's transaction.

    A project's conversations must have their messages by now. Only feedback whose conversation
    changes is written.
    """
    if not message_ids:
        return
    scope = (organization_id, project_id, sorted(message_ids))
    if project_id is not None:
        await connection.execute(_PLACE, *scope)
    await connection.execute(_JOIN, *scope)

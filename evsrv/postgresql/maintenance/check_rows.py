"""The checks of rows: JSON of messages, property keys, derived columns, positions and joins.

The constraints of the tables guarantee the rest; that they are there is checked with the schema.
"""

from attrs import frozen


@frozen
class RowCheck:
    """A query for the rows that have a problem, and the sentence on each."""

    query: str
    problem: str
    """A format of the columns of a row."""


_MESSAGE = "of message {0} of {1} is not"
_KEYS = """
    SELECT organization_id, project_id, 'properties' AS field, key COLLATE "C" AS key
    FROM events, jsonb_object_keys(properties) AS key
    UNION
    SELECT organization_id, project_id, 'userProperties', key COLLATE "C"
    FROM events, jsonb_object_keys(user_properties) AS key
"""
_LISTED = "SELECT organization_id, project_id, field, key FROM property_keys"
_USERS = "count(*) FILTER (WHERE role = 'user')"
_JOINED = """
    FROM conversations LEFT JOIN messages ON messages.conversation = conversations.number
        AND messages.organization_id = conversations.organization_id
    GROUP BY conversations.organization_id, conversations.number
"""

MESSAGE_QUERIES = (
    *(
        RowCheck(
            f"SELECT id, organization_id FROM messages WHERE NOT ({column} IS JSON {kind})",  # noqa: S608
            f"{name} {_MESSAGE} {noun}",
        )
        for name, column, kind, noun in (
            ("properties", "properties", "OBJECT", "an object"),
            ("userProperties", "user_properties", "OBJECT", "an object"),
            ("links", "links", "ARRAY", "an array"),
            ("tool_calls", "tool_calls", "ARRAY", "an array"),
        )
    ),
    RowCheck(
        "SELECT id, organization_id FROM messages WHERE NOT (content IS JSON ARRAY"
        " OR (content IS JSON SCALAR AND content LIKE '\"%'))",
        f"content {_MESSAGE} a string or an array",
    ),
)
PROPERTY_KEY_QUERIES = (
    RowCheck(
        f"SELECT key, field, organization_id FROM ({_KEYS} EXCEPT {_LISTED}) AS missing",  # noqa: S608
        "key {0} of {1} of {2} is missing",
    ),
    RowCheck(
        f"SELECT key, field, organization_id FROM ({_LISTED} EXCEPT ({_KEYS})) AS unused",  # noqa: S608
        "key {0} of {1} of {2} is in no event: a prune is under way, or the next one has to take it"
        " away",
    ),
)
CONVERSATION_QUERIES = (
    RowCheck(
        f"""
        SELECT conversations.id, conversations.organization_id {_JOINED}
        HAVING count(messages.id) = 0
        """,
        "conversation {0} of {1} has no messages",
    ),
    RowCheck(
        f"""
        SELECT conversations.id, conversations.organization_id, user_message_count, {_USERS}
        {_JOINED} HAVING count(messages.id) > 0 AND user_message_count <> {_USERS}
        """,
        "userMessageCount of conversation {0} of {1} is {2}, not {3}",
    ),
    RowCheck(
        f"""
        SELECT conversations.id, conversations.organization_id, first_message_time,
            min(messages.created_at)
        {_JOINED} HAVING first_message_time <> min(messages.created_at)
        """,
        "firstMessageTime of conversation {0} of {1} is {2}, not {3}",
    ),
    RowCheck(
        f"""
        SELECT conversations.id, conversations.organization_id {_JOINED}
        HAVING min(position) <> 0 OR max(position) <> count(messages.id) - 1
        """,
        "the positions of the messages of conversation {0} of {1} have a gap",
    ),
)
FEEDBACK_QUERIES = (
    RowCheck(
        """
        SELECT feedback.id, feedback.organization_id, feedback.conversation_id, joined.id
        FROM feedback LEFT JOIN LATERAL (
            SELECT conversations.number, conversations.id
            FROM messages JOIN conversations
                ON conversations.organization_id = messages.organization_id
                AND conversations.number = messages.conversation
            WHERE messages.organization_id = feedback.organization_id
                AND messages.id = feedback.message_id
                AND conversations.project_id IS NOT DISTINCT FROM feedback.project_id
            ORDER BY conversations.number LIMIT 1
        ) AS joined ON true
        WHERE feedback.conversation IS DISTINCT FROM joined.number
            OR feedback.conversation_id IS DISTINCT FROM joined.id
        """,
        "feedback {0} of {1} is joined to conversation {2}, not to {3}",
    ),
)

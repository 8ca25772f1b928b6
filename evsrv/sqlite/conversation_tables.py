"""The tables of conversations, their messages and feedback, as version 7 made them."""


def _revision_triggers(table: str) -> tuple[str, ...]:
    """Return the triggers that count each change of a table in `dataset_revisions`."""
    return tuple(
        f"""
        CREATE TRIGGER {table}_{event.lower()}_counted AFTER {event} ON {table}
        BEGIN
            UPDATE dataset_revisions SET number = number + 1 WHERE dataset = '{table}';
        END
        """  # noqa: S608 - constant names
        for event in ("INSERT", "UPDATE", "DELETE")
    )


CONVERSATION_TABLES: tuple[str, ...] = (
    # Rows in the order of logging, never given twice: of several conversations with one message
    # the first one has its feedback.
    """
    CREATE TABLE conversations (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        organization_id TEXT NOT NULL,
        project_id TEXT,
        integration_id TEXT,
        type TEXT NOT NULL,
        external_id TEXT,
        external_url TEXT,
        support_ticket_conversation_id TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        properties TEXT CHECK (
            CASE WHEN json_valid(properties) THEN json_type(properties) = 'object'
            ELSE properties IS NULL END
        ),
        user_properties TEXT CHECK (
            CASE WHEN json_valid(user_properties) THEN json_type(user_properties) = 'object'
            ELSE user_properties IS NULL END
        ),
        tags TEXT CHECK (
            CASE WHEN json_valid(tags) THEN json_type(tags) = 'array' ELSE tags IS NULL END
        ),
        visibility TEXT,
        logged_at INTEGER NOT NULL,
        logged_with TEXT NOT NULL,
        user_message_count INTEGER NOT NULL,
        first_message_time INTEGER NOT NULL
    ) STRICT
    """,
    # To a unique index all nulls differ, so conversations without a project need the second.
    """
    CREATE UNIQUE INDEX conversations_by_id ON conversations (organization_id, id, project_id)
    """,
    """
    CREATE UNIQUE INDEX conversations_by_id_without_project
    ON conversations (organization_id, id) WHERE project_id IS NULL
    """,
    """
    CREATE UNIQUE INDEX conversations_by_external_id
    ON conversations (organization_id, external_id, project_id) WHERE external_id IS NOT NULL
    """,
    """
    CREATE UNIQUE INDEX conversations_by_external_id_without_project
    ON conversations (organization_id, external_id)
    WHERE external_id IS NOT NULL AND project_id IS NULL
    """,
    """
    CREATE INDEX conversations_by_creation
    ON conversations (organization_id, project_id, created_at, id DESC)
    """,
    """
    CREATE INDEX conversations_by_creation_in_organization
    ON conversations (organization_id, created_at, id DESC)
    """,
    """
    CREATE INDEX conversations_by_update
    ON conversations (organization_id, project_id, updated_at)
    """,
    """
    CREATE INDEX conversations_of_organization
    ON conversations (organization_id, first_message_time, id DESC)
    """,
    """
    CREATE INDEX conversations_of_project
    ON conversations (organization_id, project_id, first_message_time, id DESC)
    """,
    # A conversation is the row of its table. `position` counts from 0, without gaps. A message
    # without `updated_at` was updated when its conversation was, so it is not written each time.
    """
    CREATE TABLE messages (
        row INTEGER PRIMARY KEY,
        organization_id TEXT NOT NULL,
        conversation INTEGER NOT NULL,
        position INTEGER NOT NULL,
        id TEXT NOT NULL,
        external_id TEXT,
        external_url TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER,
        name TEXT,
        role TEXT NOT NULL,
        content TEXT CHECK (content IS NULL OR json_valid(content)),
        links TEXT CHECK (links IS NULL OR json_valid(links)),
        properties TEXT CHECK (properties IS NULL OR json_valid(properties)),
        user_properties TEXT CHECK (user_properties IS NULL OR json_valid(user_properties)),
        tool_calls TEXT CHECK (tool_calls IS NULL OR json_valid(tool_calls)),
        UNIQUE (conversation, position)
    ) STRICT
    """,
    # With the organization: others may use the same ids, and many of them.
    "CREATE INDEX messages_by_id ON messages (organization_id, id, conversation)",
    # `conversation` and `conversation_id` are of the conversation that has the message.
    """
    CREATE TABLE feedback (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        organization_id TEXT NOT NULL,
        project_id TEXT,
        integration_id TEXT,
        type TEXT NOT NULL,
        message_id TEXT NOT NULL,
        conversation INTEGER,
        conversation_id TEXT,
        created_at INTEGER NOT NULL,
        reasons TEXT CHECK (
            CASE WHEN json_valid(reasons) THEN json_type(reasons) = 'array'
            ELSE reasons IS NULL END
        ),
        properties TEXT CHECK (
            CASE WHEN json_valid(properties) THEN json_type(properties) = 'object'
            ELSE properties IS NULL END
        ),
        user_properties TEXT CHECK (
            CASE WHEN json_valid(user_properties) THEN json_type(user_properties) = 'object'
            ELSE user_properties IS NULL END
        ),
        logged_with TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX feedback_by_id ON feedback (organization_id, id, project_id)",
    """
    CREATE UNIQUE INDEX feedback_by_id_without_project ON feedback (organization_id, id)
    WHERE project_id IS NULL
    """,
    """
    CREATE INDEX feedback_by_message ON feedback (organization_id, message_id, project_id)
    """,
    "CREATE INDEX feedback_by_conversation ON feedback (conversation)",
    """
    CREATE INDEX feedback_of_organization
    ON feedback (organization_id, created_at, id DESC)
    """,
    """
    CREATE INDEX feedback_of_project
    ON feedback (organization_id, project_id, created_at, id DESC)
    """,
    # Both change in place, so each change counts; of events only changes and deletions do.
    """
    CREATE TABLE dataset_revisions (
        dataset TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL
    ) STRICT
    """,
    "INSERT INTO dataset_revisions VALUES ('conversations', 0), ('feedback', 0)",
    *_revision_triggers("conversations"),
    *_revision_triggers("feedback"),
    """
    CREATE TRIGGER conversations_contents_deleted AFTER DELETE ON conversations
    BEGIN
        DELETE FROM messages WHERE conversation = old.row;
        DELETE FROM feedback WHERE conversation = old.row;
    END
    """,
)

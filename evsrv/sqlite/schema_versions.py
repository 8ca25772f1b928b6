"""The schema of the file, version by version."""

from evsrv.sqlite.conversation_tables import CONVERSATION_TABLES
from evsrv.sqlite.revision_stamps import REVISION_STAMPS
from evsrv.sqlite.table_rebuild import TableRebuild

MigrationStep = str | TableRebuild
"""An SQL statement, or a table that is copied into a new one."""


MIGRATIONS: tuple[tuple[MigrationStep, ...], ...] = (
    (
        """
        CREATE TABLE events (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            organization_id TEXT NOT NULL,
            project_id TEXT,
            integration_id TEXT,
            event_type TEXT NOT NULL CHECK (event_type IN ('message', 'conversation', 'search')),
            type TEXT NOT NULL,
            message_id TEXT,
            conversation_id TEXT,
            search_query TEXT,
            created_at INTEGER NOT NULL,
            properties TEXT CHECK (
                CASE WHEN json_valid(properties) THEN json_type(properties) = 'object'
                ELSE properties IS NULL END
            ),
            user_properties TEXT CHECK (
                CASE WHEN json_valid(user_properties) THEN json_type(user_properties) = 'object'
                ELSE user_properties IS NULL END
            ),
            UNIQUE (organization_id, id)
        ) STRICT
        """,
        """
        CREATE INDEX events_by_type
        ON events (organization_id, project_id, type, created_at)
        """,
        """
        CREATE INDEX events_by_search_query
        ON events (organization_id, project_id, search_query, created_at)
        WHERE search_query IS NOT NULL
        """,
        # Of indexes that serve a query as well, SQLite takes the one made last; these two have the
        # rows in nearly the order in which they lie in the file.
        """
        CREATE INDEX events_of_organization
        ON events (organization_id, created_at DESC, id)
        """,
        """
        CREATE INDEX events_of_project
        ON events (organization_id, project_id, created_at DESC, id)
        """,
        """
        CREATE TABLE api_keys (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('api', 'web')),
            hash BLOB NOT NULL UNIQUE,
            organization_id TEXT NOT NULL,
            project_id TEXT,
            integration_id TEXT,
            created_at INTEGER NOT NULL,
            revoked_at INTEGER
        ) STRICT
        """,
    ),
    (
        """
        CREATE TABLE property_keys (
            organization_id TEXT NOT NULL,
            project_id TEXT,
            field TEXT NOT NULL CHECK (field IN ('properties', 'userProperties')),
            key TEXT NOT NULL
        ) STRICT
        """,
        # A null project is one project too, which a plain unique index would not say.
        """
        CREATE UNIQUE INDEX property_keys_once ON property_keys
        (organization_id, field, key, ifnull(project_id, ''), project_id IS NULL)
        """,
        """
        INSERT INTO property_keys
        SELECT DISTINCT organization_id, project_id, 'properties', member.key
        FROM events, json_each(properties) AS member
        UNION ALL
        SELECT DISTINCT organization_id, project_id, 'userProperties', member.key
        FROM events, json_each(user_properties) AS member
        """,
    ),
    (
        "CREATE TABLE revisions (number INTEGER NOT NULL) STRICT",
        "INSERT INTO revisions VALUES (0)",
        # A new event is recognized by its row: a trigger for it would halve the speed of writing.
        """
        CREATE TRIGGER events_deleted AFTER DELETE ON events
        BEGIN UPDATE revisions SET number = number + 1; END
        """,
        """
        CREATE TRIGGER events_changed AFTER UPDATE OF
            row, id, organization_id, project_id, integration_id, event_type, type, message_id,
            conversation_id, search_query, created_at, properties, user_properties
        ON events
        BEGIN UPDATE revisions SET number = number + 1; END
        """,
    ),
    (
        # See `promotions.py`, which adds columns and indexes to `events`.
        """
        CREATE TABLE promotions (
            slot INTEGER PRIMARY KEY,
            field TEXT NOT NULL CHECK (field IN ('properties', 'userProperties')),
            path TEXT NOT NULL CHECK (json_valid(path)),
            unfilled INTEGER NOT NULL,
            ready INTEGER NOT NULL DEFAULT 0 CHECK (ready IN (0, 1)),
            UNIQUE (field, path)
        ) STRICT
        """,
    ),
    (
        # Rows are copied, since SQLite cannot change constraints in place.
        TableRebuild(
            table="events",
            # AUTOINCREMENT: a row is never given twice, not even after the last one was deleted.
            create="""
            CREATE TABLE events (
                row INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL,
                organization_id TEXT NOT NULL,
                project_id TEXT,
                integration_id TEXT,
                event_type TEXT NOT NULL,
                type TEXT NOT NULL,
                message_id TEXT,
                conversation_id TEXT,
                search_query TEXT,
                created_at INTEGER NOT NULL,
                properties TEXT CHECK (
                    CASE WHEN json_valid(properties) THEN json_type(properties) = 'object'
                    ELSE properties IS NULL END
                ),
                user_properties TEXT CHECK (
                    CASE WHEN json_valid(user_properties)
                    THEN json_type(user_properties) = 'object'
                    ELSE user_properties IS NULL END
                )
            ) STRICT
            """,
            objects=(
                # To a unique index all nulls differ, so events without a project need the second.
                """
                CREATE UNIQUE INDEX events_by_id ON events (organization_id, id, project_id)
                """,
                """
                CREATE UNIQUE INDEX events_by_id_without_project ON events (organization_id, id)
                WHERE project_id IS NULL
                """,
                """
                CREATE INDEX events_by_type
                ON events (organization_id, project_id, type, created_at)
                """,
                """
                CREATE INDEX events_by_search_query
                ON events (organization_id, project_id, search_query, created_at)
                WHERE search_query IS NOT NULL
                """,
                # Of the indexes that serve a query equally well, SQLite takes the one made last:
                # these two, whose order is nearly that of the rows in the file. "Newest first, then
                # id" reads them backwards. Stored oldest first, events that come in the order of
                # time are appended to full pages; newest first, each page was split and stayed half
                # full.
                """
                CREATE INDEX events_of_organization
                ON events (organization_id, created_at, id DESC)
                """,
                """
                CREATE INDEX events_of_project
                ON events (organization_id, project_id, created_at, id DESC)
                """,
                """
                CREATE TRIGGER events_deleted AFTER DELETE ON events
                BEGIN UPDATE revisions SET number = number + 1; END
                """,
                """
                CREATE TRIGGER events_changed AFTER UPDATE OF
                    row, id, organization_id, project_id, integration_id, event_type, type,
                    message_id, conversation_id, search_query, created_at, properties,
                    user_properties
                ON events
                BEGIN UPDATE revisions SET number = number + 1; END
                """,
            ),
        ),
        TableRebuild(
            table="api_keys",
            create="""
            CREATE TABLE api_keys (
                id TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                hash BLOB NOT NULL UNIQUE,
                organization_id TEXT NOT NULL,
                project_id TEXT,
                integration_id TEXT,
                created_at INTEGER NOT NULL,
                revoked_at INTEGER,
                name TEXT,
                expires_at INTEGER,
                last_used_at INTEGER
            ) STRICT
            """,
        ),
        "ALTER TABLE promotions RENAME COLUMN unfilled TO backfill_from",
    ),
    (
        # A JSON array of texts.
        """
        ALTER TABLE api_keys ADD COLUMN origins TEXT
        CHECK (origins IS NULL OR json_valid(origins))
        """,
    ),
    CONVERSATION_TABLES,
    REVISION_STAMPS,
)
"""The steps that lead from each version to the next. Files in use depend on what is here: append a
migration, never change one."""

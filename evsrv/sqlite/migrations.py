"""The database's schema, version by version; `PRAGMA user_version` says how far a file is."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.write_transaction import immediate

APPLICATION_ID = int.from_bytes(b"evsr", "big")
"""What `PRAGMA application_id` of our files says; `file(1)` shows it too."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
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
        # New events are told by their rows: a trigger for them would make writing half as fast.
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
)
"""The statements that lead from each version to the next. Files in use depend on what is here:
append a migration, never change one."""


def check(connection: sqlite3.Connection, path: Path) -> int:
    """Tell a file's version, 0 for an empty one; nothing is written.

    Raises `StoreError` where the file is no SQLite database, is not ours, or is newer than this
    program.
    """
    try:
        # One statement sees one state: another process may be migrating the same file.
        application, version, used = connection.execute(
            """
            SELECT (SELECT application_id FROM pragma_application_id),
                (SELECT user_version FROM pragma_user_version),
                EXISTS (SELECT 1 FROM sqlite_schema)
            """
        ).fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise StoreError(f"{path} is not an SQLite database") from error
        raise
    if application != APPLICATION_ID:
        if used:
            raise StoreError(f"{path} is an SQLite database of another program")
        return 0
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path} was made by a newer evsrv: it has version {version}, "
            f"this one knows up to {len(MIGRATIONS)}"
        )
    return int(version)


def objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Give the statement that made each table, index and so on, by its type and name."""
    rows = connection.execute(
        """
        SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY rowid
        """
    )
    return {(type_, name): statement for type_, name, statement in rows}


def objects_of_version(version: int, further: Iterable[str] = ()) -> dict[tuple[str, str], str]:
    """Give what `objects` should say of a file of this version after further statements."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in chain(*MIGRATIONS[:version], further):
            connection.execute(statement)
        return objects(connection)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a file to this program's version, each step in a transaction of its own."""
    while check(connection, path) < len(MIGRATIONS):
        # Checked again inside, where nobody else can be ahead.
        immediate(connection, lambda connection: _step(connection, check(connection, path)))


def _step(connection: sqlite3.Connection, version: int) -> None:
    if version == len(MIGRATIONS):
        return
    for statement in MIGRATIONS[version]:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version + 1}")

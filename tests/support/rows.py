"""Many rows inserted directly into the file, because ingestion over HTTP would take minutes."""

import sqlite3
from contextlib import closing
from pathlib import Path


def insert_rows(
    db: Path, count: int, *, properties: str = "{}", organization: str = "acme"
) -> None:
    """Insert events `r000001` and so on into project `site`, each a millisecond older."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
            INSERT INTO events
                (id, organization_id, project_id, event_type, type, message_id, created_at,
                 properties)
            SELECT printf('r%06d', i), :organization, 'site', 'message', 'sent', 'm',
                1772446500000 - i, :properties
            FROM n
            """,
            {"count": count, "organization": organization, "properties": properties},
        )
        connection.execute(
            """
            INSERT OR IGNORE INTO property_keys
            SELECT :organization, 'site', 'properties', key FROM json_each(:properties)
            """,
            {"organization": organization, "properties": properties},
        )

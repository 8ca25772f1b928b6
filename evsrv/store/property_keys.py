"""Which keys the JSON fields of stored events have: looked up at once, however many events.

The table `property_keys` has a row for each key that any event of a project has at the top of a
JSON field. The writer keeps it true.
"""

import sqlite3
from collections.abc import Iterable, Iterator

import orjson

from evsrv.event import Event

KeyRow = tuple[str, str | None, str, str]
"""Organization, project, field and key: a row of the table."""

_INSERT = """
    INSERT OR IGNORE INTO property_keys (organization_id, project_id, field, key)
    VALUES (?, ?, ?, ?)
"""
_MOST_KNOWN = 100_000


def list_keys_of_field(
    connection: sqlite3.Connection, organization_id: str, project_id: str | None, field: str
) -> list[str]:
    """List the keys of a field in code point order; without a project, of all projects."""
    rows = connection.execute(
        """
        SELECT DISTINCT key FROM property_keys
        WHERE organization_id = :organization AND field = :field
            AND (:project IS NULL OR project_id = :project)
        ORDER BY key
        """,
        {"organization": organization_id, "project": project_id, "field": field},
    )
    return [key for (key,) in rows]


def list_key_rows(connection: sqlite3.Connection) -> Iterator[KeyRow]:
    """List the whole table."""
    return connection.execute("SELECT organization_id, project_id, field, key FROM property_keys")


def remove_key_rows(connection: sqlite3.Connection, rows: Iterable[KeyRow]) -> None:
    """Take rows away; a writer has to forget what it knew of them."""
    connection.executemany(
        """
        DELETE FROM property_keys
        WHERE organization_id = ? AND project_id IS ? AND field = ? AND key = ?
        """,
        rows,
    )


class KnownKeys:
    """The keys that the writer knows to be in the table, so that most events cost no statement."""

    def __init__(self) -> None:
        self._rows: set[KeyRow] = set()
        self._version: int | None = None

    def note(self, connection: sqlite3.Connection, events: Iterable[Event]) -> None:
        """Add the keys of events that are stored, inside the caller's transaction."""
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._rows) > _MOST_KNOWN:
            # Another process has written, which may have been to take keys away.
            self.forget()
            self._version = version
        new = {
            row
            for event in events
            for row in key_rows(
                event.organization_id, event.project_id, event.properties, event.user_properties
            )
        } - self._rows
        connection.executemany(_INSERT, sorted(new, key=repr))
        self._rows |= new

    def forget(self) -> None:
        """Know nothing, as after a transaction that was rolled back."""
        self._rows.clear()


def key_rows(
    organization_id: str,
    project_id: str | None,
    properties: str | None,
    user_properties: str | None,
) -> Iterator[KeyRow]:
    """Yield the rows that an event of these columns needs."""
    for field, document in (("properties", properties), ("userProperties", user_properties)):
        if document is not None:
            for key in orjson.loads(document):
                yield organization_id, project_id, field, key

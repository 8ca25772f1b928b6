"""Which keys the JSON fields of stored events have: looked up at once, however many events.

The table `property_keys` has a row for each key that any event of a project has at the top of a
JSON field. The writer keeps it true.
"""

import sqlite3
from collections.abc import Iterable

import orjson

from evsrv.event import Event

_Row = tuple[str, str | None, str, str]
"""Organization, project, field and key."""

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


class KnownKeys:
    """The keys that the writer knows to be in the table, so that most events cost no statement."""

    def __init__(self) -> None:
        self._rows: set[_Row] = set()
        self._version: int | None = None

    def note(self, connection: sqlite3.Connection, events: Iterable[Event]) -> None:
        """Add the keys of events that are stored, inside the caller's transaction."""
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._rows) > _MOST_KNOWN:
            # Another process has written, which may have been to take keys away.
            self.forget()
            self._version = version
        new = {row for event in events for row in _rows(event)} - self._rows
        connection.executemany(_INSERT, sorted(new, key=repr))
        self._rows |= new

    def forget(self) -> None:
        """Know nothing, as after a transaction that was rolled back."""
        self._rows.clear()


def _rows(event: Event) -> Iterable[_Row]:
    for field, document in (
        ("properties", event.properties),
        ("userProperties", event.user_properties),
    ):
        if document is not None:
            for key in orjson.loads(document):
                yield event.organization_id, event.project_id, field, key

"""Which keys the JSON fields of stored events have: looked up at once, however many events.

The table `property_keys` has a row for each key that any event of a project has at the top of a
JSON field. The writer keeps it true.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator

import orjson

from evsrv.core.event import Event
from evsrv.query.plan import AllOf, Plan, Reference
from evsrv.sqlite.compile_context import read_compile_context
from evsrv.sqlite.compiler.statement import compile_keys

KeyRow = tuple[str, str | None, str, str]
"""Organization, project, field and key: a row of the table."""

_INSERT = """
    INSERT OR IGNORE INTO property_keys (organization_id, project_id, field, key)
    VALUES (?, ?, ?, ?)
"""
_Place = tuple[str, str | None, str]
"""Organization, project and field."""

_MAX_KNOWN_KEYS = 100_000


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


def read_keys(plan: Plan, field: Reference, connection: sqlite3.Connection) -> list[str]:
    """List the keys of a field in a plan's events, in code point order."""
    if plan.where == AllOf():
        scope = plan.scope
        return list_keys_of_field(connection, scope.organization_id, scope.project_id, field.name)
    query = compile_keys(plan, field, read_compile_context(connection))
    return [key for (key,) in connection.execute(query.text, query.parameters)]


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
        self._known: dict[_Place, set[str]] = {}
        self._count = 0
        self._version: int | None = None

    def note(self, connection: sqlite3.Connection, events: Iterable[Event]) -> None:
        """Add the keys of events that are stored, inside the caller's transaction."""
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != self._version or self._count > _MAX_KNOWN_KEYS:
            # Another process has written, which may have been to take keys away.
            self.forget()
            self._version = version
        for event in events:
            for place, keys in _keys(
                event.organization_id, event.project_id, event.properties, event.user_properties
            ):
                self._note(connection, place, keys)

    def forget(self) -> None:
        """Know nothing, as after a transaction that was rolled back."""
        self._known.clear()
        self._count = 0

    def _note(self, connection: sqlite3.Connection, place: _Place, keys: Collection[str]) -> None:
        known = self._known.get(place, set())
        if known.issuperset(keys):
            return
        new = sorted(set(keys) - known)
        connection.executemany(_INSERT, [(*place, key) for key in new])
        self._known.setdefault(place, set()).update(new)
        self._count += len(new)


def key_rows(
    organization_id: str,
    project_id: str | None,
    properties: str | None,
    user_properties: str | None,
) -> Iterator[KeyRow]:
    """Yield the rows that an event of these columns needs."""
    for place, keys in _keys(organization_id, project_id, properties, user_properties):
        for key in keys:
            yield *place, key


def _keys(
    organization_id: str,
    project_id: str | None,
    properties: str | None,
    user_properties: str | None,
) -> Iterator[tuple[_Place, Collection[str]]]:
    for field, document in (("properties", properties), ("userProperties", user_properties)):
        if document is not None:
            yield (organization_id, project_id, field), orjson.loads(document)

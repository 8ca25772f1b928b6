"""The table `property_keys`: the keys in the JSON fields of stored events.

It has a row for each key that any event of a project has at the top level of a JSON field, so that
listing them takes no scan of the events. The writer maintains it.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator

import orjson

from evsrv.core.event import Event
from evsrv.query.plan import Plan
from evsrv.query.predicate import AllOf
from evsrv.query.reference import Reference
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.statement import compile_keys
from evsrv.sqlite.compiler.table_aids import TABLE_AIDS

KeyRow = tuple[str, str | None, str, str]
"""Organization, project, field and key: a row of the table."""

_INSERT = """
    INSERT OR IGNORE INTO property_keys (organization_id, project_id, field, key)
    VALUES (?, ?, ?, ?)
"""
_ProjectField = tuple[str, str | None, str]
"""Organization, project and field."""

_MAX_KNOWN_KEYS = 100_000


def list_keys_of_field(
    connection: sqlite3.Connection,
    organization_id: str,
    project_id: str | None,
    field: str,
    limit: int = -1,
) -> list[str]:
    """Return the first keys of a field in code point order; without a project, of all projects.

    A negative limit is none.
    """
    rows = connection.execute(
        """
        SELECT DISTINCT key FROM property_keys
        WHERE organization_id = :organization AND field = :field
            AND (:project IS NULL OR project_id = :project)
        ORDER BY key LIMIT :limit
        """,
        {
            "organization": organization_id,
            "project": project_id,
            "field": field,
            "limit": limit,
        },
    )
    return [key for (key,) in rows]


def list_all_keys(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the fields and keys of all organizations, in code point order."""
    return connection.execute(
        "SELECT DISTINCT field, key FROM property_keys ORDER BY field, key"
    ).fetchall()


def has_listed_keys(plan: Plan) -> bool:
    """Return whether the table has the keys of exactly the rows that a plan filters."""
    is_whole = plan.where == AllOf() and plan.range is None
    return is_whole and TABLE_AIDS[plan.dataset].has_listed_keys


def read_keys(plan: Plan, field: str, limit: int, connection: sqlite3.Connection) -> list[str]:
    """Return the first keys of a field in a plan's rows, in code point order."""
    if has_listed_keys(plan):
        organization, project = plan.scope.organization_id, plan.scope.project_id
        return list_keys_of_field(connection, organization, project, field, limit)
    reference = Reference(plan.dataset.fields[field])
    context = read_plan_context(connection, plan)
    query = compile_keys(plan, reference, limit, context)
    return [key for (key,) in connection.execute(query.text, query.parameters)]


def list_key_rows(connection: sqlite3.Connection) -> Iterator[KeyRow]:
    """Return the rows of the whole table."""
    return connection.execute("SELECT organization_id, project_id, field, key FROM property_keys")


def remove_key_rows(connection: sqlite3.Connection, rows: Iterable[KeyRow]) -> None:
    """Delete rows; a writer that knew them has to `forget`."""
    connection.executemany(
        """
        DELETE FROM property_keys
        WHERE organization_id = ? AND project_id IS ? AND field = ? AND key = ?
        """,
        rows,
    )


class KnownKeys:
    """The writer's cache of keys that are in the table: most events need no statement.

    Bounded by `_MAX_KNOWN_KEYS`; valid until another process writes or a rollback.
    """

    def __init__(self) -> None:
        self._known: dict[_ProjectField, set[str]] = {}
        self._count = 0
        self._version: int | None = None

    def note(self, connection: sqlite3.Connection, events: Iterable[Event]) -> None:
        """Store the keys of stored events, inside the caller's transaction."""
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != self._version or self._count > _MAX_KNOWN_KEYS:
            # Another process has written, and may have deleted keys.
            self.forget()
            self._version = version
        for event in events:
            for project_field, keys in _keys(
                event.organization_id, event.project_id, event.properties, event.user_properties
            ):
                self._note(connection, project_field, keys)

    def forget(self) -> None:
        """Clear the cache, as after a rollback."""
        self._known.clear()
        self._count = 0

    def _note(
        self, connection: sqlite3.Connection, project_field: _ProjectField, keys: Collection[str]
    ) -> None:
        known = self._known.get(project_field, set())
        if known.issuperset(keys):
            return
        new = sorted(set(keys) - known)
        connection.executemany(_INSERT, [(*project_field, key) for key in new])
        self._known.setdefault(project_field, set()).update(new)
        self._count += len(new)


def key_rows(
    organization_id: str,
    project_id: str | None,
    properties: str | None,
    user_properties: str | None,
) -> Iterator[KeyRow]:
    """Yield the rows that an event with these columns needs."""
    for project_field, keys in _keys(organization_id, project_id, properties, user_properties):
        for key in keys:
            yield *project_field, key


def _keys(
    organization_id: str,
    project_id: str | None,
    properties: str | None,
    user_properties: str | None,
) -> Iterator[tuple[_ProjectField, Collection[str]]]:
    for field, document in (("properties", properties), ("userProperties", user_properties)):
        if document is not None:
            yield (organization_id, project_id, field), orjson.loads(document)

"""Deleting old events in small steps, between which others write."""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial

from attrs import frozen

from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.steps import retry_on_busy, throttled_step
from evsrv.sqlite.property_keys import KeyRow, key_rows, list_key_rows, remove_key_rows

STEP_EVENTS = 500
"""Events that one transaction deletes or reads; it takes milliseconds."""


@frozen
class Selection:
    """The events to delete."""

    before: int
    """Epoch milliseconds, exclusive."""
    organization_id: str | None = None
    """None: all organizations."""
    project_id: str | None = None
    """None: all projects. A project requires its organization."""


def count_selected(connection: sqlite3.Connection, selection: Selection) -> int:
    """Return the number of events that a prune would delete."""
    condition, parameters = _condition(selection)
    counted = f"SELECT count(*) FROM events WHERE {condition}"  # noqa: S608 - constant text
    return sum(
        connection.execute(counted, (organization, *parameters)).fetchone()[0]
        for organization in _organizations(connection, selection)
    )


async def prune(
    engine: SqliteEngine,
    selection: Selection,
    *,
    full: bool = True,
    done: Callable[[int], None] = lambda _: None,
) -> int:
    """Delete the selected events, the oldest of an organization first; return their number.

    Then the keys that no event has any more are removed from `property_keys`: those of the deleted
    events or, if `full`, also those that an interrupted prune left. `done` is called with the
    number of events that each step deleted. SQLite's errors are raised; completed steps stay.
    """
    deleted = 0
    candidates: set[KeyRow] = set()
    for organization in await retry_on_busy(engine, partial(_organizations, selection=selection)):
        count = STEP_EVENTS
        while count == STEP_EVENTS:
            count, rows = await throttled_step(engine, partial(_delete, selection, organization))
            candidates |= rows
            deleted += count
            done(count)
    if full:
        candidates |= await retry_on_busy(engine, _all_key_rows)
    scan = UnusedKeyScan(candidates)
    while not await throttled_step(engine, scan.step):
        pass
    return deleted


def _organizations(connection: sqlite3.Connection, selection: Selection) -> list[str]:
    if selection.organization_id is not None:
        return [selection.organization_id]
    # DISTINCT would read the whole index; this is one seek for each organization.
    rows = connection.execute(
        """
        WITH RECURSIVE found (name) AS (
            SELECT min(organization_id) FROM events
            UNION ALL
            SELECT (SELECT min(organization_id) FROM events WHERE organization_id > name)
            FROM found WHERE name IS NOT NULL
        )
        SELECT name FROM found WHERE name IS NOT NULL
        """
    )
    return [name for (name,) in rows]


def _condition(selection: Selection) -> tuple[str, tuple[object, ...]]:
    """Render the condition on an organization's events; its name is the first parameter.

    The further parameters are returned beside it.
    """
    if selection.project_id is None:
        return "organization_id = ? AND created_at < ?", (selection.before,)
    return (
        "organization_id = ? AND project_id = ? AND created_at < ?",
        (selection.project_id, selection.before),
    )


def _delete(
    selection: Selection, organization: str, connection: sqlite3.Connection
) -> tuple[int, set[KeyRow]]:
    condition, parameters = _condition(selection)
    rows = connection.execute(
        f"""
        DELETE FROM events WHERE row IN (
            SELECT row FROM events WHERE {condition} ORDER BY created_at LIMIT {STEP_EVENTS}
        ) RETURNING organization_id, project_id, properties, user_properties
        """,  # noqa: S608 - constant text
        (organization, *parameters),
    ).fetchall()
    return len(rows), {key for row in rows for key in key_rows(*row)}


def _all_key_rows(connection: sqlite3.Connection) -> set[KeyRow]:
    return set(list_key_rows(connection))


class UnusedKeyScan:
    """Removes the candidates that no event has, by a scan of all events in the order of rows.

    The row of a new event is above all that were ever given, so the last step sees every event
    that was stored during the scan.
    """

    def __init__(self, candidates: Iterable[KeyRow]) -> None:
        self._unused = set(candidates)
        self._last_row = 0

    def step(self, connection: sqlite3.Connection) -> bool:
        """Read some more events; return whether the scan is complete."""
        if not self._unused:
            return True
        rows = connection.execute(
            """
            SELECT row, organization_id, project_id, properties, user_properties
            FROM events WHERE row > ? ORDER BY row LIMIT ?
            """,
            (self._last_row, STEP_EVENTS),
        ).fetchall()
        for self._last_row, *columns in rows:
            self._unused.difference_update(key_rows(*columns))
        if len(rows) == STEP_EVENTS:
            return False
        remove_key_rows(connection, self._unused)
        return True

"""Deleting old events in small steps, between which everybody else writes."""

import sqlite3
from collections.abc import Callable
from functools import partial

from attrs import frozen

from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.steps import retry_on_busy, step
from evsrv.sqlite.property_keys import KeyRow, key_rows, list_key_rows, remove_key_rows

STEP_EVENTS = 500
"""How many events one transaction deletes or looks at: a matter of milliseconds."""


@frozen
class Selection:
    """Which events are to go."""

    before: int
    """Epoch milliseconds; an event of this very time stays."""
    organization_id: str | None = None
    """None: of all organizations."""
    project_id: str | None = None
    """None: of all projects. A project is named together with its organization."""


def count_selected(connection: sqlite3.Connection, selection: Selection) -> int:
    """Count the events that a prune would delete."""
    condition, parameters = _condition(selection)
    counted = f"SELECT count(*) FROM events WHERE {condition}"  # noqa: S608 - our own text
    return sum(
        connection.execute(counted, (organization, *parameters)).fetchone()[0]
        for organization in _organizations(connection, selection)
    )


async def prune(
    store: SqliteEngine,
    selection: Selection,
    *,
    full: bool = True,
    done: Callable[[int], None] = lambda _: None,
) -> int:
    """Delete the selected events, the oldest of an organization first; tell how many there were.

    Then the keys that no event has any more go from `property_keys`: those of the deleted events,
    or, if `full`, also what a prune left that did not come to its end. `done` is told how many
    events each step deleted. Raises what SQLite does; the steps before stay done.
    """
    deleted = 0
    candidates: set[KeyRow] = set()
    for organization in await retry_on_busy(store, partial(_organizations, selection=selection)):
        count = STEP_EVENTS
        while count == STEP_EVENTS:
            count, rows = await step(store, partial(_delete, selection, organization))
            candidates |= rows
            deleted += count
            done(count)
    if full:
        candidates |= await retry_on_busy(store, _all_key_rows)
    sweep = UnusedKeyScan(frozenset(candidates))
    while not await step(store, sweep.step):
        pass
    return deleted


def _organizations(connection: sqlite3.Connection, selection: Selection) -> list[str]:
    if selection.organization_id is not None:
        return [selection.organization_id]
    # DISTINCT would read the whole index; this is one look for each.
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
    """Write the condition on an organization's events, and the parameters after its name."""
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
        """,  # noqa: S608 - our own text
        (organization, *parameters),
    ).fetchall()
    return len(rows), {key for row in rows for key in key_rows(*row)}


def _all_key_rows(connection: sqlite3.Connection) -> set[KeyRow]:
    return set(list_key_rows(connection))


class UnusedKeyScan:
    """Takes away the suspects that no event has, by a walk over all events as they were stored.

    Events that come during the walk come at its end, so that the last step sees them: a row's
    number is above all that are there. Only when the highest rows are deleted are their numbers
    given again; then the walk begins anew.
    """

    def __init__(self, candidates: frozenset[KeyRow]) -> None:
        self._suspects = candidates
        self._begin()

    def _begin(self) -> None:
        self._gone = set(self._suspects)
        self._last = 0
        self._last_event: tuple[str, str] | None = None

    def step(self, connection: sqlite3.Connection) -> bool:
        """Look at some more events; tell whether that was all."""
        if not self._gone:
            return True
        last = connection.execute(
            "SELECT organization_id, id FROM events WHERE row = ?", (self._last,)
        ).fetchone()
        if last != self._last_event:
            self._begin()
        rows = connection.execute(
            """
            SELECT row, id, organization_id, project_id, properties, user_properties
            FROM events WHERE row > ? ORDER BY row LIMIT ?
            """,
            (self._last, STEP_EVENTS),
        ).fetchall()
        for _, _, *columns in rows:
            self._gone.difference_update(key_rows(*columns))
        if len(rows) == STEP_EVENTS:
            self._last, id_, organization, *_ = rows[-1]
            self._last_event = organization, id_
            return False
        remove_key_rows(connection, self._gone)
        return True

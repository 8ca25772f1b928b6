"""Deleting rows of datasets in small steps, with all that depends on them."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import orjson
from attrs import frozen

from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.steps import retry_on_busy, throttled_step
from evsrv.sqlite.maintenance.unused_keys import UnusedKeyScan
from evsrv.sqlite.property_keys import KeyRow, key_rows, list_key_rows

STEP_ROWS = 500
"""Rows that one transaction deletes; it takes milliseconds."""

DueRow = tuple[int, int]
"""The number of a row, and how many rows its deletion takes."""
FindDue = Callable[[sqlite3.Connection], Sequence[DueRow]]

_ORDER = (FEEDBACK, CONVERSATIONS, EVENTS)
"""Feedback first: the deletion of a conversation takes the feedback joined to it along."""

_DELETED_ROWS = {
    CONVERSATIONS: "1 + (SELECT count(*) FROM messages WHERE conversation = conversations.row)"
}
"""How many rows the deletion of one takes, as SQL, if it is more than that one."""

_LISTED_KEYS = {EVENTS}
"""The datasets whose keys the table `property_keys` has."""


def deleted_rows(dataset: Dataset) -> str:
    """Return, as SQL, how many rows the deletion of a row takes."""
    return _DELETED_ROWS.get(dataset, "1")


@frozen
class Step:
    """The rows that one transaction has deleted, and those that were due and are left."""

    deleted: int
    left: int


class Deletion:
    """Deletes rows of datasets, then the property keys that no event has any more.

    Conversations are deleted with their messages and feedback. SQLite's errors are raised;
    completed steps stay.
    """

    def __init__(
        self,
        engine: SqliteEngine,
        datasets: Collection[Dataset],
        done: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Delete from these datasets; `done` is called with the rows that each step deleted."""
        self._engine = engine
        self._done = done
        self._deleted = dict.fromkeys(datasets, 0)
        self._unused: set[KeyRow] = set()

    @property
    def deleted(self) -> Mapping[Dataset, int]:
        """Return the number of deleted rows by dataset."""
        return self._deleted

    @property
    def order(self) -> list[Dataset]:
        """Return the datasets in the order in which they must be deleted from."""
        return [dataset for dataset in _ORDER if dataset in self._deleted]

    async def step(self, dataset: Dataset, find_due: FindDue) -> Step:
        """Delete the first of the rows that are due, at least one if there are any."""
        due, rows = await throttled_step(self._engine, partial(_delete_first, dataset, find_due))
        if dataset in _LISTED_KEYS:
            self._unused.update(key for row in rows for key in key_rows(*row))
        self._deleted[dataset] += len(rows)
        if rows:
            self._done(len(rows))
        return Step(len(rows), due - len(rows))

    async def remove_unused_keys(self, *, full: bool) -> None:
        """Remove the keys that no event has any more from `property_keys`.

        Those are the keys of the deleted events or, if `full`, also those that an interrupted
        deletion left.
        """
        if full and _LISTED_KEYS & self._deleted.keys():
            self._unused |= await retry_on_busy(self._engine, _all_key_rows)
        scan = UnusedKeyScan(self._unused)
        while not await throttled_step(self._engine, scan.step):
            pass


def _delete_first(
    dataset: Dataset, find_due: FindDue, connection: sqlite3.Connection
) -> tuple[int, list[tuple[str, str | None, str | None, str | None]]]:
    """Return how many rows are due, and of the deleted: organization, project and documents."""
    due = find_due(connection)
    deleted = connection.execute(
        f"""
        DELETE FROM {dataset.name} WHERE row IN (SELECT value FROM json_each(?))
        RETURNING organization_id, project_id, properties, user_properties
        """,  # noqa: S608 - constant names
        (orjson.dumps(_within_step(due)).decode(),),
    ).fetchall()
    return len(due), deleted


def _within_step(rows: Sequence[DueRow]) -> list[int]:
    """Return the first rows whose deletion takes `STEP_ROWS`, and at least one."""
    taken: list[int] = []
    total = 0
    for row, deleted in rows:
        total += deleted
        if taken and total > STEP_ROWS:
            break
        taken.append(row)
    return taken


def _all_key_rows(connection: sqlite3.Connection) -> set[KeyRow]:
    return set(list_key_rows(connection))

"""Deleting old rows in small steps, between which others write."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

import orjson
from attrs import frozen

from evsrv.core.datasets import CONVERSATIONS, DATASETS, EVENTS, FEEDBACK, Dataset
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.projects import Project, list_projects
from evsrv.sqlite.maintenance.steps import retry_on_busy, throttled_step
from evsrv.sqlite.maintenance.unused_keys import UnusedKeyScan
from evsrv.sqlite.migrations import schema_objects
from evsrv.sqlite.property_keys import KeyRow, key_rows, list_key_rows

STEP_ROWS = 500
"""Rows that one transaction deletes; it takes milliseconds."""

_ORDER = (FEEDBACK, CONVERSATIONS, EVENTS)
"""Feedback first: the deletion of a conversation takes the feedback joined to it along."""

_DELETED_ROWS = {
    CONVERSATIONS: "1 + (SELECT count(*) FROM messages WHERE conversation = conversations.row)"
}
"""How many rows the deletion of one takes, as SQL, if it is more than that one."""

_LISTED_KEYS = {EVENTS}
"""The datasets whose keys the table `property_keys` has."""


@frozen
class Selection:
    """The rows to delete."""

    before: int
    """Epoch milliseconds, exclusive, compared with the `age_column` of a dataset."""
    organization_id: str | None = None
    """None: all organizations."""
    project_id: str | None = None
    """None: all projects. A project requires its organization."""
    datasets: Collection[Dataset] = tuple(DATASETS.values())


def count_selected(connection: sqlite3.Connection, selection: Selection) -> Mapping[Dataset, int]:
    """Return the number of rows of each dataset that a prune would delete.

    Messages, and feedback that would be deleted with its conversation only, do not count. A file of
    an older version may have no table for a dataset, and so no rows.
    """
    tables = {name for type_, name in schema_objects(connection) if type_ == "table"}
    return {
        dataset: _count(connection, dataset, selection) if dataset.name in tables else 0
        for dataset in selection.datasets
    }


async def prune(
    engine: SqliteEngine,
    selection: Selection,
    *,
    full: bool = True,
    done: Callable[[int], None] = lambda _: None,
) -> Mapping[Dataset, int]:
    """Delete the selected rows, the oldest of a project first; return their number by dataset.

    Conversations are deleted with their messages and feedback. Then the keys that no event has any
    more are removed from `property_keys`: those of the deleted events or, if `full`, also those
    that an interrupted prune left. `done` is called with the number of rows that each step deleted.
    SQLite's errors are raised; completed steps stay.
    """
    deleted = dict.fromkeys(selection.datasets, 0)
    candidates: set[KeyRow] = set()
    for dataset in _ORDER:
        if dataset not in deleted:
            continue
        find = partial(_old_projects, dataset=dataset, selection=selection)
        for project in await retry_on_busy(engine, find):
            step = partial(_delete, dataset, project, selection.before)
            while rows := await throttled_step(engine, step):
                if dataset in _LISTED_KEYS:
                    candidates.update(key for row in rows for key in key_rows(*row))
                deleted[dataset] += len(rows)
                done(len(rows))
    if full and _LISTED_KEYS & deleted.keys():
        candidates |= await retry_on_busy(engine, _all_key_rows)
    scan = UnusedKeyScan(candidates)
    while not await throttled_step(engine, scan.step):
        pass
    return deleted


def _count(connection: sqlite3.Connection, dataset: Dataset, selection: Selection) -> int:
    counted = f"SELECT count(*) FROM {dataset.name} WHERE {_condition(dataset)}"  # noqa: S608
    return sum(
        connection.execute(counted, (*project, selection.before)).fetchone()[0]
        for project in _projects(connection, dataset, selection)
    )


def _projects(
    connection: sqlite3.Connection, dataset: Dataset, selection: Selection
) -> Iterator[Project]:
    if selection.organization_id is not None and selection.project_id is not None:
        yield selection.organization_id, selection.project_id
    else:
        yield from list_projects(connection, dataset, selection.organization_id)


def _old_projects(
    connection: sqlite3.Connection, dataset: Dataset, selection: Selection
) -> list[Project]:
    """Return the projects that have rows to delete."""
    any_row = f"SELECT 1 FROM {dataset.name} WHERE {_condition(dataset)} LIMIT 1"  # noqa: S608
    return [
        project
        for project in _projects(connection, dataset, selection)
        if connection.execute(any_row, (*project, selection.before)).fetchone()
    ]


def _condition(dataset: Dataset) -> str:
    """Render the condition on the rows; parameters: organization, project and time."""
    return f"organization_id = ? AND project_id IS ? AND {dataset.age_column} < ?"


def _delete(
    dataset: Dataset, project: Project, before: int, connection: sqlite3.Connection
) -> list[tuple[str, str | None, str | None, str | None]]:
    """Delete the oldest rows; return their organizations, projects and documents."""
    oldest = connection.execute(
        f"""
        SELECT row, {_DELETED_ROWS.get(dataset, "1")} FROM {dataset.name}
        WHERE {_condition(dataset)} ORDER BY {dataset.age_column} LIMIT {STEP_ROWS}
        """,  # noqa: S608 - constant names
        (*project, before),
    )
    return connection.execute(
        f"""
        DELETE FROM {dataset.name} WHERE row IN (SELECT value FROM json_each(?))
        RETURNING organization_id, project_id, properties, user_properties
        """,  # noqa: S608 - constant names
        (orjson.dumps(_within_step(oldest.fetchall())).decode(),),
    ).fetchall()


def _within_step(rows: Collection[tuple[int, int]]) -> list[int]:
    """Return the first rows whose deletion takes `STEP_ROWS`, and at least one."""
    taken: list[int] = []
    total = 0
    for row, deleted_rows in rows:
        total += deleted_rows
        if taken and total > STEP_ROWS:
            break
        taken.append(row)
    return taken


def _all_key_rows(connection: sqlite3.Connection) -> set[KeyRow]:
    return set(list_key_rows(connection))

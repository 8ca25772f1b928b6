"""Deleting old rows in small steps, between which others write."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from evsrv.core.datasets import Dataset
from evsrv.engine.contents import Project
from evsrv.engine.selection import Selection
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.deletion import STEP_ROWS, Deletion, DueRow, deleted_rows
from evsrv.sqlite.maintenance.places import stored_datasets
from evsrv.sqlite.maintenance.projects import list_projects
from evsrv.sqlite.maintenance.steps import retry_on_busy


def count_selected(connection: sqlite3.Connection, selection: Selection) -> Mapping[Dataset, int]:
    """Return the number of rows of each dataset that a prune would delete.

    Messages, and feedback that would be deleted with its conversation only, do not count. A file of
    an older version may have no table for a dataset, and so no rows.
    """
    stored = stored_datasets(connection)
    return {
        dataset: _count(connection, dataset, selection) if dataset in stored else 0
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
    deletion = Deletion(engine, selection.datasets, done)
    for dataset in deletion.order:
        find = partial(_old_projects, dataset=dataset, selection=selection)
        for project in await retry_on_busy(engine, find):
            oldest = partial(_oldest, dataset=dataset, project=project, before=selection.before)
            while (await deletion.step(dataset, oldest)).deleted:
                pass
    await deletion.remove_unused_keys(full=full)
    return deletion.deleted


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


def _oldest(
    connection: sqlite3.Connection, dataset: Dataset, project: Project, before: int
) -> list[DueRow]:
    return connection.execute(
        f"""
        SELECT row, {deleted_rows(dataset)} FROM {dataset.name}
        WHERE {_condition(dataset)} ORDER BY {dataset.age_column} LIMIT {STEP_ROWS}
        """,  # noqa: S608 - constant names
        (*project, before),
    ).fetchall()

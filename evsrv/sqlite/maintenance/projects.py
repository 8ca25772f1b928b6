"""The projects that have rows in a dataset, found by seeks in its indexes."""

import sqlite3
from collections.abc import Iterator

from evsrv.core.datasets import Dataset
from evsrv.engine.contents import Project


def list_projects(
    connection: sqlite3.Connection, dataset: Dataset, organization_id: str | None = None
) -> Iterator[Project]:
    """Yield the projects that have rows, of all organizations or of this one."""
    organizations = (
        _distinct(connection, dataset, "organization_id")
        if organization_id is None
        else [organization_id]
    )
    for organization in organizations:
        condition = "organization_id = ?"
        (without_project,) = connection.execute(
            f"""
            SELECT EXISTS (
                SELECT 1 FROM {dataset.name} WHERE {condition} AND project_id IS NULL
            )
            """,  # noqa: S608 - constant names
            (organization,),
        ).fetchone()
        if without_project:
            yield organization, None
        for project in _distinct(connection, dataset, "project_id", condition, organization):
            yield organization, project


def _distinct(
    connection: sqlite3.Connection,
    dataset: Dataset,
    column: str,
    condition: str = "true",
    *parameters: str,
) -> Iterator[str]:
    """Yield the values of a column in the rows under a condition, except null."""
    # DISTINCT would read the whole index; this is one seek for each value.
    smallest = f"SELECT min({column}) FROM {dataset.name} WHERE {condition}"  # noqa: S608
    (value,) = connection.execute(smallest, parameters).fetchone()
    while value is not None:
        yield value
        further = (*parameters, value)
        (value,) = connection.execute(f"{smallest} AND {column} > ?", further).fetchone()

"""The organizations and projects that a file knows: those of its rows and of its API keys."""

import sqlite3
from collections import defaultdict

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.engine.contents import Places
from evsrv.sqlite.maintenance.projects import list_projects
from evsrv.sqlite.migrations import schema_objects


def list_places(connection: sqlite3.Connection) -> Places:
    """Return the organizations of a file of any version, and the projects of each."""
    places: defaultdict[str, set[str | None]] = defaultdict(set)
    for dataset in stored_datasets(connection):
        for organization, project in list_projects(connection, dataset):
            places[organization].add(project)
    keys = connection.execute(
        "SELECT DISTINCT organization_id, project_id FROM api_keys WHERE revoked_at IS NULL"
    )
    for organization, project in keys:
        # A key without a project is for all of them.
        places[organization] |= set() if project is None else {project}
    return {organization: frozenset(places[organization]) for organization in sorted(places)}


def stored_datasets(connection: sqlite3.Connection) -> list[Dataset]:
    """Return the datasets that a file has tables for; one of an older version may lack some."""
    tables = {name for type_, name in schema_objects(connection) if type_ == "table"}
    return [dataset for dataset in DATASETS.values() if dataset.name in tables]

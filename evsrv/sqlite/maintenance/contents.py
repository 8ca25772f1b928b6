"""Reading the contents of a file in numbers."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.engine.contents import MAX_TYPES, Contents, Group, Project, Size
from evsrv.sqlite.maintenance.places import list_places, stored_datasets
from evsrv.sqlite.maintenance.projects import list_projects
from evsrv.sqlite.migrations import read_version
from evsrv.sqlite.opening import open_unchanged
from evsrv.sqlite.schema_versions import MIGRATIONS


@frozen
class FileContents(Contents):
    """The contents of a file, with what SQLite tells of it."""

    free_bytes: int
    """Of pages that are free for new rows."""
    log_bytes: int
    """Of the write-ahead log."""


def read_contents(path: Path) -> FileContents:
    """Read the contents of a file of any version. Raises `StoreError` if it cannot be opened."""
    with closing(open_unchanged(path)) as connection:
        connection.execute("BEGIN")
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        groups = tuple(_groups(connection))
        log = path.resolve().with_name(f"{path.resolve().name}-wal")
        return FileContents(
            version=read_version(connection, path),
            newest_version=len(MIGRATIONS),
            bytes=pages * page_size,
            free_bytes=free * page_size,
            log_bytes=log.stat().st_size if log.exists() else 0,
            groups=groups,
            empty_places=tuple(_empty_places(connection, groups)),
            sizes=tuple(_sizes(connection)),
        )


def _groups(connection: sqlite3.Connection) -> Iterator[Group]:
    datasets = stored_datasets(connection)
    projects = {project for one in datasets for project in list_projects(connection, one)}
    for project in sorted(projects, key=lambda place: (place[0], place[1] or "")):
        for dataset in datasets:
            if (group := _group(connection, dataset, project)) is not None:
                yield group


def _group(connection: sqlite3.Connection, dataset: Dataset, project: Project) -> Group | None:
    time = dataset.time_field.column
    of_project = f"FROM {dataset.name} WHERE organization_id = ? AND project_id IS ?"
    rows, first, last = connection.execute(
        f"SELECT count(*), min({time}), max({time}) {of_project}",
        project,
    ).fetchone()
    if not rows:
        return None
    types = connection.execute(
        f"""
        SELECT type, count(*) {of_project} GROUP BY type ORDER BY count(*) DESC, type
        LIMIT {MAX_TYPES}
        """,
        project,
    )
    return Group(*project, dataset, rows, first, last, dict(types))


def _empty_places(connection: sqlite3.Connection, groups: Collection[Group]) -> Iterator[Project]:
    for organization, projects in list_places(connection).items():
        filled = {one.project_id for one in groups if one.organization_id == organization}
        for project in sorted(name for name in projects if name is not None):
            if project not in filled:
                yield organization, project
        if not filled and not projects:
            yield organization, None


def _sizes(connection: sqlite3.Connection) -> Iterator[Size]:
    if not connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'").fetchone():
        return
    sizes = connection.execute(
        """
        SELECT ifnull(tbl_name, size.name), iif(type = 'index', size.name, NULL), pgsize
        FROM (SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE) AS size
            LEFT JOIN sqlite_schema AS object ON object.name = size.name
        ORDER BY pgsize DESC, size.name
        """
    )
    for table, index, size in sizes:
        yield Size(table, index, size)

"""Migrating a file to this program's schema; `PRAGMA user_version` has the version of a file."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.errors import is_busy
from evsrv.sqlite.schema_versions import MIGRATIONS, MigrationStep
from evsrv.sqlite.table_rebuild import Progress, TableRebuild, ignore_progress
from evsrv.sqlite.upgrade_estimate import (
    UpgradeEstimate,
    estimate_upgrade,
    log_upgrade,
    require_space,
)
from evsrv.sqlite.write_transaction import immediate

APPLICATION_ID = int.from_bytes(b"evsr", "big")
"""The `PRAGMA application_id` of the files; `file(1)` shows it too."""

StartUpgrade = Callable[[UpgradeEstimate], Progress]
"""Called before the upgrade of a file with many events; returns its progress callback."""


class FileInUse(StoreError):
    """A file that has to be upgraded has other connections."""


def read_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return a file's version, 0 for an empty one; nothing is written.

    Raises `StoreError` if the file is not an SQLite database, is another program's, or is newer
    than this program.
    """
    try:
        # One statement sees one state: another process may be migrating the same file.
        application, version, used = connection.execute(
            """
            SELECT (SELECT application_id FROM pragma_application_id),
                (SELECT user_version FROM pragma_user_version),
                EXISTS (SELECT 1 FROM sqlite_schema)
            """
        ).fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise StoreError(
                f"{path} is not an SQLite database; name another file with --db"
            ) from error
        raise
    if application != APPLICATION_ID:
        if used:
            raise StoreError(
                f"{path} is an SQLite database of another program; name another file with --db"
            )
        return 0
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path} was made by a newer evsrv: it has version {version}, "
            f"this one knows up to {len(MIGRATIONS)}; install the newer evsrv"
        )
    return int(version)


def schema_objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return the statement that created each table, index and so on, by its type and name."""
    rows = connection.execute(
        """
        SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY rowid
        """
    )
    return {(type_, name): statement for type_, name, statement in rows}


def expected_objects(version: int, further: Iterable[str] = ()) -> dict[tuple[str, str], str]:
    """Return the `schema_objects` that a file of this version has after further statements."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _run(connection, chain(*MIGRATIONS[:version], further))
        return schema_objects(connection)


def is_outdated(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether a file has an older version. Raises as `read_version`."""
    return 0 < read_version(connection, path) < len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, path: Path, start: StartUpgrade = log_upgrade) -> None:
    """Bring a file to this program's version in one transaction.

    Raises `FileInUse` if an older file has other connections, and `StoreError` if the disk lacks
    the space.
    """
    if is_outdated(connection, path):
        _leave_wal(connection, path)
    if read_version(connection, path) < len(MIGRATIONS):
        immediate(connection, lambda connection: _upgrade(connection, path, start))


def _upgrade(connection: sqlite3.Connection, path: Path, start: StartUpgrade) -> None:
    # Read again inside the transaction, where no other process can be ahead.
    version = read_version(connection, path)
    if version == len(MIGRATIONS):
        return
    steps = tuple(chain(*MIGRATIONS[version:]))
    progress: Progress = ignore_progress
    if version:
        estimate = estimate_upgrade(connection, path, version, steps)
        require_space(estimate)
        if estimate.is_long:
            progress = start(estimate)
    _run(connection, steps, progress)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _run(
    connection: sqlite3.Connection,
    steps: Iterable[MigrationStep],
    progress: Progress = ignore_progress,
) -> None:
    for step in steps:
        if isinstance(step, TableRebuild):
            step.run(connection, progress)
        else:
            connection.execute(step)


def _leave_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Switch to a rollback journal, which SQLite does only for the sole connection to a file.

    An older server would be unable to store events once the file is upgraded.
    """
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        raise FileInUse(
            f"{path} has to be upgraded to version {len(MIGRATIONS)}, but another process uses it;"
            " stop that one first"
        ) from error

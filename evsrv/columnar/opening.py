"""Opening the copy of a place: its file if that is one of the present rows, else a new one."""

import logging
import secrets
from contextlib import suppress
from pathlib import Path

import duckdb

from evsrv.columnar.copy import Copy
from evsrv.columnar.copy_folder import SUFFIX
from evsrv.columnar.copy_options import CopyOptions
from evsrv.columnar.copy_reader import CopyReader
from evsrv.columnar.database import Database, FileTaken, open_database, remove_files
from evsrv.columnar.kept_copy import KeptCopy
from evsrv.columnar.marks import create_tables, drop_unmarked, read_marks
from evsrv.columnar.place import Place
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.rows_version import RowsVersion, read_row_id, read_rows_version

_log = logging.getLogger(__name__)


def open_reader(
    kept: KeptCopy,
    options: CopyOptions,
    environment: str,
    connection: SqliteConnection,
) -> CopyReader:
    """Open the copy of a place for queries."""
    copy = _open_copy(kept.place, options.folder, options.memory, environment, connection)
    return CopyReader(copy, kept.wanted, options)


def _open_copy(
    place: Place, folder: Path, memory: str, environment: str, connection: SqliteConnection
) -> Copy:
    """Open a copy of the rows that a connection sees. Raises `duckdb.Error`.

    If another process holds its file, or the folder cannot be written, it is in memory.
    """
    now = read_rows_version(connection, place.dataset)
    for path in sorted(folder.glob(f"{place.digest}.*{SUFFIX}")):
        try:
            copy = _reopen(place, path, memory, environment, now, connection)
        except FileTaken:
            _log.info("another process has the columnar copy %s; this one is in memory", path)
            return _create(place, None, memory, now)
        if copy is not None:
            return copy
    try:
        folder.mkdir(exist_ok=True)
        # Never a name that was used before: a copy that is still being closed may write its log.
        path = folder / f"{place.digest}.{secrets.token_hex(4)}{SUFFIX}"
        return _create(place, path, memory, now)
    except (OSError, duckdb.IOException) as error:
        _log.warning("columnar copies are in memory, for %s cannot be used: %s", folder, error)
        return _create(place, None, memory, now)


def _create(place: Place, path: Path | None, memory: str, now: RowsVersion) -> Copy:
    database = open_database(path, memory)
    session = database.open_session()
    create_tables(session)
    session.close()
    # Before the first row, the stamp is that of the rows to come.
    version = RowsVersion(0, now.stamp, now.revision, now.changes)
    return Copy(place, database, (), version, ProjectCodes())


def _reopen(
    place: Place,
    path: Path,
    memory: str,
    environment: str,
    now: RowsVersion,
    connection: SqliteConnection,
) -> Copy | None:
    """Open a file, or remove it if it is not a copy of the present rows."""
    with suppress(duckdb.Error):
        database = open_database(path, memory)
        try:
            if copy := _from_marks(place, database, environment, now, connection):
                return copy
        except BaseException:
            database.close()
            raise
        database.close()
    remove_files(path)
    return None


def _from_marks(
    place: Place,
    database: Database,
    environment: str,
    now: RowsVersion,
    connection: SqliteConnection,
) -> Copy | None:
    session = database.open_session()
    try:
        marks = read_marks(session)
        if marks is None or marks.environment != environment:
            return None
        version = marks.version
        if version.stamp != now.stamp or version.last_row > now.last_row:
            return None
        if read_row_id(connection, place.dataset, version.last_row) != marks.last_id:
            return None
        columns, projects = drop_unmarked(session, marks), ProjectCodes(marks.project_ids)
        copy = Copy(place, database, columns, version, projects)
        copy.last_id, copy.has_marks = marks.last_id, True
        return copy
    finally:
        session.close()

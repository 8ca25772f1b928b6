"""Opening the file: connections that are ready for use, or one sentence why not.

These functions run on the thread that will use the connection.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.functions import register
from evsrv.sqlite.migrations import check, migrate
from evsrv.sqlite.tenant_guard import TenantGuard

Prepare = Callable[[sqlite3.Connection], None]
"""Registers SQL functions on a new connection."""

BUSY_TIMEOUT = 5.0
"""How many seconds a statement waits for another process's lock."""

_LOG_SIZE_LIMIT = 8_000_000
"""Bytes that the log's file keeps when it restarts; without readers it restarts at 4 MB."""

MIN_SQLITE = (3, 38, 0)


def open_writer(path: Path, prepare: Prepare) -> SqliteConnection:
    """Open a file for reading and writing; a missing one is made, an older one is migrated.

    Raises `StoreError` where that cannot be done, and what `prepare` raises.
    """
    _require_sqlite(sqlite3.sqlite_version_info)
    _require_place(path)
    connection = _connect(path, "rwc")
    with _closed_on_error(connection):
        with _explained(path):
            migrate(connection, path)
            mode = _enter_wal(connection)
            if mode != "wal":
                raise StoreError(f"{path} cannot be put into WAL mode: it stays in {mode!r}")
            # An acknowledged event survives a power cut; NORMAL would lose the last commits.
            connection.execute("PRAGMA synchronous = FULL")
            # The log's file keeps its largest size otherwise.
            connection.execute(f"PRAGMA journal_size_limit = {_LOG_SIZE_LIMIT}")
        register(connection)
        prepare(connection)
    return connection


def open_guarded_reader(path: Path, prepare: Prepare, *, waits: bool = True) -> SqliteConnection:
    """Open a reader for SQL that is not to be trusted: it sees one scope's events at a time."""
    connection = open_reader(path, prepare, waits=waits)
    with _closed_on_error(connection):
        connection.guard = TenantGuard(connection)
    return connection


def open_reader(path: Path, prepare: Prepare, *, waits: bool = True) -> SqliteConnection:
    """Open a file that `open_writer` has opened before, for reading alone.

    Unless it `waits`, a statement that meets another process's lock fails at once.
    """
    connection = _connect(path, "ro", waits=waits)
    with _closed_on_error(connection):
        register(connection)
        prepare(connection)
        # `mode=ro` alone would still let statements write to attached and temporary databases.
        connection.execute("PRAGMA query_only = ON")
    return connection


def open_unchanged(path: Path) -> SqliteConnection:
    """Open a file of any version as it is: nothing is made, migrated or written.

    A log that a killed process left is read too. Raises `StoreError` where there is no such file,
    or none of ours.
    """
    _require_sqlite(sqlite3.sqlite_version_info)
    if not path.exists():
        raise StoreError(f"{path} does not exist")
    # Not `ro`: whoever closes the file last should be able to fold the log into it.
    connection = _connect(path, "rw")
    with _closed_on_error(connection), _explained(path):
        connection.execute("PRAGMA query_only = ON")
        if not check(connection, path):
            raise StoreError(f"{path} is an empty file")
    return connection


def _connect(path: Path, mode: str, *, waits: bool = True) -> SqliteConnection:
    with _explained(path):
        # Without an isolation level the module never begins a transaction by itself.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_TIMEOUT if waits else 0,
            factory=SqliteConnection,
        )


def _enter_wal(connection: sqlite3.Connection) -> str:
    # SQLite doesn't always wait here as it does elsewhere: where two processes open the same new
    # file, one of them is told at once that it is locked.
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def _require_sqlite(version: tuple[int, ...]) -> None:
    if version < MIN_SQLITE:
        needed, found = (".".join(map(str, parts)) for parts in (MIN_SQLITE, version))
        raise StoreError(f"SQLite {needed} or later is needed, but this Python has {found}")


def _require_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise StoreError(f"{path} cannot be opened: there is no directory {path.parent}")
    if path.is_dir():
        raise StoreError(f"{path} cannot be opened: it is a directory")
    # SQLite would open a protected file for reading, and fail at the first event. WAL needs to
    # make files beside it, so the directory counts as well.
    for place in (path.parent, path):
        if place.exists() and not os.access(
            place, os.W_OK, effective_ids=os.access in os.supports_effective_ids
        ):
            raise StoreError(f"{path} cannot be opened: {place} is not writable")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened: {error}") from error


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise

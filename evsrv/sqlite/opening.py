"""Opening the file: connections ready for use, or a `StoreError` of one sentence.

These functions run on the thread that will use the connection.
"""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.functions import register
from evsrv.sqlite.migrations import FileInUse, StartUpgrade, is_outdated, migrate, read_version
from evsrv.sqlite.tenant_guard import TenantGuard
from evsrv.sqlite.upgrade_estimate import log_upgrade

Prepare = Callable[[sqlite3.Connection], None]
"""Registers SQL functions on a new connection."""

BUSY_TIMEOUT = 5.0
"""Seconds that a statement waits for another process's lock."""

_LOG_SIZE_LIMIT = 8_000_000
"""Bytes that the log's file keeps when it restarts; without readers it restarts at 4 MB."""

MIN_SQLITE = (3, 38, 0)


def open_writer(
    path: Path, prepare: Prepare, start_upgrade: StartUpgrade = log_upgrade
) -> SqliteConnection:
    """Open a file for reading and writing; a missing one is created, an older one is migrated.

    Raises `StoreError` if that cannot be done, and what `prepare` raises.
    """
    _require_sqlite(sqlite3.sqlite_version_info)
    _require_writable(path)
    connection = _open_migrated(path, start_upgrade)
    with _closed_on_error(connection):
        with _explained(path):
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
    """Open a reader for untrusted SQL: it sees one scope's events at a time."""
    connection = open_reader(path, prepare, waits=waits)
    with _closed_on_error(connection):
        connection.guard = TenantGuard(connection)
    return connection


def open_reader(path: Path, prepare: Prepare, *, waits: bool = True) -> SqliteConnection:
    """Open a file that `open_writer` has opened before, for reading only.

    Unless `waits`, a statement that meets another process's lock fails at once.
    """
    connection = _connect(path, "ro", waits=waits)
    with _closed_on_error(connection):
        register(connection)
        prepare(connection)
        # `mode=ro` alone would still let statements write to attached and temporary databases.
        connection.execute("PRAGMA query_only = ON")
    return connection


def open_unchanged(path: Path) -> SqliteConnection:
    """Open a file of any version as it is: nothing is created, migrated or written.

    A log that a killed process left is read too. Raises `StoreError` if the file does not exist or
    is not evsrv's.
    """
    _require_sqlite(sqlite3.sqlite_version_info)
    require_existing(path)
    # Not `ro`: the last connection to close the file should be able to fold the log into it.
    connection = _connect(path, "rw")
    with _closed_on_error(connection), _explained(path):
        connection.execute("PRAGMA query_only = ON")
        if not read_version(connection, path):
            raise StoreError(f"{path} is an empty file; `evsrv serve` makes a database of it")
    return connection


def open_trusted_reader(path: Path, prepare: Prepare) -> SqliteConnection:
    """Open a file of this version for trusted reads of all scopes, without a time limit."""
    connection = open_unchanged(path)
    with _closed_on_error(connection):
        register(connection)
        prepare(connection)
    return connection


def needs_upgrade(path: Path) -> bool:
    """Return whether a file has an older version. Raises `StoreError` if it cannot be opened."""
    _require_writable(path)
    if not path.exists():
        return False
    with closing(_connect(path, "rw")) as connection, _explained(path):
        return is_outdated(connection, path)


def upgrade_file(path: Path, start_upgrade: StartUpgrade) -> None:
    """Bring a file to this program's version. Raises `StoreError` if that cannot be done."""
    open_writer(path, lambda _connection: None, start_upgrade).close()


def _open_migrated(path: Path, start_upgrade: StartUpgrade) -> SqliteConnection:
    # Of two new processes that open an older file at once, neither has the only connection. Each
    # closes its own for a random time.
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        connection = _connect(path, "rwc")
        try:
            with _closed_on_error(connection), _explained(path):
                migrate(connection, path, start_upgrade)
            return connection
        except FileInUse:
            if time.monotonic() > deadline:
                raise
        time.sleep(random.uniform(0.01, 0.2))  # noqa: S311 - not for secrets


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
    # SQLite doesn't always wait here as it does elsewhere: if two processes open the same new
    # file, one of them gets "locked" at once.
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


def require_existing(path: Path) -> None:
    """Raise `StoreError` if there is no such file."""
    if not path.exists():
        raise StoreError(f"{path} does not exist; name the file with --db")
    _require_no_directory(path)


def _require_no_directory(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a directory; name a file in it with --db")


def _require_writable(path: Path) -> None:
    if not path.parent.is_dir():
        raise StoreError(
            f"{path} cannot be opened: there is no directory {path.parent}; make it first"
        )
    _require_no_directory(path)
    # SQLite would open a protected file for reading, and fail at the first event. WAL mode creates
    # files beside it, so the directory has to be writable too.
    for needed in (path.parent, path):
        if needed.exists() and not os.access(
            needed, os.W_OK, effective_ids=os.access in os.supports_effective_ids
        ):
            raise StoreError(
                f"{path} cannot be opened: {needed} is not writable; give this user the right to"
                " write there, or name another file with --db"
            )


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

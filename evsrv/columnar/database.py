"""DuckDB databases for copies: files, or in memory. Only evsrv's own SQL runs in them."""

import os
import threading
from pathlib import Path

import duckdb
from attrs import field, frozen

STORED = "stored"
"""The name of the database that has the tables of a copy."""

_MAX_THREADS = 4

_held: set[Path] = set()
"""The files that this process has open: DuckDB's lock on a file keeps only other processes out."""
_holding = threading.Lock()


class FileTaken(Exception):
    """This process or another one has the file open."""


@frozen
class Database:
    """An open database, in which each session is a connection of its own."""

    path: Path | None
    """None if it is in memory."""
    connection: duckdb.DuckDBPyConnection
    _opening: threading.Lock = field(factory=threading.Lock, init=False, repr=False, eq=False)

    def open_session(self) -> duckdb.DuckDBPyConnection:
        """Return a new connection to the tables."""
        with self._opening:
            # DuckDB refuses a second call on a connection while one runs.
            session = self.connection.cursor()
        session.execute(f"USE {STORED}").fetchall()
        return session

    @property
    def is_removed(self) -> bool:
        """Whether another process has removed its file."""
        return self.path is not None and not self.path.exists()

    def close(self) -> None:
        """Close the database. Raises `duckdb.Error` while one of its sessions is busy."""
        self.connection.close()
        if self.path is not None:
            _held.discard(self.path)

    def remove(self) -> None:
        """Remove its files."""
        if self.path is not None:
            remove_files(self.path)


def open_database(path: Path | None, memory: str) -> Database:
    """Open a database, which is made if it does not exist.

    Raises `FileTaken`, at once, and `duckdb.Error` if the file cannot be used.
    """
    if path is not None:
        with _holding:
            if path in _held:
                raise FileTaken
            _held.add(path)
    try:
        return _open(path, memory)
    except BaseException as error:
        if path is not None:
            _held.discard(path)
        if isinstance(error, duckdb.IOException) and "lock" in str(error):
            raise FileTaken from error
        raise


def _open(path: Path | None, memory: str) -> Database:
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": min(_MAX_THREADS, os.cpu_count() or 1),
            "memory_limit": memory,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            # A snapshot begins at BEGIN, not at the first statement after it.
            "immediate_transaction_mode": True,
            # Nothing is written beside the files of copies: what does not fit goes to SQLite.
            "temp_directory": "",
        },
    )
    try:
        if path is None:
            # Without compression, strings take several times the memory and the time.
            _run(connection, f"ATTACH ':memory:' AS {STORED} (COMPRESS)")
        else:
            path_literal = str(path).replace("'", "''")
            _run(connection, f"ATTACH '{path_literal}' AS {STORED}")
        # A stop does not wait for it: the next start replays the log.
        _run(connection, "PRAGMA disable_checkpoint_on_shutdown")
        _run(connection, "SET enable_external_access = false")
        _run(connection, "SET lock_configuration = true")
        return Database(path, connection)
    except BaseException:
        connection.close()
        raise


def remove_files(path: Path) -> None:
    """Remove the file of a database and its log."""
    for file in (path, path.with_name(f"{path.name}.wal")):
        file.unlink(missing_ok=True)


def _run(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    # A result that is not fetched to its end makes the connection refuse the next statement.
    connection.execute(statement).fetchall()

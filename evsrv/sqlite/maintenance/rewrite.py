"""Rewriting the file, so that nothing that was deleted is left in it or in its log."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.connections import prepare_nothing
from evsrv.sqlite.errors import is_busy
from evsrv.sqlite.opening import open_writer

_MAX_WAIT_SECONDS = 60.0
"""How long other processes may keep the lock, or read from the log."""
_PAUSE_SECONDS = 0.05
_BUSY_TIMEOUT_MS = 50
"""How long the emptying of the log waits for readers; writers wait as long."""
_REPEAT = "deleted text may be left in it, so repeat the command with --secure"


def rewrite(path: Path, *, wait_seconds: float = _MAX_WAIT_SECONDS) -> None:
    """Write the whole file again without free space, and empty the write-ahead log.

    Other processes can read meanwhile, but not write. Raises `StoreError` if the disk is full, or
    if another process is in the way for too long.
    """
    with closing(open_writer(path, prepare_nothing)) as connection:
        try:
            rewritten = _wait_for(lambda: _vacuum(connection), wait_seconds)
            done = rewritten and _wait_for(lambda: _empty_log(connection), wait_seconds)
        except sqlite3.OperationalError as error:
            raise StoreError(f"{path} cannot be rewritten: {error}; {_REPEAT}") from error
    if not done:
        raise StoreError(f"another process reads from or writes to {path} all the time; {_REPEAT}")


def _wait_for(attempt: Callable[[], bool], seconds: float) -> bool:
    """Repeat an attempt until it succeeds; return whether it did in time."""
    deadline = time.monotonic() + seconds
    while not attempt():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _vacuum(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        return False
    return True


def _empty_log(connection: sqlite3.Connection) -> bool:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy

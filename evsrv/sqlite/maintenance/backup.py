"""A copy of the file, made while others read and write it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.opening import open_unchanged

STEP_PAGES = 256
BESIDE = ("-wal", "-shm", "-journal")
"""Suffixes of the files that SQLite makes beside a database."""


def back_up(
    path: Path, to: Path, *, force: bool = False, done: Callable[[int], None] = lambda _: None
) -> int:
    """Copy a snapshot of a database to a new file; return its size in bytes.

    `to` gets the whole copy, synced to disk, or is not touched. `done` is called with the bytes of
    each step. Raises `StoreError` if `to` exists already (unless `force`) or is in use, or if
    either file cannot be opened.
    """
    _require_free(path, to, force=force)
    with closing(open_unchanged(path)) as source:
        try:
            handle, name = tempfile.mkstemp(".partial", f".{to.name}.", to.parent)
        except OSError as error:
            raise StoreError(f"{to} cannot be written: {error.strerror}") from error
        partial = Path(name)
        try:
            _copy(source, partial, done)
            shutil.copymode(path, partial)
            os.fsync(handle)
            _require_free(path, to, force=force)
            partial.replace(to)
            sync_directory(to.parent)
            return to.stat().st_size
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} cannot be copied to {to}: {error}") from error
        finally:
            os.close(handle)
            for left in ("", *BESIDE):
                Path(f"{partial}{left}").unlink(missing_ok=True)


def _require_free(path: Path, to: Path, *, force: bool) -> None:
    if not to.parent.is_dir():
        raise StoreError(
            f"{to} cannot be written: there is no directory {to.parent}; make it first"
        )
    if to.is_dir():
        raise StoreError(f"{to} is a directory; name a file in it")
    if to.exists() and path.exists() and to.samefile(path):
        raise StoreError(f"{to} is the database itself; name another file for the copy")
    for suffix in BESIDE:
        # SQLite would take the log for one of the copy, and apply it.
        if (log := Path(f"{to}{suffix}")).exists():
            raise StoreError(f"{to} cannot be written: {log} shows that a database is in use there")
    if to.exists() and not force:
        raise StoreError(
            f"{to} exists already; name another file (`evsrv backup --force` replaces one)"
        )


def _copy(source: sqlite3.Connection, to: Path, done: Callable[[int], None]) -> None:
    (page_size,) = source.execute("PRAGMA page_size").fetchone()
    # A read transaction makes the copy one snapshot. Without one, SQLite would restart the copy
    # each time that another process writes.
    source.execute("BEGIN")
    (left,) = source.execute("PRAGMA page_count").fetchone()

    def progress(_status: int, remaining: int, _total: int) -> None:
        nonlocal left
        done((left - remaining) * page_size)
        left = remaining

    with closing(sqlite3.connect(to, isolation_level=None)) as copy:
        source.backup(copy, pages=STEP_PAGES, progress=progress)
    source.execute("COMMIT")


def sync_directory(path: Path) -> None:
    """Sync the names of a directory's files to disk, as far as the system can."""
    if os.name == "nt":
        return
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)

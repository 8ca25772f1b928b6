"""Putting a copy in the place of a database."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evsrv.engine.errors import StoreError
from evsrv.sqlite.maintenance.backup import BESIDE, back_up, sync_directory

_PENDING_BYTE = 0x40000000
_LOCK_BYTES = 512
"""The bytes of a file on which SQLite takes its locks; each connection has one of them locked."""


def stage_copy(copy: Path, path: Path, done: Callable[[int], None] = lambda _: None) -> Path:
    """Copy a file to the directory of `path`, under another name, and return that.

    Raises `StoreError` if it cannot be copied.
    """
    if copy.exists() and path.exists() and copy.samefile(path):
        raise StoreError(f"{copy} is the database itself")
    staged = path.with_name(f".{path.name}.restored")
    remove_staged(staged)
    back_up(copy, staged, done=done)
    try:
        _take_over_rights(staged, path)
    except OSError as error:
        raise StoreError(f"{staged} cannot be prepared: {error.strerror}") from error
    return staged


def _take_over_rights(staged: Path, path: Path) -> None:
    """Give a staged copy the rights of the file that it replaces, or else at least those to use it.

    A copy may be read-only, and root restores the file of a server that is not root.
    """
    if not path.exists():
        staged.chmod(stat.S_IMODE(staged.stat().st_mode) | stat.S_IRUSR | stat.S_IWUSR)
        return
    replaced = path.stat()
    staged.chmod(stat.S_IMODE(replaced.st_mode))
    if os.name != "nt" and os.geteuid() == 0:
        os.chown(staged, replaced.st_uid, replaced.st_gid)


def remove_staged(staged: Path) -> None:
    """Remove a staged copy and its logs, as far as they exist."""
    for suffix in ("", *BESIDE):
        Path(f"{staged}{suffix}").unlink(missing_ok=True)


def require_replaceable(path: Path, *, replace: bool) -> None:
    """Raise `StoreError` if a file exists already (unless `replace`) or is in use."""
    if path.is_dir():
        raise StoreError(f"{path} is a directory")
    if not path.exists():
        return
    if not replace:
        raise StoreError(f"{path} exists already; to delete it and use the copy: --replace")
    with _only_user(path):
        pass


def put_in_place(staged: Path, path: Path, *, replace: bool) -> None:
    """Give a staged copy the name of the database, whose file and logs are removed.

    Raises `StoreError` if that file exists (unless `replace`) or is in use.
    """
    require_replaceable(path, replace=replace)
    with _only_user(path):
        try:
            # First, because SQLite would apply a log of the old file to the new one.
            for suffix in BESIDE:
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            sync_directory(path.parent)
            staged.replace(path)
            sync_directory(path.parent)
        except OSError as error:
            raise StoreError(f"{path} cannot be replaced: {error.strerror}") from error


@contextmanager
def _only_user(path: Path) -> Iterator[None]:
    """Hold SQLite's locks of a file, which may be damaged. Raises `StoreError` if it is in use.

    SQLite itself would have to read the file first.
    """
    if os.name == "nt" or not path.exists():
        # Windows does not replace a file that is open.
        yield
        return
    import fcntl

    try:
        handle = os.open(path, os.O_RDWR)
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}") from error
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_BYTES, _PENDING_BYTE)
        except OSError as error:
            raise StoreError(
                f"{path} is in use by another process, such as its server; stop that first"
            ) from error
        yield
    finally:
        os.close(handle)

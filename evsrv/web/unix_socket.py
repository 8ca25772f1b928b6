"""Unix sockets to listen on."""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EADDRINUSE, EAFNOSUPPORT, ECONNREFUSED, EEXIST, ENOENT
from pathlib import Path

_MODE = 0o660
"""Owner and group may connect: a proxy joins the group."""
_BACKLOG = 128


@contextmanager
def unix_listener(path: Path) -> Iterator[socket.socket]:
    """Listen on a path, and remove it at the end unless another process has replaced it.

    A socket that nothing listens on is replaced. Raises `OSError`, among others if another process
    listens there or if the path is not a socket.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise OSError(EAFNOSUPPORT, "this system has no unix sockets")
    _make_room(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        # Nobody can connect before `listen`, so nobody does with the mode of the umask.
        path.chmod(_MODE)
        listener.listen(_BACKLOG)
        made = _identity(path)
        try:
            yield listener
        finally:
            with suppress(FileNotFoundError):
                if _identity(path) == made:
                    path.unlink()


def _make_room(path: Path) -> None:
    if not path.parent.is_dir():
        raise OSError(ENOENT, f"there is no directory {path.parent}")
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise OSError(EEXIST, "the file exists and is not a socket")
    if _is_live(path):
        raise OSError(EADDRINUSE, os.strerror(EADDRINUSE))
    path.unlink(missing_ok=True)


def _is_live(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.setblocking(False)
        try:
            client.connect(str(path))
        except BlockingIOError:
            return True  # Its backlog is full.
        except OSError as error:
            if error.errno in (ECONNREFUSED, ENOENT):
                return False
            raise
    return True


def _identity(path: Path) -> tuple[int, int, int]:
    """Return a value that no other file at this path has."""
    found = path.lstat()
    # An inode's number is given again once the socket is closed.
    return found.st_dev, found.st_ino, found.st_mtime_ns

"""The open database file, and whether it is still at its path."""

import logging
from pathlib import Path

from evsrv.engine.errors import FileMoved

_log = logging.getLogger(__name__)


class OpenFile:
    """A file's path and its identity when it was opened.

    An event that is written to a file without a name, or under another name, would be lost to
    the next start of the server.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._opened = self._identity()
        self._moved = False

    def require_in_place(self) -> None:
        """Raise `FileMoved` if the path leads to no file or to another one."""
        moved = self._identity() != self._opened
        if moved != self._moved:
            self._moved = moved
            if moved:
                _log.error("%s was moved or replaced; events are refused", self._path)
            else:
                _log.info("%s is back; events are accepted", self._path)
        if moved:
            raise FileMoved

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

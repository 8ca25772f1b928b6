"""The copy of one place as the server keeps it: open, being made, or given up for a while."""

import logging
import math
import time
from typing import TYPE_CHECKING

from attrs import define

from evsrv.columnar.place import Place
from evsrv.columnar.wanted_columns import WantedColumns

if TYPE_CHECKING:
    from evsrv.columnar.copy import Copy
    from evsrv.columnar.copy_reader import CopyReader

_RETRY_SECONDS = 60.0
"""How long a copy that failed is left alone."""

_log = logging.getLogger(__name__)


@define(eq=False)
class KeptCopy:
    """A place, and its copy if there is one at present."""

    place: Place
    wanted: WantedColumns
    reader: "CopyReader | None" = None
    """The open copy."""
    needs_work: bool = False
    """Whether the background task has to look at it."""
    not_before: float = 0.0
    """The monotonic time until which the background task leaves it alone."""
    used_at: float = 0.0
    """The monotonic time of the last query."""
    saved_at: float = 0.0
    """The monotonic time at which its marks were last written."""
    failure: str | None = None
    """The error because of which it was given up."""
    _rebuilt_at: float = -math.inf

    def give_up(self, error: BaseException) -> None:
        """Close the copy and remove its file after an error; another one is made later."""
        _log.warning("the columnar copy of %s is given up: %s", self.place.dataset.name, error)
        self.failure = str(error)
        self.pause(_RETRY_SECONDS)
        self.discard()

    def close(self) -> "Copy | None":
        """Close the copy, if it is open, and return it; its file stays."""
        reader, self.reader = self.reader, None
        if reader is None:
            return None
        reader.copy.close()
        return reader.copy

    def discard(self) -> None:
        """Close the copy and remove its file."""
        if (copy := self.close()) is not None:
            self.wanted.want_again(copy.columns)
            copy.database.remove()

    def rebuild_after(self, seconds: float) -> None:
        """Make another copy, but at most one in so many seconds."""
        now = time.monotonic()
        self.not_before, self._rebuilt_at = max(now, self._rebuilt_at + seconds), now

    def pause(self, seconds: float) -> None:
        """Let the background task leave it alone for a while."""
        self.not_before = time.monotonic() + seconds

    @property
    def is_removed(self) -> bool:
        """Whether a command has removed the file of the open copy."""
        reader = self.reader
        return reader is not None and reader.copy.database.is_removed

    @property
    def is_due(self) -> bool:
        """Whether the background task has to look at it now."""
        return self.needs_work and time.monotonic() >= self.not_before

"""What tells a running query to stop."""

import sqlite3
import time
from abc import ABC, abstractmethod
from typing import Self

from evsrv.engine.errors import QueryTimeout


class InterruptPolicy(ABC):
    """Is asked now and then whether the query has to stop.

    As a context around the query it says, in words of its own, that this was the reason.
    """

    steps_between_looks = 1000
    """How many steps of SQLite's virtual machine pass between two questions: about 3 %."""

    @abstractmethod
    def should_interrupt(self) -> bool:
        """Tell whether the query has to stop."""

    def forbids_calls(self) -> bool:
        """Tell whether the query has to stop before the SQL function of ours that comes next."""
        return self.should_interrupt()

    @abstractmethod
    def translate_error(self, error: sqlite3.OperationalError) -> None:
        """Raise something better where the error is the stop's doing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.OperationalError):
            self.translate_error(error)


class Deadline(InterruptPolicy):
    """Stops a query past its time, with `QueryTimeout`; other threads may set `cancelled`."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._expired = False
        self.cancelled = False
        self.restart()

    def restart(self) -> None:
        """Give the whole time again."""
        self._deadline = time.monotonic() + self._timeout

    def should_interrupt(self) -> bool:
        """Tell whether the time is over or nobody waits any more."""
        self._expired = self._expired or time.monotonic() >= self._deadline
        return self._expired or self.cancelled

    def translate_error(self, error: sqlite3.OperationalError) -> None:
        """Raise `QueryTimeout` where the time was over."""
        if self._expired:
            raise QueryTimeout(self._timeout) from error

"""Interrupt policies, polled by SQLite's progress handler while a query runs."""

import sqlite3
import time
from abc import ABC, abstractmethod
from typing import Self

from evsrv.engine.errors import QueryTimeout
from evsrv.plugin.interruption import Interrupted


class InterruptPolicy(ABC):
    """Decides whether a running query is interrupted.

    As a context around the query it translates the interrupt's error.
    """

    steps_per_poll = 1000
    """How many steps of SQLite's virtual machine pass between two polls; these cost about 3 %."""

    @abstractmethod
    def should_interrupt(self) -> bool:
        """Return whether the query has to stop now."""

    def may_call_python(self) -> bool:
        """Return whether an SQL function in Python may be called, or may go on."""
        return not self.should_interrupt()

    @abstractmethod
    def translate_error(self, error: sqlite3.OperationalError | Interrupted) -> None:
        """Raise a more specific error if this policy caused the interrupt."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, sqlite3.OperationalError | Interrupted):
            self.translate_error(error)


class Deadline(InterruptPolicy):
    """Interrupts a query past its time limit, or when another thread sets `cancelled`."""

    def __init__(self, timeout: float) -> None:
        """Start with a limit of so many seconds."""
        self._timeout = timeout
        self._expired = False
        self.cancelled = False
        self.restart()

    def restart(self) -> None:
        """Begin the whole limit again."""
        self._deadline = time.monotonic() + self._timeout

    def should_interrupt(self) -> bool:
        """Return whether the time is over or the caller was cancelled."""
        self._expired = self._expired or time.monotonic() >= self._deadline
        return self._expired or self.cancelled

    def translate_error(self, error: sqlite3.OperationalError | Interrupted) -> None:
        """Raise `QueryTimeout` if the time was over."""
        if self._expired:
            raise QueryTimeout(self._timeout) from error

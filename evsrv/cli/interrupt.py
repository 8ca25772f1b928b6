"""Ctrl-C as an orderly end of a command that stores."""

import signal
from types import FrameType, TracebackType
from typing import Self


class Interrupt:
    """A handler of SIGINT: reading ends at once, and what is read is still stored.

    A second Ctrl-C ends the command as usual.
    """

    def __init__(self) -> None:
        self.asked = False
        self.reading = False
        """Whether `KeyboardInterrupt` may be raised, because the command handles it here."""

    def __enter__(self) -> Self:
        self._previous = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, self._previous)

    def _handle(self, _signal: int, _frame: FrameType | None) -> None:
        again, self.asked = self.asked, True
        if again or self.reading:
            raise KeyboardInterrupt

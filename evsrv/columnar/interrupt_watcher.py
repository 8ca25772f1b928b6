"""Interrupting statements in DuckDB, which polls nothing itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from evsrv.plugin.interruption import Interrupted, interrupt_check

_POLL_SECONDS = 0.02


class Interruptible(Protocol):
    """A connection to DuckDB. A server that has not used a copy has not imported DuckDB."""

    def interrupt(self) -> None:
        """Stop the statement that runs."""


class InterruptWatcher:
    """A thread that asks, for each running statement, whether its query has to stop."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: dict[Interruptible, Callable[[], bool]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, session: Interruptible) -> Iterator[None]:
        """Interrupt the session if the query of this thread has to stop; raise `Interrupted`."""
        may_continue = interrupt_check()
        if may_continue is None:
            yield
            return
        if not may_continue():
            raise Interrupted
        with self._changed:
            self._running[session] = may_continue
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._watch, name="evsrv-watcher", daemon=True
                )
                self._thread.start()
            self._changed.notify()
        try:
            yield
        except Exception as error:
            if may_continue():
                # Another error, or the copy is being closed.
                raise
            raise Interrupted from error
        finally:
            with self._changed:
                del self._running[session]

    def _watch(self) -> None:
        while True:
            with self._changed:
                if not self._changed.wait_for(lambda: self._running, timeout=1.0):
                    # Without a query for a second, the thread ends; the next one starts another.
                    self._thread = None
                    return
                for session, may_continue in self._running.items():
                    if not may_continue():
                        session.interrupt()
            threading.Event().wait(_POLL_SECONDS)

"""The interruption of SQL functions in Python, which SQLite cannot interrupt itself."""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

MAX_HELPER_THREADS = 4
"""Calls that run on helper threads at once, among them those whose query has already stopped."""

_POLL_SECONDS = 0.05

_may_continue: ContextVar[Callable[[], bool] | None] = ContextVar("may_continue", default=None)
_helper_slots = threading.BoundedSemaphore(MAX_HELPER_THREADS)


class Interrupted(Exception):
    """Raised inside an SQL function if its query has to stop; a plugin lets it pass."""


def set_interrupt_check(may_continue: Callable[[], bool] | None) -> None:
    """Let `checkpoint` ask this on the current thread; None if no query runs on it."""
    _may_continue.set(may_continue)


def interrupt_check() -> Callable[[], bool] | None:
    """Return what `checkpoint` asks on the current thread, for code that polls on another one."""
    return _may_continue.get()


def checkpoint() -> None:
    """Raise `Interrupted` if the query that the current thread runs has to stop.

    It has to stop at its time limit, if its client has left, and if the server stops. A loop in an
    SQL function calls this every few milliseconds; a call takes a fraction of a microsecond.
    """
    may_continue = _may_continue.get()
    if may_continue is not None and not may_continue():
        raise Interrupted


def call_interruptibly(function: Callable[..., T], *arguments: Any) -> T:
    """Call a function that cannot poll, on a helper thread; raise what it raises.

    For single calls of C code that release the GIL and may take long. If the query has to stop,
    this raises `Interrupted` at once; the function runs on by itself, and its result is discarded.
    """
    while not _helper_slots.acquire(timeout=_POLL_SECONDS):
        checkpoint()
    call = _HelperCall(function, arguments)
    while not call.done.wait(_POLL_SECONDS):
        checkpoint()
    if call.error is not None:
        raise call.error
    result: T = call.result
    return result


class _HelperCall:
    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None
        self._function = function
        self._arguments = arguments
        # A daemon, because the process does not wait for an abandoned call at its end.
        thread = threading.Thread(target=self._run, name="evsrv-helper", daemon=True)
        try:
            thread.start()
        except BaseException:
            _helper_slots.release()
            raise

    def _run(self) -> None:
        try:
            self.result = self._function(*self._arguments)
        except BaseException as error:
            self.error = error
        finally:
            _helper_slots.release()
            self.done.set()

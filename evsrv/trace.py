"""How long the stages of a request took and how many rows it had: numbers, never values.

The stages themselves know nothing of it; whoever calls them marks them with `stage`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from attrs import Factory, define

Stage = Literal["auth", "read", "compile", "db", "render"]


@define(eq=False)
class Trace:
    """What is known of one request on its way."""

    started: float = Factory(time.perf_counter)
    seconds: dict[Stage, float] = Factory(dict)
    """How long each stage took, in all of its turns."""
    rows: int = 0
    inside: bool = False

    def elapsed(self) -> float:
        """Tell how many seconds have passed since the request came in."""
        return time.perf_counter() - self.started


_followed: ContextVar[Trace | None] = ContextVar("trace", default=None)


def follow() -> Trace:
    """Begin the trace of what the current task does from here on."""
    trace = Trace()
    _followed.set(trace)
    return trace


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Count the time inside for a stage; a stage within another counts for the outer one.

    It decorates functions too, but no coroutines. Where nothing is followed, as on the command
    line, it does nothing.
    """
    trace = _followed.get()
    if trace is None or trace.inside:
        yield
        return
    trace.inside = True
    started = time.perf_counter()
    try:
        yield
    finally:
        trace.inside = False
        spent = time.perf_counter() - started
        trace.seconds[name] = trace.seconds.get(name, 0.0) + spent


def row_counter() -> Callable[[int], None]:
    """Give a function to call with how many rows more the answer has, on any thread."""
    trace = _followed.get()

    def count(rows: int) -> None:
        if trace is not None:
            trace.rows += rows

    return count
